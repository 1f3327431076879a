-- ARGV: lock (ms), longest pause (ms), quiet (ms), faint (ms). Releases what has run out; answers stream, person,
-- stream, ... Whoever has only leases that end within the last of these times is marked as faint.
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

local fading = {}
for _, member in ipairs(redis.call("ZRANGEBYSCORE", LEASES, at, at + tonumber(ARGV[4]), "LIMIT", 0, 1000)) do
  local stream, conn = string.match(member, "^(%S+) (%S+)$")
  local person = redis.call("HGET", conns_of(stream), conn)
  -- A page without a line of its own shows its person until the lease ends: there is no line to lose.
  if person and conn ~= page_of(person) and redis.call("SISMEMBER", faint_of(stream), person) == 0 then
    fading[stream] = fading[stream] or {}
    fading[stream][person] = true
  end
end
for stream, people in pairs(fading) do
  local conns = redis.call("HGETALL", conns_of(stream))
  for index = 1, #conns, 2 do
    local ends = tonumber(redis.call("ZSCORE", LEASES, stream .. " " .. conns[index]) or 0)
    if ends > at + tonumber(ARGV[4]) then people[conns[index + 1]] = nil end
  end
  for person in pairs(people) do
    redis.call("SADD", faint_of(stream), person)
    streams[stream] = true
  end
end
for stream in pairs(streams) do changed(stream) end
return departed
