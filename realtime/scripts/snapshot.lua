-- ARGV: stream, then era and version that are known. Answers era and version, and unless they are those: person,
-- badge, ..., then the persons whose line is lost.
local stream = ARGV[1]
local era, version = era(), string.format("%d", version_of(stream))
if era == ARGV[2] and version == ARGV[3] then return { era, version } end
return {
  era,
  version,
  redis.call("HGETALL", badges_of(stream)),
  redis.call("SMEMBERS", faint_of(stream)),
}
