-- Applies one batch of one source to one domain, atomically. Called by record.ts alone.
--
-- KEYS: 1 epoch, 2 latest, 3 changes, 4 health, 5 progress, 6 events, 7 event order, 8 history index, 9 pictures,
--       10 others, 11 history log, 12 count of its entries, 13 late facts, then the history key of each observation,
--       then the key of each picture.
-- ARGV: the header below, then per observation, event and picture their fields.
--
-- Time is Redis's own. Values stay texts: a number read by Lua and written again would lose digits. Redis serves
-- nobody else meanwhile, so a figure costs as few commands, texts and tables as can be.

local at = 0
local function take()
  at = at + 1
  return ARGV[at]
end

local epochCandidate, SOURCE = take(), take()
local maxFutureMs, hotMs, trimStepMs = tonumber(take()), tonumber(take()), tonumber(take())
local hotPeriods, maxCorrections = tonumber(take()), tonumber(take())
local maxLate, lateNoteMs = tonumber(take()), tonumber(take())
local maxEvents, maxChanges, maxLogged = tonumber(take()), take(), take()
local outcome, failure = take(), take()
local healthMiddle, observedBase, refusedBase = take(), tonumber(take()), tonumber(take())
local refusals, refusalsRoom = take(), tonumber(take())
local progressField, progressExpected, progressNext, progressLast = take(), take(), take(), take()
local gateField, gateStep, gateSetting = take(), take(), take()
local isPast, RULES = take() == '1', take()
local historyPrefix = tonumber(take())
local observationCount, eventCount, pictureCount = tonumber(take()), tonumber(take()), tonumber(take())
local FIXED_KEYS = 13

local function text(number)
  return string.format('%.0f', number)
end

local clock = redis.call('TIME')
local now = tonumber(clock[1]) * 1000 + math.floor(tonumber(clock[2]) / 1000)
local nowText = text(now)
local latestAllowed = now + maxFutureMs

local epoch = redis.call('GET', KEYS[1])
if not epoch then
  epoch = epochCandidate
  redis.call('SET', KEYS[1], epoch)
end

-- Somebody who read an older progress knows less than what is written: a late answer corrects nothing and marks
-- nothing. What a late poll alone saw is no less true for that, so moments its source never told before are kept.
-- When the progress is the very step of this batch, it was applied and its reply was lost.
local storedProgress, storedGate = '', false
if progressField ~= '' then
  local stored = redis.call('HMGET', KEYS[5], progressField, gateField)
  storedProgress, storedGate = stored[1] or '', stored[2]
end
local isLate = storedProgress ~= progressExpected
if isLate and (storedProgress == progressNext or storedProgress == progressLast) then
  local function each(count)
    return count == 0 and '' or string.rep('repeat,', count - 1) .. 'repeat'
  end
  return { nowText, '', epoch, each(observationCount), each(eventCount), each(pictureCount), 'repeat' }
end
local keepsMoments = not isLate or gateStep == 'success'
if isLate then
  outcome, failure, gateStep, progressNext = '', '', '', progressExpected
end

local refusedHere = 0
local AHEAD = 'its time lies ahead of ours'
local function refuse(what, why)
  refusedHere = refusedHere + 1
  if refusalsRoom <= 0 then return end
  refusalsRoom = refusalsRoom - 1
  refusals = refusals .. (refusals == '' and '' or ',') .. '"' .. what .. ': ' .. why .. '"'
end

-- ---------------------------------------------------------------- observations

-- The series' name is the end of its history's key.
local series = {}
for n = 1, observationCount do
  series[n] = string.sub(KEYS[FIXED_KEYS + n], historyPrefix + 1)
end

local latest = {}
if observationCount > 0 then
  for n, entry in ipairs(redis.call('HMGET', KEYS[2], unpack(series))) do
    if entry then latest[series[n]] = entry end
  end
end

