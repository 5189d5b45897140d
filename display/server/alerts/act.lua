-- Commits what a person did to one alert. Called by alert-acts.ts alone.
--
-- KEYS: 1 checkpoint, 2 alerts, 3 transitions, 4 outbox, 5 epoch
-- ARGV: 1 field, 2 number before, 3 entry, 4 most transitions, 5 most tellings, then per transition its JSON and `1`
--       when it is to be told

local known = redis.call('HGET', KEYS[2], ARGV[1])
if not known or string.match(known, '^%d+') ~= ARGV[2] then return 'overtaken' end
redis.call('HSET', KEYS[2], ARGV[1], ARGV[3])
local epoch = redis.call('GET', KEYS[5]) or ''
for n = 6, #ARGV, 2 do
  redis.call('XADD', KEYS[3], 'MAXLEN', '~', ARGV[4], '*', 'e', epoch, 't', ARGV[n])
  if ARGV[n + 1] == '1' then
    redis.call('XADD', KEYS[4], 'MAXLEN', '~', ARGV[5], '*', 'e', epoch, 't', ARGV[n])
  end
end
-- Whoever judges reads the alert again.
redis.call('HINCRBY', KEYS[1], 'turn', 1)
return 'done'
