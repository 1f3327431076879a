-- ARGV: stream, connection, person, badge, lease for each that comes. Answers 1 for each person not there before.
local at, news, streams = now(), {}, {}
for index = 1, #ARGV, 5 do
  local stream, conn, person, badge = ARGV[index], ARGV[index + 1], ARGV[index + 2], ARGV[index + 3]
  local is_new = false
  if redis.call("HEXISTS", conns_of(stream), conn) == 0 then
    redis.call("HSET", conns_of(stream), conn, person)
    is_new = redis.call("HINCRBY", tabs_of(stream), person, 1) == 1
  end
  -- A line of one's own takes the place of what a page without one has shown of the person.
  if conn ~= page_of(person) then release(stream, page_of(person)) end
  redis.call("ZADD", LEASES, at + tonumber(ARGV[index + 4]), stream .. " " .. conn)
  local is_other = redis.call("HGET", badges_of(stream), person) ~= badge
  if is_other then redis.call("HSET", badges_of(stream), person, badge) end
  if redis.call("SREM", faint_of(stream), person) == 1 or is_other then streams[stream] = true end
  news[#news + 1] = is_new and 1 or 0
end
for stream in pairs(streams) do changed(stream) end
return news