local changedRows, periodKeys, decisions = {}, {}, {}
-- Every row that was accepted, for the history log; and which of them were given another time of collection than now.
local acceptedRows, collectedElsewhen = {}, {}
-- Field, entry, field, entry … of the latest; where in it the entry of a series stands.
local changedLatest, changedAt = {}, {}
local collectedNow, bySource = nowText .. ' ', ' ' .. SOURCE .. ' '
-- The source in an entry that nobody else's word stands beside. A fact told as the past is marked: it is no word on how
-- things are now and never contradicts another source.
local OWN, OWN_PAST = ' @' .. SOURCE .. ' ', ' @' .. SOURCE .. '~ '
local ENTRY_MIDDLE = (isPast and OWN_PAST or OWN) .. collectedNow
-- The observation in hand; one table serves all.
local o = {}

-- How much is kept here of an indicator: moments from `from` on, so many of its newest periods; and before when the
-- history forgets its moments.
local keptHere = {}
local function keptOf(name)
  local indicator = string.match(name, '^[^|]+')
  local kept = keptHere[indicator]
  if not kept then
    local _, to = string.find(RULES, '\n' .. indicator .. ' ', 1, true)
    local ms, periods, forgetMs = string.match(RULES, '^%d+ (%d+) (%d+) (%S+) ', (to or #RULES) + 1)
    kept = { from = now - (tonumber(ms) or hotMs), periods = tonumber(periods) or hotPeriods,
      forgetBefore = now - (tonumber(forgetMs) or math.huge) }
    keptHere[indicator] = kept
  end
  return kept
end

-- Members of one series of periods, corrections included.
local function maxPeriodPoints(kept)
  return 2 * kept.periods
end

-- For the history.
local function accept(collected)
  acceptedRows[#acceptedRows + 1] = o.row
  if collected ~= collectedNow then
    collectedElsewhen[#collectedElsewhen + 1] = (#acceptedRows - 1) .. ':' .. string.match(collected, '^%d+')
  end
end

local function remember(collected)
  redis.call('ZADD', o.key, o.orderText, collected .. o.observedText .. bySource .. o.value .. o.periodEnd)
  if o.periodEnd ~= '' then periodKeys[o.key] = true end
  accept(collected)
end

local function becomeLatest()
  local entry = o.orderText .. ' ' .. o.identity .. ' ' .. o.value .. ENTRY_MIDDLE .. o.row
  latest[o.series] = entry
  local place = changedAt[o.series]
  if not place then
    place = #changedLatest + 2
    changedAt[o.series] = place
    changedLatest[place - 1] = o.series
  end
  changedLatest[place] = entry
  changedRows[#changedRows + 1] = o.row
end

-- Once per step of time, since once per point would cost as much as its writing. The newest point stays however old
-- it is: it is what the identity of the next is judged by.
local function trimMoments(orderBefore)
  if math.floor(o.order / trimStepMs) == math.floor(orderBefore / trimStepMs) then return end
  redis.call('ZREMRANGEBYSCORE', o.key, '-inf', '(' .. text(math.min(keptOf(o.series).from, o.order)))
end

-- What this source said last of the same fact. Members of one score stand in the order of their first field,
-- the time of collection.
local function knownOf()
  local known, count, oldest
  count = 0
  for _, member in ipairs(redis.call('ZRANGEBYSCORE', o.key, o.orderText, o.orderText)) do
    local collected, observed, source, value = string.match(member, '^(%S+) (%S+) (%S+) (%S+)')
    if source == SOURCE then
      known = { collected = tonumber(collected), observed = tonumber(observed), value = value }
      count = count + 1
      oldest = oldest or member
    end
  end
  if count >= maxCorrections then known.surplus = oldest end
  return known
end

local function periodsOf(key)
  local members = redis.call('ZRANGE', key, 0, -1, 'WITHSCORES')
  local periods, last = 0, nil
  for n = 2, #members, 2 do
    if members[n] ~= last then periods = periods + 1 end
    last = members[n]
  end
  return periods
end

-- A fact older than everything that is kept here would be written now and trimmed at once.
local function isBeyondKeeping()
  local kept = keptOf(o.series)
  if o.periodEnd == '' then return o.order < kept.from end
  local count = redis.call('ZCARD', o.key)
  if count < kept.periods then return false end
  local first = redis.call('ZRANGE', o.key, 0, 0, 'WITHSCORES')
  if o.order >= tonumber(first[2]) then return false end
  return count >= maxPeriodPoints(kept) or periodsOf(o.key) >= kept.periods
end

-- ---------------------------------------------------------------- decisions

-- An answer that was overtaken on its way knows less of the period than we do.
local function whyNoCorrection(known)
  if known.value == o.value then return 'repeat' end
  return o.observed < known.observed and 'older' or nil
end

local function correct(known)
  if known and known.surplus then redis.call('ZREM', o.key, known.surplus) end
  remember(known and known.collected >= now and text(known.collected + 1) .. ' ' or collectedNow)
end

-- Made when the first fact is met that is older than what is kept here, for most batches have none.
local late
local function makeLate()
-- include: record-late.lua
end
local function decideLate()
  late = late or makeLate()
  return late.decide()
end

-- Made when the first series of several sources is met, for most batches have none.
local truths
local function makeTruths()
-- include: record-truths.lua
end

local function decide()
  if isLate and (not keepsMoments or o.periodEnd ~= '' or knownOf()) then return 'fenced' end
  if o.observed > latestAllowed or o.order > latestAllowed then
    refuse(o.series, AHEAD)
    return 'future'
  end
  local entry = latest[o.series]
  if not entry then
    redis.call('SADD', KEYS[8], o.series)
    remember(collectedNow)
    becomeLatest()
    return 'first'
  end
  if not string.find(entry, OWN, 1, true) and not (isPast and string.find(entry, OWN_PAST, 1, true)) then
    truths = truths or makeTruths()
    return truths.decide(o.series, entry)
  end
  local orderBefore = tonumber(string.match(entry, '^%S+'))
  if o.order > orderBefore then
    remember(collectedNow)
    becomeLatest()
    if o.periodEnd == '' then trimMoments(orderBefore) end
    return 'newer'
  end
  local identity, value = string.match(entry, '^%S+ (%S+) (%S+) ')
  local isLatestFact = identity == o.identity
  if isLatestFact and value == o.value then return 'repeat' end
  local known = knownOf()
  if not known and not isLatestFact then
    if isBeyondKeeping() then return decideLate() end
    remember(collectedNow)
    return 'older'
  end
  local refused = known and whyNoCorrection(known)
  if refused then return refused end
  correct(known)
  if isLatestFact then becomeLatest() end
  return 'correction'
end

-- A momentary figure is ordered and known by the time of its fact; one of a period brings `period observedAt`.
for n = 1, observationCount do
  local periodFact
  o.key, o.series = KEYS[FIXED_KEYS + n], series[n]
  o.orderText, periodFact, o.value, o.row = ARGV[at + 1], ARGV[at + 2], ARGV[at + 3], ARGV[at + 4]
  at = at + 4
  o.order = tonumber(o.orderText)
  if periodFact == '' then
    o.identity, o.observedText, o.observed, o.periodEnd = o.orderText, o.orderText, o.order, ''
  else
    o.identity, o.observedText = string.match(periodFact, '^(%S+) (%S+)$')
    o.observed, o.periodEnd = tonumber(o.observedText), ' ' .. o.identity
  end
  decisions[n] = decide()
end

if truths then truths.write() end
if #changedLatest > 0 then redis.call('HSET', KEYS[2], unpack(changedLatest)) end

-- Keeps the newest periods, and so many members with their corrections.
local function trimPeriods(key)
  local kept = keptOf(string.sub(key, historyPrefix + 1))
  if redis.call('ZCARD', key) <= kept.periods then return end
  redis.call('ZREMRANGEBYRANK', key, 0, -(maxPeriodPoints(kept) + 1))
  local members = redis.call('ZREVRANGE', key, 0, -1, 'WITHSCORES')
  local periods, last = 0, nil
  for n = 2, #members, 2 do
    if members[n] ~= last then
      periods = periods + 1
      last = members[n]
      if periods > kept.periods then
        redis.call('ZREMRANGEBYSCORE', key, '-inf', last)
        return
      end
    end
  end
end
for key in pairs(periodKeys) do
  trimPeriods(key)
end

-- ---------------------------------------------------------------- events

local eventRows, eventDecisions = {}, {}

local function decideEvent(id, eventAt, row)
  if isLate then return 'fenced' end
  local order = tonumber(eventAt)
  if order > latestAllowed then
    -- Not by its id, which is the upstream's own word and may hold anything.
    refuse('an event', AHEAD)
    return 'future'
  end
  local entry = SOURCE .. ' ' .. row
  local known = redis.call('HGET', KEYS[6], id)
  if known == entry then return 'repeat' end
  if known and order < tonumber(redis.call('ZSCORE', KEYS[7], id) or eventAt) then return 'older' end
  if not known and redis.call('ZCARD', KEYS[7]) >= maxEvents then
    local first = redis.call('ZRANGE', KEYS[7], 0, 0, 'WITHSCORES')
    if order <= tonumber(first[2]) then return 'expired' end
  end
  redis.call('HSET', KEYS[6], id, entry)
  redis.call('ZADD', KEYS[7], eventAt, id)
  eventRows[#eventRows + 1] = row
  return known and 'updated' or 'first'
end

for n = 1, eventCount do
  local id, eventAt, row = take(), take(), take()
  eventDecisions[n] = decideEvent(id, eventAt, row)
end
if #eventRows > 0 then
  local surplus = redis.call('ZCARD', KEYS[7]) - maxEvents
  if surplus > 0 then
    local ids = redis.call('ZRANGE', KEYS[7], 0, surplus - 1)
    redis.call('HDEL', KEYS[6], unpack(ids))
    redis.call('ZREMRANGEBYRANK', KEYS[7], 0, surplus - 1)
  end
end

-- ---------------------------------------------------------------- pictures

local pictureRows, pictureDecisions = {}, {}

local function decidePicture(key, place, atText, bytes, keepPictureMs)
  if isLate then return 'fenced' end
  local taken = atText == '' and now or tonumber(atText)
  if taken > latestAllowed then
    refuse('picture of ' .. place, AHEAD)
    return 'future'
  end
  local known = tonumber(redis.call('HGET', KEYS[9], place) or '-1')
  if taken < known then return 'older' end
  local before = redis.call('HGET', key, 'bytes')
  redis.call('HSET', key, 'bytes', bytes, 'atMs', text(taken))
  redis.call('PEXPIRE', key, keepPictureMs)
  if taken == known and before == bytes then return 'repeat' end
  redis.call('HSET', KEYS[9], place, text(taken))
  pictureRows[#pictureRows + 1] = '["' .. place .. '",' .. text(taken) .. ']'
  return 'newer'
end

for n = 1, pictureCount do
  local key = KEYS[FIXED_KEYS + observationCount + n]
  local place, atText, bytes, keepPictureMs = take(), take(), take(), take()
  pictureDecisions[n] = decidePicture(key, place, atText, bytes, keepPictureMs)
end

-- ---------------------------------------------------------------- health, progress

local health = redis.call('HGET', KEYS[4], SOURCE)
local outcomeBefore = health and string.match(health, '"outcome":"([%a%-]+)"') or 'ok'
local function isFailure(name)
  return name ~= 'ok' and name ~= 'unchanged'
end

local function nextHealth()
  local failures, okPart, countsPart = 0, '', nil
  if failure == '1' then
    failures = tonumber(health and string.match(health, '"consecutiveFailures":(%d+)') or '0') + 1
    okPart = health and string.match(health, '"lastOkMs":%d+,') or ''
  else
    okPart = '"lastOkMs":' .. nowText .. ','
  end
  -- Only a document that was read has counts; otherwise those of the last one stand.
  local wasRead = outcome == 'ok' or (outcome == 'refused' and observedBase > 0)
  if not wasRead then countsPart = health and string.match(health, '"observed":%d+,"refused":.*$') end
  if not countsPart then
    countsPart = '"observed":' .. text(observedBase) .. ',"refused":' .. text(refusedBase + refusedHere) ..
      ',"refusals":[' .. refusals .. ']}'
  end
  return '{"source":"' .. SOURCE .. '","lastAttemptMs":' .. nowText .. ',' .. okPart .. '"outcome":"' .. outcome ..
    '","consecutiveFailures":' .. text(failures) .. ',' .. healthMiddle .. countsPart
end

local markChanged = false
local outcomeNow = outcomeBefore
if outcome ~= '' then
  redis.call('HSET', KEYS[4], SOURCE, nextHealth())
  outcomeNow = outcome
  markChanged = failure == '1' or isFailure(outcomeBefore)
end
if progressNext ~= progressExpected then
  if progressNext == '' then
    redis.call('HDEL', KEYS[5], progressField)
  else
    redis.call('HSET', KEYS[5], progressField, progressNext)
  end
end

-- ---------------------------------------------------------------- gate

-- Breaker and Retry-After of the source, here so that every collector keeps to them: `failures openUntil pausedUntil`.
-- A success that comes while a pause runs was asked for before it; so the pause ends by its time alone.
local function nextGate()
  local failures, _, paused = string.match(storedGate or '0 0 0', '^(%d+) (%d+) (%d+)$')
  local pausedUntil = tonumber(paused) > now and tonumber(paused) or 0
  if gateStep == 'success' then return pausedUntil > 0 and '0 0 ' .. text(pausedUntil) or nil end
  local mostFailures, halfOpenAfterMs, retryAfterMs = string.match(gateSetting, '^(%d+) (%d+) (%d+)$')
  local failed = tonumber(failures) + 1
  local openUntil = failed >= tonumber(mostFailures) and now + tonumber(halfOpenAfterMs) or 0
  if retryAfterMs ~= '0' then pausedUntil = math.max(pausedUntil, now + tonumber(retryAfterMs)) end
  return text(failed) .. ' ' .. text(openUntil) .. ' ' .. text(pausedUntil)
end

if gateStep == 'failure' or (gateStep == 'success' and storedGate) then
  local gate = nextGate()
  if gate then
    redis.call('HSET', KEYS[5], gateField, gate)
  else
    redis.call('HDEL', KEYS[5], gateField)
  end
end

-- ---------------------------------------------------------------- change entry

local changedText = table.concat(changedRows, ',')
local eventText = table.concat(eventRows, ',')
local changeId = ''
local hasTruths = truths and #truths.shown + #truths.beside + #truths.gone > 0
if #changedRows + #eventRows + #pictureRows > 0 or hasTruths or markChanged then
  local entry = { 'e', epoch, 's', SOURCE, 'c', nowText, 'r', outcomeNow }
  local function add(name, rows)
    if rows == '' then return end
    entry[#entry + 1] = name
    entry[#entry + 1] = rows
  end
  add('o', changedText)
  if hasTruths then
    add('t', table.concat(truths.shown, ','))
    add('x', table.concat(truths.beside, ','))
    add('g', table.concat(truths.gone, ','))
  end
  add('v', eventText)
  add('p', table.concat(pictureRows, ','))
  changeId = redis.call('XADD', KEYS[3], 'MAXLEN', '~', maxChanges, '*', unpack(entry))
end

-- ---------------------------------------------------------------- history log

if #acceptedRows + #eventRows > 0 then
  -- Where each series has one source, what changed is a part of what was accepted, in the same order; mostly it is all.
  local isAll = not truths and #acceptedRows == #changedRows
  local acceptedText = isAll and changedText or table.concat(acceptedRows, ',')
  local entry = { 'n', redis.call('INCR', KEYS[12]), 'e', epoch, 's', SOURCE, 'c', nowText, 'o', acceptedText,
    'v', eventText, 'x', table.concat(collectedElsewhen, ',') }
  if late and #late.rows > 0 then
    entry[#entry + 1] = 'l'
    entry[#entry + 1] = table.concat(late.rows, ',')
  end
  redis.call('XADD', KEYS[11], 'MAXLEN', '~', maxLogged, '*', unpack(entry))
end

return { nowText, changeId, epoch, table.concat(decisions, ','), table.concat(eventDecisions, ','),
  table.concat(pictureDecisions, ','), isLate and 'fenced' or 'applied' }
