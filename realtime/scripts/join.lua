-- ARGV: stream, connection, person, badge, lease. Answers 1 if the person was not there before.
local stream, conn, person, badge, lease = ARGV[1], ARGV[2], ARGV[3], ARGV[4], tonumber(ARGV[5])
local known = redis.call("HEXISTS", conns_of(stream), conn) == 1
local is_new = false
if not known then
  redis.call("HSET", conns_of(stream), conn, person)
  is_new = redis.call("HINCRBY", tabs_of(stream), person, 1) == 1
end
redis.call("ZADD", LEASES, now() + lease, stream .. " " .. conn)
if redis.call("HGET", badges_of(stream), person) ~= badge then
  redis.call("HSET", badges_of(stream), person, badge)
  changed(stream)
end
return is_new and 1 or 0
