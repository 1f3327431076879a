-- ARGV: lease, then "<stream> <connection>" each, and so on for other leases after an empty text. Answers those
-- that hold no lease; touching never makes one.
local at, unknown, faint, streams, ends = now(), {}, {}, {}, nil
for _, given in ipairs(ARGV) do
  if given == "" then
    ends = nil
  elseif not ends then
    ends = at + tonumber(given)
  elseif redis.call("ZSCORE", LEASES, given) then
    redis.call("ZADD", LEASES, ends, given)
    local stream, conn = string.match(given, "^(%S+) (%S+)$")
    if faint[stream] == nil then faint[stream] = redis.call("EXISTS", faint_of(stream)) == 1 end
    if faint[stream] and redis.call("SREM", faint_of(stream), redis.call("HGET", conns_of(stream), conn)) == 1 then
      streams[stream] = true
    end
  else
    unknown[#unknown + 1] = given
  end
end
for stream in pairs(streams) do changed(stream) end
return unknown
