-- ARGV: stream, persons that are asked for with a blank between, and so on. Answers for each stream how many persons are
-- there, how many of them only by ways that are not a socket, how many have lost their line, and, after these three,
-- which of those that were asked for are there.
local told = {}
for index = 1, #ARGV, 2 do
  local stream = ARGV[index]
  local conns, live = redis.call("HGETALL", conns_of(stream)), {}
  for at = 1, #conns, 2 do
    if way_of(conns[at]) == "socket" then live[conns[at + 1]] = true end
  end
  local people, faint, basic = redis.call("HKEYS", tabs_of(stream)), {}, 0
  for _, person in ipairs(redis.call("SMEMBERS", faint_of(stream))) do faint[person] = true end
  for _, person in ipairs(people) do
    -- Who is coming back is counted as that alone, whatever the way was.
    if not live[person] and not faint[person] then basic = basic + 1 end
  end
  local glance = { #people, basic, redis.call("SCARD", faint_of(stream)) }
  for person in string.gmatch(ARGV[index + 1], "%S+") do
    if redis.call("HEXISTS", tabs_of(stream), person) == 1 then glance[#glance + 1] = person end
  end
  told[#told + 1] = glance
end
return told
