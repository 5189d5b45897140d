-- Part of record.lua: a series that several sources give. Which is shown, and what stands beside it.
--
-- The last word of one source on a series is a truth. One of them is shown; what stands in `others` beside it is named
-- in the entry of the latest, so that a series of one source costs no command and no table here.

local function ruleOf(name)
  local _, to = string.find(RULES, '\n' .. string.match(name, '^[^|]+') .. ' ', 1, true)
  if not to then return { ranks = ',' } end
  local staleAfter, ranks = string.match(RULES, '^(%d+) %d+ %d+ %S+ (%S+)', to + 1)
  return { staleAfter = tonumber(staleAfter), ranks = ranks }
end

local function truthOf(entry)
  local order, identity, value, source, marks, collected, row =
    string.match(entry, '^(%S+) (%S+) (%S+) @?([^%s+~]+)(%S*) (%d+) (.*)$')
  local truth = { orderText = order, order = tonumber(order), identity = identity, value = value, source = source,
    collected = collected, row = row, isPast = string.find(marks, '~', 1, true) ~= nil }
  return truth, marks
end

local function entryOf(truth, marks)
  return truth.orderText .. ' ' .. truth.identity .. ' ' .. truth.value .. ' @' .. truth.source .. marks .. ' ' ..
    truth.collected .. ' ' .. truth.row
end

local several, severalNames = {}, {}
local shownRows, besideRows, goneRows = {}, {}, {}

local function severalOf(name, entry)
  if several[name] then return several[name] end
  local shown, marks = truthOf(entry)
  local one = { rule = ruleOf(name), shown = shown.source, spoken = shown, truths = { [shown.source] = shown },
    stored = {}, entry = entry }
  local sources, fields = {}, {}
  for source in string.gmatch(marks, '%+([^+~]+)') do
    sources[#sources + 1] = source
    fields[#fields + 1] = name .. ' ' .. source
  end
  if #fields > 0 then
    for n, text in ipairs(redis.call('HMGET', KEYS[10], unpack(fields))) do
      if text then
        one.truths[sources[n]] = truthOf(text)
        one.stored[sources[n]] = true
      end
    end
  end
  several[name] = one
  severalNames[#severalNames + 1] = name
  return one
end

local function rankOf(one, truth)
  return string.find(one.rule.ranks, ',' .. truth.source .. ',', 1, true) or math.huge
end

local function isMoment(truth)
  return truth.identity == truth.orderText
end

local function isLive(one, truth)
  return now - math.min(truth.order, tonumber(truth.collected)) < one.rule.staleAfter
end

-- Without precedence the newest is shown. With it a newer period is, within a period the most trusted source; of
-- moments the most trusted that is not stale, and when all are, the newest.
local function precedes(one, a, b)
  local newer = a.order > b.order
  local isOrdered = one.rule.ranks == ',' or not (isMoment(a) and isMoment(b))
  if isOrdered and a.order ~= b.order then return newer end
  if not isOrdered then
    local aLives = isLive(one, a)
    if aLives ~= isLive(one, b) then return aLives end
    if not aLives and a.order ~= b.order then return newer end
  end
  local aRank, bRank = rankOf(one, a), rankOf(one, b)
  if aRank ~= bRank then return aRank < bRank end
  if a.order ~= b.order then return newer end
  return b.source ~= one.shown and a.source < b.source
end

local function settle(one)
  local best = one.truths[one.shown]
  for _, truth in pairs(one.truths) do
    if precedes(one, truth, best) then best = truth end
  end
  one.shown = best.source
end

-- The last word of a source that is named stays, that of another as long as it can be compared.
local function staysBeside(one, truth)
  if truth.isPast or not one.rule.staleAfter then return false end
  if rankOf(one, truth) < math.huge then return true end
  if isMoment(truth) then return isLive(one, truth) end
  return truth.identity == one.truths[one.shown].identity
end

-- The observation in hand is the last word of its source.
local function say(one, collected, decision)
  local truth = { orderText = o.orderText, order = o.order, identity = o.identity, value = o.value, source = SOURCE,
    collected = collected, row = o.row, isPast = isPast, isNew = true }
  one.truths[SOURCE] = truth
  settle(one)
  if one.shown == SOURCE then
    if collected == nowText then
      changedRows[#changedRows + 1] = o.row
      one.spoken = truth
    end
    return decision
  end
  return decision == 'newer' and (staysBeside(one, truth) and 'beside' or 'older') or decision
end

local function truthRow(truth)
  return '["' .. truth.source .. '",' .. truth.collected .. ',' .. truth.row .. ']'
end

local function namesOf(one)
  local names = {}
  for name in pairs(one.truths) do names[#names + 1] = name end
  table.sort(names)
  return names
end

-- Writes what became of a series that several sources give, and tells what a screen must know of it.
local function writeSeveral(name, one)
  local shown, marks = one.truths[one.shown], ''
  for _, source in ipairs(namesOf(one)) do
    local truth = one.truths[source]
    local field = name .. ' ' .. source
    local isBeside = source ~= one.shown and staysBeside(one, truth)
    if isBeside then
      marks = marks .. '+' .. source
      if truth.isNew or not one.stored[source] then
        redis.call('HSET', KEYS[10], field, entryOf(truth, ''))
        besideRows[#besideRows + 1] = truthRow(truth)
      end
    elseif one.stored[source] then
      redis.call('HDEL', KEYS[10], field)
      if source ~= one.shown then
        goneRows[#goneRows + 1] = '["' .. string.gsub(name, '|', '","', 1) .. '","' .. source .. '"]'
      end
    end
  end
  if shown ~= one.spoken then shownRows[#shownRows + 1] = truthRow(shown) end
  if shown.isPast then marks = marks .. '~' end
  local entry = entryOf(shown, marks)
  if entry ~= one.entry then
    changedLatest[#changedLatest + 1] = name
    changedLatest[#changedLatest + 1] = entry
  end
end

local function decideAmongSeveral(one)
  local own = one.truths[SOURCE]
  local isOwnLast = own ~= nil and own.identity == o.identity
  if isOwnLast and own.value == o.value then
    own.isPast = own.isPast and isPast
    settle(one)
    return 'repeat'
  end
  local isLast = own == nil or o.order >= own.order
  local known = knownOf()
  if not known and not isOwnLast then
    if o.order <= one.truths[one.shown].order and isBeyondKeeping() then return decideLate() end
    remember(collectedNow)
    if not isLast then return 'older' end
    if own and o.periodEnd == '' then trimMoments(own.order) end
    return say(one, nowText, 'newer')
  end
  local refused = known and whyNoCorrection(known)
  -- Told as the past before, or forgotten since: it is this source's last word all the same.
  if refused == 'repeat' and isLast then return say(one, text(known.collected), 'repeat') end
  if refused then return refused end
  correct(known)
  return isLast and say(one, nowText, 'correction') or 'correction'
end

local function decideSeveral(name, entry)
  return decideAmongSeveral(severalOf(name, entry))
end

local function writeAll()
  for _, name in ipairs(severalNames) do
    writeSeveral(name, several[name])
  end
end

return { decide = decideSeveral, write = writeAll, shown = shownRows, beside = besideRows, gone = goneRows }
