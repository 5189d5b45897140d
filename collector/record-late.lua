-- Part of record.lua: a fact older than all that is kept here of its series, told late or corrected late.
--
-- The history alone keeps it. What a source told of such facts lately is remembered, so that one which tells its past
-- with every poll is not recorded with every poll; the historian leaves out what its files know besides.

local rows = {}

local function remembered(field)
  local text = redis.call('HGET', KEYS[13], field)
  if not text then return nil end
  local collected, observed, value, told = string.match(text, '^(%d+) (%S+) (%S+) (%d+)$')
  return { collected = tonumber(collected), observed = tonumber(observed), value = value, told = tonumber(told) }
end

local function noteTold(field, collected)
  redis.call('HSET', KEYS[13], field, text(collected) .. ' ' .. o.observedText .. ' ' .. o.value .. ' ' .. nowText)
end

local function decideLate()
  if o.periodEnd == '' and o.order < keptOf(o.series).forgetBefore then return 'expired' end
  local field = o.series .. ' ' .. o.identity .. ' ' .. SOURCE
  local known = remembered(field)
  local refused = known and whyNoCorrection(known)
  if refused then
    if now - known.told >= lateNoteMs then noteTold(field, known.collected) end
    return refused
  end
  if known and isLate then return 'fenced' end
  if not known and redis.call('HLEN', KEYS[13]) >= maxLate then
    refuse(o.series, 'more late facts than can be told apart')
    return 'crowded'
  end
  local collected = known and math.max(now, known.collected + 1) or now
  noteTold(field, collected)
  rows[#rows + 1] = #acceptedRows
  accept(text(collected) .. ' ')
  return known and 'correction' or 'older'
end

return { decide = decideLate, rows = rows }
