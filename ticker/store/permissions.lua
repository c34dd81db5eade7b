-- The first lines of append.lua, and of the trial in permissions.py: may this user do everything that a filing takes? A
-- right that is missing would else be met in the middle, with half of it written. Servers before 7.0 cannot tell. Every
-- filing asks, for an ACL may change at any time; it is one expression because a table of commands costs half as much again.
--
-- KEYS  1 meta  2 log  3 updates  4 due
-- ARGV  6 the live channel  7 the command that publishes

if redis.acl_check_cmd then
  local may, meta, log, updates, due = redis.acl_check_cmd, KEYS[1], KEYS[2], KEYS[3], KEYS[4]
  local lacking = not may('TIME') and 'TIME on the server'
    or not may('INFO', 'server') and 'INFO on the server'
    or not may('HMGET', meta, 'f') and 'HMGET on ' .. meta
    or not may('HSET', meta, 'f', 'v') and 'HSET on ' .. meta
    or not may('EXPIRE', meta, '1') and 'EXPIRE on ' .. meta
    or not may('XADD', log, '*', 'f', 'v') and 'XADD on ' .. log
    or not may('XDEL', log, '1-0') and 'XDEL on ' .. log
    or not may('XLEN', log) and 'XLEN on ' .. log
    or not may('XRANGE', log, '-', '+') and 'XRANGE on ' .. log
    or not may('XREVRANGE', log, '+', '-') and 'XREVRANGE on ' .. log
    or not may('DEL', log, updates, due) and 'DEL on ' .. log
    or not may('HGET', updates, 'f') and 'HGET on ' .. updates
    or not may('HSET', updates, 'f', 'v') and 'HSET on ' .. updates
    or not may('HDEL', updates, 'f') and 'HDEL on ' .. updates
    or not may('ZADD', due, '1', 'm') and 'ZADD on ' .. due
    or not may('ZREM', due, 'm') and 'ZREM on ' .. due
    or not may('ZRANGEBYSCORE', due, '0', '1') and 'ZRANGEBYSCORE on ' .. due
    or not may(ARGV[7], ARGV[6], 'm') and ARGV[7] .. ' on ' .. ARGV[6]
  if lacking then return redis.error_reply('NOPERM this user may not run ' .. lacking) end
end

