-- Appends past figures to a domain's history log, as the record script does, and touches nothing that a screen shows.
-- KEYS: 1 epoch, 2 history log, 3 count of its entries. ARGV: source, observation rows.
-- The log is not trimmed here: the historian makes room.
local epoch = redis.call('GET', KEYS[1])
if not epoch then return { '', '' } end
local clock = redis.call('TIME')
local now = string.format('%.0f', tonumber(clock[1]) * 1000 + math.floor(tonumber(clock[2]) / 1000))
local id = redis.call('XADD', KEYS[2], '*', 'n', redis.call('INCR', KEYS[3]), 'e', epoch, 's', ARGV[1], 'c', now,
  'o', ARGV[2], 'v', '', 'x', '')
return { id, now }
