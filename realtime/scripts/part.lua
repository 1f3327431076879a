-- ARGV: stream, person. Ends all leases of the person; answers 1 if there were any.
local stream, person, gone = ARGV[1], ARGV[2], 0
local conns = redis.call("HGETALL", conns_of(stream))
for index = 1, #conns, 2 do
  if conns[index + 1] == person and release(stream, conns[index]) then gone = 1 end
end
if gone == 1 then changed(stream) end
return gone
