-- The first lines of append.lua and trial.lua: may this user do everything that a filing takes? A right that is missing
-- would else be met in the middle, with half of it written. Servers before 7.0 cannot tell.
--
-- KEYS  1 meta  2 log  3 updates  4 due
-- ARGV  6 the live channel  7 the command that publishes

if redis.acl_check_cmd then
  for _, command in ipairs({
    { 'TIME' }, { 'INFO', 'server' },
    { 'HMGET', KEYS[1], 'f' }, { 'HGET', KEYS[3], 'f' }, { 'HSET', KEYS[1], 'f', 'v' }, { 'HSET', KEYS[3], 'f', 'v' },
    { 'HDEL', KEYS[3], 'f' }, { 'DEL', KEYS[2], KEYS[3], KEYS[4] }, { 'EXPIRE', KEYS[1], '1' },
    { 'XADD', KEYS[2], '*', 'f', 'v' }, { 'XDEL', KEYS[2], '1-0' }, { 'XLEN', KEYS[2] },
    { 'XRANGE', KEYS[2], '-', '+' }, { 'XREVRANGE', KEYS[2], '+', '-' },
    { 'ZADD', KEYS[4], '1', 'm' }, { 'ZREM', KEYS[4], 'm' }, { 'ZRANGEBYSCORE', KEYS[4], '0', '1' },
    { ARGV[7], ARGV[6], 'm' },
  }) do
    if not redis.acl_check_cmd(unpack(command)) then
      return redis.error_reply('NOPERM this user may not run ' .. command[1] .. ' on ' .. (command[2] or 'the server'))
    end
  end
end

