-- Keep what a surface reports and publish it, unless its key speaks for too many surfaces of this feed already.
--
-- KEYS  1 the reports, by name  2 by name, the id of the key that reported last
-- ARGV  1 name  2 report (JSON)  3 key id  4 the most surfaces of a key  5 seconds all this is kept
--       6 the desk channel  7 the command that publishes
-- Returns 1, or 0 where nothing was written.

local name, key = ARGV[1], ARGV[3]
if redis.call('HGET', KEYS[2], name) ~= key or not redis.call('HGET', KEYS[1], name) then
  local names, reporters = 0, redis.call('HGETALL', KEYS[2])
  for i = 1, #reporters, 2 do
    if reporters[i + 1] == key and redis.call('HGET', KEYS[1], reporters[i]) then names = names + 1 end
  end
  if names >= tonumber(ARGV[4]) then return 0 end
end
redis.call('HSET', KEYS[1], name, ARGV[2])
redis.call('HSET', KEYS[2], name, key)
redis.call('EXPIRE', KEYS[1], ARGV[5])
redis.call('EXPIRE', KEYS[2], ARGV[5])
redis.call(ARGV[7], ARGV[6], ARGV[2])
return 1
