-- ARGV: lock (ms), longest pause (ms), quiet (ms). Releases what has run out; answers stream, person, stream, ...
-- Every web process calls this; the first in each interval does the work.
if not redis.call("SET", "rt:sweeper", 1, "NX", "PX", ARGV[1]) then return {} end
local at = now()
local last = tonumber(redis.call("GET", SWEPT) or 0)
redis.call("SET", SWEPT, string.format("%d", at))
local due = redis.call("ZRANGEBYSCORE", LEASES, "-inf", at, "LIMIT", 0, 1000)
-- After a pause (a frozen server, one restored from elsewhere) everybody's lease has run out although their
-- sockets are open: let the processes touch first.
if #due > 0 and at - last > tonumber(ARGV[2]) then
  redis.call("SET", QUIET, string.format("%d", at + tonumber(ARGV[3])))
end
if at < tonumber(redis.call("GET", QUIET) or 0) then return {} end
local departed, streams = {}, {}
for _, member in ipairs(due) do
  local stream, conn = string.match(member, "^(%S+) (%S+)$")
  local person = release(stream, conn)
  if person then
    departed[#departed + 1] = stream
    departed[#departed + 1] = person
    streams[stream] = true
  end
end
for stream in pairs(streams) do changed(stream) end
return departed
