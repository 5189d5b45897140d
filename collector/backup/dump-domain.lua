-- One domain as it is at one instant: of every key its name, its time to live and its dump.
-- KEYS: 1 history index, 2 pictures, 3 history log, then the other keys of the domain.
-- ARGV: beginnings of the keys of histories and of pictures.
local last = redis.call('XREVRANGE', KEYS[3], '+', '-', 'COUNT', 1)
local dumped = {}
local function add(key)
  local payload = redis.call('DUMP', key)
  if not payload then return end
  dumped[#dumped + 1] = key
  dumped[#dumped + 1] = redis.call('PTTL', key)
  dumped[#dumped + 1] = payload
end
for _, key in ipairs(KEYS) do add(key) end
for _, series in ipairs(redis.call('SMEMBERS', KEYS[1])) do add(ARGV[1] .. series) end
for _, place in ipairs(redis.call('HKEYS', KEYS[2])) do add(ARGV[2] .. place) end
return { last[1] and last[1][1] or '0-0', dumped }
