-- ARGV: stream. Answers the version, then every badge.
local answer = redis.call("HVALS", badges_of(ARGV[1]))
table.insert(answer, 1, string.format("%d", version_of(ARGV[1])))
return answer
