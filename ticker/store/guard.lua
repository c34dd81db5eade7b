-- The first lines of both scripts: is this still the log that the callers know? If not, a new epoch.
--
-- KEYS  1 meta  2 log  3 updates  4 due
-- ARGV  1 a random spare epoch  2 the caller's epoch ('' none)  3 the caller's head  4 '1': the caller has verified
--       appendonly with appendfsync always  5 '1': the caller saw a fork  6 the live channel
--       7 the command that publishes: PUBLISH, or SPUBLISH in a cluster that knows it
-- Gives epoch, seq, last (id@version of the newest entry), trimmed, now_ms to what follows.

local meta = redis.call('HMGET', KEYS[1], 'epoch', 'seq', 'last', 'trimmed', 'run_id', 'replid2')
local epoch, seq = meta[1], tonumber(meta[2] or '0')
local last, trimmed = meta[3] or '', tonumber(meta[4] or '0')
local time = redis.call('TIME')
local now_ms = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)

local run_id = string.match(redis.call('INFO', 'server'), 'run_id:(%x+)')
local replication = redis.call('INFO', 'replication')
if string.match(replication, 'role:slave') then
  -- What its primary has by now nobody knows here, and what is published here stays here.
  return redis.error_reply('READONLY this is a replica, which keeps no log')
end
local replid2 = string.match(replication, 'master_replid2:(%x+)') .. ':'
  .. string.match(replication, 'second_repl_offset:(%-?%d+)')

local newest, top = redis.call('XREVRANGE', KEYS[2], '+', '-', 'COUNT', 1)[1], ''
if newest then
  local fields = {}
  for i = 1, #newest[2], 2 do fields[newest[2][i]] = newest[2][i + 1] end
  top = tostring(fields.id) .. '@' .. tostring(fields.version)
end

local forked = false
if not epoch then
  redis.call('DEL', KEYS[2], KEYS[3], KEYS[4])
  seq, top, trimmed, forked = 0, '', 0, true
elseif last ~= top then
  forked = true -- what was written last is not there: evicted, or deleted, while other processes hold it
elseif replid2 ~= meta[6] and not string.match(replid2, '^0+:') then
  forked = true -- promoted since: entries that the old primary acknowledged may be missing here
elseif run_id ~= meta[5] and ARGV[4] ~= '1' then
  forked = true -- restarted, and nobody vouches that it had everything on disk
elseif ARGV[5] == '1' and ARGV[2] == epoch then
  forked = true
end

if forked then
  epoch, last = ARGV[1], top
  seq = math.max(seq, tonumber(ARGV[3])) -- so that `order` stays comparable
  if top == '' then trimmed = seq end
  redis.call('HSET', KEYS[1], 'epoch', epoch, 'seq', seq, 'last', last, 'trimmed', trimmed,
    'run_id', run_id, 'replid2', replid2)
  redis.call(ARGV[7], ARGV[6], cjson.encode({ type = 'epoch', epoch = epoch, seq = tostring(seq) }))
elseif run_id ~= meta[5] or replid2 ~= meta[6] then
  redis.call('HSET', KEYS[1], 'run_id', run_id, 'replid2', replid2)
end
