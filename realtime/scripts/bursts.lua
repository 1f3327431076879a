-- ARGV: streams. Answers for each, as JSON, the last of the three seconds in which there was something (0: none), and
-- the kinds and counts of them, one after the other.
local time, told = tonumber(redis.call("TIME")[1]), {}
for index, stream in ipairs(ARGV) do
  local flat = {"0"}
  for second = time - 2, time do
    local written = string.format("%d", second)
    local counts = redis.call("HGETALL", "rt:burst:" .. stream .. ":" .. written)
    if #counts > 0 then flat[1] = written end
    for _, each in ipairs(counts) do flat[#flat + 1] = each end
  end
  told[index] = flat
end
return cjson.encode(told)
