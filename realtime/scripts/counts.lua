-- ARGV: streams. Answers how many persons are there in each.
local counts = {}
for index, stream in ipairs(ARGV) do counts[index] = redis.call("HLEN", tabs_of(stream)) end
return counts
