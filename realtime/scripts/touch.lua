-- ARGV: lease, then "<stream> <connection>" each. Answers those that hold no lease; touching never makes one.
local ends, unknown = now() + tonumber(ARGV[1]), {}
for index = 2, #ARGV do
  if redis.call("ZSCORE", LEASES, ARGV[index]) then
    redis.call("ZADD", LEASES, ends, ARGV[index])
  else
    unknown[#unknown + 1] = ARGV[index]
  end
end
return unknown
