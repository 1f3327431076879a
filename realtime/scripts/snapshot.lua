-- ARGV: stream. Answers era and version, then person, badge, ..., then the persons whose line is lost.
local stream = ARGV[1]
return {
  era(),
  string.format("%d", version_of(stream)),
  redis.call("HGETALL", badges_of(stream)),
  redis.call("SMEMBERS", faint_of(stream)),
}
