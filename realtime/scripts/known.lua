-- ARGV: quiet (ms), longest pause (ms), then streams. Answers nothing while it is not known who is there: no sweep ran
-- lately, or everything was lost or stood still a moment ago. Else 1 and, for each stream, its persons.
local at = now()
if at - tonumber(era()) < tonumber(ARGV[1]) then return {} end
if at < tonumber(redis.call("GET", QUIET) or 0) then return {} end
if at - tonumber(redis.call("GET", SWEPT) or 0) > tonumber(ARGV[2]) then return {} end
local known = {1}
for index = 3, #ARGV do known[#known + 1] = redis.call("HKEYS", tabs_of(ARGV[index])) end
return known
