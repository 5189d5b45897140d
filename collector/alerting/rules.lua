-- Puts the files' rules beside those in force, or one rule in force. Called by rule-store.ts alone.
--
-- KEYS: 1 rules, 2 revisions, 3 pending, 4 checkpoint
-- ARGV: `put`, id, expected revision, entry; or `seed`, then per rule of the files: id, its word, entry of revision 1,
--       pending entry
--
-- A rule that is not there is seeded. One that is there stays, and what the files say now is kept as pending, unless
-- they say what they said when it was put, or what is in force.

if ARGV[1] == 'put' then
  local id, expected, entry = ARGV[2], ARGV[3], ARGV[4]
  local known = redis.call('HGET', KEYS[1], id)
  if (known and string.match(known, '^%d+') or '0') ~= expected then return { 'conflict' } end
  redis.call('HSET', KEYS[1], id, entry)
  redis.call('HSET', KEYS[2], id .. ' ' .. string.match(entry, '^%d+'), entry)
  redis.call('HDEL', KEYS[3], id)
  -- Whoever judges reads the rules again.
  redis.call('HINCRBY', KEYS[4], 'turn', 1)
  return { 'put' }
end

local done, named = {}, {}
local function await(id, pending)
  if redis.call('HGET', KEYS[3], id) == pending then return end
  redis.call('HSET', KEYS[3], id, pending)
  done[#done + 1] = 'pending ' .. id
end

for n = 2, #ARGV, 4 do
  local id, word, entry, pending = ARGV[n], ARGV[n + 1], ARGV[n + 2], ARGV[n + 3]
  named[id] = true
  local known = redis.call('HGET', KEYS[1], id)
  if not known then
    redis.call('HSET', KEYS[1], id, entry)
    redis.call('HSET', KEYS[2], id .. ' 1', entry)
    redis.call('HINCRBY', KEYS[4], 'turn', 1)
    done[#done + 1] = 'seeded ' .. id
  elseif string.find(known, word, 1, true) then
    redis.call('HDEL', KEYS[3], id)
  else
    await(id, pending)
  end
end
local all = redis.call('HGETALL', KEYS[1])
for n = 1, #all, 2 do
  if not named[all[n]] and not string.find(all[n + 1], '"removed":true', 1, true) then
    await(all[n], '{"change":"removed","seed":""}')
  end
end
return done
