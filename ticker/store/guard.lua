-- The first lines of both scripts: is this still the log that the callers know? If not, a new epoch.
--
-- KEYS  1 meta  2 log  3 updates  4 due
-- ARGV  1 a random spare epoch  2 the caller's epoch ('' none)  3 the caller's head  4 '1': the caller has verified
--       appendonly with appendfsync always  5 '0', or '1': the caller saw a fork, or another reason to end the epoch
--       6 the live channel  7 the command that publishes: PUBLISH, or SPUBLISH in a cluster that knows it
-- Gives epoch, seq, last (id@version of the newest entry), trimmed, now_ms and reason to what follows. reason is why
-- an epoch began here and now; nil where the one that was there stands.

local meta = redis.call('HMGET', KEYS[1], 'epoch', 'seq', 'last', 'trimmed', 'run_id', 'replid2', 'reason')
local function place(text) return text and #text <= 15 and string.match(text, '^%d+$') and tonumber(text) end
local epoch, seq, last, trimmed = meta[1], place(meta[2]), meta[3] or '', place(meta[4])
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

local function seq_of(entry) return tonumber(string.match(entry[1], '^%d+')) end
local function fields_of(entry)
  local fields = {}
  for i = 1, #entry[2], 2 do fields[entry[2][i]] = entry[2][i + 1] end
  return fields
end
local newest, top, top_seq = redis.call('XREVRANGE', KEYS[2], '+', '-', 'COUNT', 1)[1], '', 0
if newest then
  local fields = fields_of(newest)
  top, top_seq = tostring(fields.id) .. '@' .. tostring(fields.version), seq_of(newest)
end

-- The record of an update, as append.lua keeps it; nil where the text is none.
local function record_from(text)
  local is_json, record = pcall(cjson.decode, text or '')
  if not is_json or type(record) ~= 'table' or type(record.pubstatus) ~= 'string' then return nil end
  for _, name in ipairs({ 'version', 'order', 'first', 'seq', 'expires' }) do
    if type(record[name]) ~= 'number' then return nil end
  end
  if type(record.words) ~= 'string' then record.words = nil end
  return record
end
-- The same from an entry of the log: nobody knows any more whose it is, and a held update's words are gone.
local function record_of(entry, fields)
  local version, at = tonumber(fields.version), tonumber(fields.at) or now_ms
  if not fields.id or not version then return nil end
  local pubstatus = fields.type == 'kill' and 'canceled' or (fields.words or '') == '' and 'withheld' or 'usable'
  return {
    version = version, pubstatus = pubstatus, order = tonumber(fields.order) or seq_of(entry), seq = seq_of(entry),
    first = tonumber(fields.first) or at, at = at, expires = tonumber(fields.expires) or at, key = '',
  }
end
-- The highest place that the stream has ever had: it takes nothing below, though the entry is gone.
local function highest_place()
  local told = redis.pcall('XINFO', 'STREAM', KEYS[2])
  for i = 1, told.err and 0 or #told, 2 do
    if told[i] == 'last-generated-id' then return tonumber(string.match(told[i + 1], '^%d+')) end
  end
  return 0
end
-- A filing that was broken off left entries that meta does not know of: they stand, so they can be acted on.
local function adopt(above)
  for _, entry in ipairs(redis.call('XRANGE', KEYS[2], '(' .. string.format('%.0f', above) .. '-0', '+')) do
    local fields = fields_of(entry)
    local found, known = record_of(entry, fields), record_from(redis.call('HGET', KEYS[3], fields.id or ''))
    if found and (not known or known.version < found.version) then
      if known then
        found.key = known.key
        redis.call('XDEL', KEYS[2], string.format('%.0f', known.seq) .. '-0')
      end
      redis.call('HSET', KEYS[3], fields.id, cjson.encode(found))
    end
  end
end

local reason
if not epoch then
  redis.call('DEL', KEYS[2], KEYS[3], KEYS[4])
  seq, top, top_seq, trimmed, reason = 0, '', 0, 0, ARGV[2] == '' and 'first' or 'flushed'
elseif not (seq and trimmed and #epoch == 8 and string.match(epoch, '^[a-z0-9]+$')) then
  seq, trimmed, reason = 0, 0, 'damaged'
elseif top_seq > seq then
  reason = 'unfinished' -- an entry that meta does not know of: a filing was broken off
elseif last ~= top then
  reason = 'evicted' -- what was written last is not there: evicted, or deleted, while other processes hold it
elseif replid2 ~= meta[6] and not string.match(replid2, '^0+:') then
  reason = 'promoted' -- entries that the old primary acknowledged may be missing here
elseif run_id ~= meta[5] and ARGV[4] ~= '1' then
  reason = 'restarted' -- and nobody vouches that it had everything on disk
elseif ARGV[5] ~= '0' and ARGV[2] == epoch then
  reason = ARGV[5] == '1' and 'forked' or ARGV[5]
end

if reason then
  if top_seq > seq then adopt(seq) end
  epoch, last = ARGV[1], top
  -- Above all that anybody knows: so `order` stays comparable, and the stream takes what comes next.
  seq = math.max(seq, highest_place(), tonumber(ARGV[3]))
  if top == '' then trimmed = seq end
  meta[7] = epoch .. ' ' .. reason
  redis.call('HSET', KEYS[1], 'epoch', epoch, 'seq', seq, 'last', last, 'trimmed', trimmed,
    'run_id', run_id, 'replid2', replid2, 'reason', meta[7])
  redis.call(ARGV[7], ARGV[6], cjson.encode({ type = 'epoch', epoch = epoch, seq = tostring(seq) }))
elseif run_id ~= meta[5] or replid2 ~= meta[6] then
  redis.call('HSET', KEYS[1], 'run_id', run_id, 'replid2', replid2)
end
