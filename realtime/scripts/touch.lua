-- ARGV: lease, then "<stream> <connection>" in a line for each, and so on for other leases: in one text, because a
-- thousand arguments are dear to send. Answers those that hold no lease; touching never makes one.
local at, unknown, faint, streams = now(), {}, {}, {}

local function touch(member, ends)
  if not redis.call("ZSCORE", LEASES, member) then
    unknown[#unknown + 1] = member
    return
  end
  redis.call("ZADD", LEASES, ends, member)
  local stream, conn = string.match(member, "^(%S+) (%S+)$")
  if faint[stream] == nil then faint[stream] = redis.call("EXISTS", faint_of(stream)) == 1 end
  if faint[stream] and redis.call("SREM", faint_of(stream), redis.call("HGET", conns_of(stream), conn)) == 1 then
    streams[stream] = true
  end
end

for index = 1, #ARGV, 2 do
  for member in string.gmatch(ARGV[index + 1], "[^\n]+") do touch(member, at + tonumber(ARGV[index])) end
end
for stream in pairs(streams) do changed(stream) end
return unknown
