-- ARGV: stream, kind. Counts one more in this second of the stream.
local second = "rt:burst:" .. ARGV[1] .. ":" .. redis.call("TIME")[1]
redis.call("HINCRBY", second, ARGV[2], 1)
redis.call("EXPIRE", second, 3)
return "1"
