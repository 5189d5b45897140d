-- Commits what one round of judging came to, all of it or nothing. Called by alert-store.ts alone.
--
-- KEYS: 1 checkpoint, 2 alerts, 3 deadlines, 4 transitions, 5 outbox, 6 facts, 7 hours, 8 rules, 9 gaps, 10 epoch
-- ARGV: the header below, then each list behind its count.
--
-- Who judged by an older state than what stands here is fenced off: he reads again and judges anew.

local at = 0
local function take()
  at = at + 1
  return ARGV[at]
end

local owner, turn, epoch, cursor, toMs = take(), take(), take(), take(), take()
local mostTransitions, mostTellings, mostGaps = take(), take(), take()

local stored = redis.call('HMGET', KEYS[1], 'turn', 'owner', 'cursor', 'epoch', 'toMs')
if (stored[1] or '0') ~= turn then return { 'fenced', 'turn' } end
if stored[2] and stored[2] ~= owner then return { 'fenced', 'owner' } end
if (redis.call('GET', KEYS[10]) or '') ~= epoch then return { 'fenced', 'epoch' } end

-- Of one stream judging goes forward only, by the stream's ids.
local function parts(id)
  local ms, seq = string.match(id, '^(%d+)%-(%d+)$')
  return tonumber(ms), tonumber(seq)
end
if stored[4] == epoch then
  local ms, seq = parts(cursor)
  local storedMs, storedSeq = parts(stored[3])
  if ms < storedMs or (ms == storedMs and seq < storedSeq) then return { 'fenced', 'cursor' } end
  if tonumber(toMs) < tonumber(stored[5]) then return { 'fenced', 'time' } end
end

-- Compare-and-set of each alert on its number, of each rule on its revision.
local alertWrites = {}
for n = 1, tonumber(take()) do
  local field, seqBefore, entry = take(), take(), take()
  local known = redis.call('HGET', KEYS[2], field)
  if (known and string.match(known, '^%d+') or '0') ~= seqBefore then return { 'fenced', 'alert' } end
  alertWrites[n] = { field, entry }
end
for _ = 1, tonumber(take()) do
  local rule, revision = take(), take()
  local known = redis.call('HGET', KEYS[8], rule)
  if (known and string.match(known, '^%d+') or '0') ~= revision then return { 'fenced', 'rule' } end
end

for _, write in ipairs(alertWrites) do
  redis.call('HSET', KEYS[2], write[1], write[2])
end
for _ = 1, tonumber(take()) do
  local field, score = take(), take()
  if score == '' then
    redis.call('ZREM', KEYS[3], field)
  else
    redis.call('ZADD', KEYS[3], score, field)
  end
end
for _ = 1, tonumber(take()) do
  local transition, isTold = take(), take()
  redis.call('XADD', KEYS[4], 'MAXLEN', '~', mostTransitions, '*', 'e', epoch, 't', transition)
  if isTold == '1' then
    redis.call('XADD', KEYS[5], 'MAXLEN', '~', mostTellings, '*', 'e', epoch, 't', transition)
  end
end
for key = 6, 7 do
  for _ = 1, tonumber(take()) do
    local field, value = take(), take()
    if value == '' then
      redis.call('HDEL', KEYS[key], field)
    else
      redis.call('HSET', KEYS[key], field, value)
    end
  end
end
local gap = take()
if gap ~= '' then
  redis.call('XADD', KEYS[9], 'MAXLEN', '~', mostGaps, '*', 'w', gap, 'a', stored[3] or '', 'f', cursor)
end
local next = string.format('%.0f', tonumber(turn) + 1)
redis.call('HSET', KEYS[1], 'turn', next, 'epoch', epoch, 'cursor', cursor, 'toMs', toMs)
redis.call('HSETNX', KEYS[1], 'sinceMs', toMs)
return { 'committed', next }
