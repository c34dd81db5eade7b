-- Keep what a surface reports and publish it, unless its key speaks for too many surfaces already.
--
-- KEYS  1 the reports, by name  2 by name, the id of the key that reported last
--       3 4, 5 6 … the same of the other feeds, where one script may reach them
-- ARGV  1 name  2 report (JSON)  3 key id  4 the most surfaces of a key  5 seconds all this is kept
--       6 the desk channel  7 the command that publishes
--       8 '': KEYS has every feed; 'unknown': it has not; else the key's names in feeds that no KEYS has, as JSON
-- Returns 1; 0 where nothing was written because there are too many; -1 where nothing was, until the caller has read
-- the other feeds.

local name, key, elsewhere = ARGV[1], ARGV[3], ARGV[8]
if redis.call('HGET', KEYS[2], name) ~= key or redis.call('HEXISTS', KEYS[1], name) == 0 then
  if elsewhere == 'unknown' then return -1 end
  local is_counted, names = { [name] = true }, 1
  local function count(one)
    if not is_counted[one] then is_counted[one], names = true, names + 1 end
  end
  for at = 1, #KEYS, 2 do
    local reporters = redis.call('HGETALL', KEYS[at + 1])
    for i = 1, #reporters, 2 do
      if reporters[i + 1] == key and redis.call('HEXISTS', KEYS[at], reporters[i]) == 1 then count(reporters[i]) end
    end
  end
  for _, one in ipairs(elsewhere == '' and {} or cjson.decode(elsewhere)) do count(one) end
  if names > tonumber(ARGV[4]) then return 0 end
end
redis.call('HSET', KEYS[1], name, ARGV[2])
redis.call('HSET', KEYS[2], name, key)
redis.call('EXPIRE', KEYS[1], ARGV[5])
redis.call('EXPIRE', KEYS[2], ARGV[5])
redis.call(ARGV[7], ARGV[6], ARGV[2])
return 1
