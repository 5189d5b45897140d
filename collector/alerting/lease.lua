-- Says who judges a domain, and when somebody last did. Called by alert-store.ts alone.
--
-- KEYS: 1 checkpoint. ARGV: 1 owner, 2 for how long, ms.
-- The lease saves the others the work; it is the commit that keeps a late one out.

local clock = redis.call('TIME')
local now = tonumber(clock[1]) * 1000 + math.floor(tonumber(clock[2]) / 1000)
local nowText = string.format('%.0f', now)
local stored = redis.call('HMGET', KEYS[1], 'owner', 'ownerUntilMs', 'watchedMs', 'turn')
if stored[1] and stored[1] ~= ARGV[1] and tonumber(stored[2]) > now then
  return { nowText, '', stored[3] or '', stored[4] or '0' }
end
redis.call(
  'HSET', KEYS[1], 'owner', ARGV[1], 'ownerUntilMs', string.format('%.0f', now + tonumber(ARGV[2])), 'watchedMs', nowText
)
return { nowText, '1', stored[3] or '', stored[4] or '0' }
