-- ARGV: stream, connection. Answers 1 if the person is gone with it.
if release(ARGV[1], ARGV[2]) then
  changed(ARGV[1])
  return 1
end
return 0
