-- Stands before each of the other scripts: where things lie, and the three things that several of them do.
-- Times are the server's own, in milliseconds, so that the clocks of the web processes do not matter.

local LEASES = "rt:leases"      -- sorted set: "<stream> <connection>" -> when the lease ends
local VERSIONS = "rt:versions"  -- hash: stream -> how often its roster changed
local SWEPT = "rt:swept"        -- when the last sweep ran
local QUIET = "rt:quiet"        -- until when sweeps release nothing

local function conns_of(stream) return "rt:conns:" .. stream end    -- hash: connection -> person
local function tabs_of(stream) return "rt:tabs:" .. stream end      -- hash: person -> number of connections
local function badges_of(stream) return "rt:badges:" .. stream end  -- hash: person -> what others see
local function faint_of(stream) return "rt:faint:" .. stream end    -- set: persons whose line is lost

local function page_of(person) return "page." .. person end

-- By which way a connection is there, as its name tells: lines that ask again and again and pages without a line have a
-- dot in theirs, and sockets draw theirs without one.
local function way_of(conn)
  if string.sub(conn, 1, 5) == "page." then return "page" end
  return string.find(conn, ".", 1, true) and "poll" or "socket"
end

local function now()
  local time = redis.call("TIME")
  return time[1] * 1000 + math.floor(time[2] / 1000)
end

-- Numbers begin at the clock, so that after everything was lost they still go up: in microseconds, because no stream
-- can change faster than that, and several times in one millisecond it can.
local function version_of(stream)
  local time = redis.call("TIME")
  redis.call("HSETNX", VERSIONS, stream, string.format("%d", time[1] * 1000000 + time[2]))
  return tonumber(redis.call("HGET", VERSIONS, stream))
end

-- Another era means that everything was lost in between.
local function era()
  redis.call("SET", "rt:era", string.format("%d", now()), "NX")
  return redis.call("GET", "rt:era")
end

local function changed(stream)
  version_of(stream)
  local version = redis.call("HINCRBY", VERSIONS, stream, 1)
  redis.call("PUBLISH", "rt:people:" .. stream, version)
  return version
end

-- Ends one connection's lease; answers the person if this was the last of theirs.
local function release(stream, conn)
  redis.call("ZREM", LEASES, stream .. " " .. conn)
  local person = redis.call("HGET", conns_of(stream), conn)
  if not person then return nil end
  redis.call("HDEL", conns_of(stream), conn)
  if redis.call("HINCRBY", tabs_of(stream), person, -1) > 0 then return nil end
  redis.call("HDEL", tabs_of(stream), person)
  redis.call("HDEL", badges_of(stream), person)
  redis.call("SREM", faint_of(stream), person)
  return person
end
