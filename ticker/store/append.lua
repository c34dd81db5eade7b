-- Append one entry and publish it, or refuse and write nothing. guard.lua stands before this.
--
-- KEYS  5 the idempotency record, where the caller has a key for one
-- ARGV  8 deadline (ms by this server's clock)  9 kind  10 id  11 the version that must stand ('' for an update)
--       12 words (JSON, '' for none)  13 expires (ms, '' for the default)  14 the feed's default expiry (ms)
--       15 key id  16 '1': this key acts on what it filed only  17 body hash  18 status of a success
--       19 id that is replaced ('' none)  20 history  21 seconds an idempotency record is kept
--       22 ms that a record is kept after its last act once it has left the log
-- Returns {'ok', id, version, epoch, seq, status, repeated} or {'no', why, detail}; now_ms comes last in both.
-- Times stay below 2^53, and cjson writes 14 digits: milliseconds fit until the year 5138.

local function no(why, detail) return { 'no', why, detail or '', tostring(now_ms) } end
local function integer(number) return string.format('%.0f', number) end

if now_ms >= tonumber(ARGV[8]) then return no('late') end
-- The caller's key may have been lost together with the log that it knew: it has to look again first.
if ARGV[2] ~= '' and ARGV[2] ~= epoch then return no('epoch') end

local idempotency = KEYS[5]
if idempotency then
  local known = redis.call('HMGET', idempotency, 'hash', 'id', 'version', 'epoch', 'seq', 'status')
  if known[1] then
    if known[1] ~= ARGV[17] then return no('idempotency-mismatch') end
    return { 'ok', known[2], known[3], known[4], known[5], known[6], 1, tostring(now_ms) }
  end
end

local kind, id, words, is_own_only = ARGV[9], ARGV[10], ARGV[12], ARGV[16] == '1'
local recorded = redis.call('HGET', KEYS[3], id)
local record = record_from(recorded)
if recorded and not record then -- what cannot be read must not keep a line on air: its entry says enough
  for _, entry in ipairs(redis.call('XRANGE', KEYS[2], '-', '+')) do
    local fields = fields_of(entry)
    if fields.id == id then record = record_of(entry, fields) end
  end
end

if kind == 'update' then
  if record then return no('id-taken') end
else
  if not record then return no('unknown') end
  if is_own_only and record.key ~= ARGV[15] then return no('not-yours') end
end
if ARGV[19] ~= '' then
  local replaced = record_from(redis.call('HGET', KEYS[3], ARGV[19]))
  if not replaced or replaced.pubstatus ~= 'canceled' then return no('not-replaceable') end
end
-- Held by somebody who may act on any update, and not by its filer alone. Without `held_by` it is so: before that was
-- written, nobody else could hold.
local is_withheld_from_owner = false
if record then
  local held = record.pubstatus == 'withheld'
  is_withheld_from_owner = held and is_own_only and record.held_by ~= 'owner'
  local allowed = record.pubstatus == 'usable' or held
  if kind == 'hold' then allowed = record.pubstatus == 'usable' end
  if kind == 'release' then allowed = held end
  if not allowed then return no('state', record.pubstatus) end
  if kind == 'release' and is_withheld_from_owner then return no('not-yours') end
  if kind == 'release' and record.expires <= now_ms then return no('state', 'expired') end
  if kind == 'release' and not record.words then return no('state', 'wordless') end
  if tostring(record.version) ~= ARGV[11] then return no('version', tostring(record.version)) end
end

-- From here on it is written.
seq = seq + 1
local order, first, version = seq, now_ms, 1
local expires, former = tonumber(ARGV[13]), nil
local is_kept = is_withheld_from_owner and words ~= ''
if record then
  order, first, version = record.order, record.first, record.version + 1
  former = integer(record.seq) .. '-0'
  if kind == 'hold' then
    local entry = redis.call('XRANGE', KEYS[2], former, former)[1]
    if entry then
      for i = 1, #entry[2], 2 do
        if entry[2][i] == 'words' then record.words = entry[2][i + 1] end
      end
    end
  end
  if kind == 'release' then words = record.words end
  if not expires then
    expires = record.expires
    if words ~= '' and expires <= now_ms then expires = now_ms + tonumber(ARGV[14]) end
  end
  if is_kept then -- new words, but the hold is not theirs to end: they wait in the record
    kind, record.words, words = 'hold', words, ''
  elseif kind == 'hold' then
    record.held_by = is_own_only and 'owner' or nil
  end
end
if not expires then expires = now_ms + tonumber(ARGV[14]) end

local pubstatus = 'usable'
if kind == 'hold' then pubstatus = 'withheld' elseif kind == 'kill' then pubstatus = 'canceled' end
local fields = {
  'type', kind, 'prev', last, 'id', id, 'version', integer(version), 'order', integer(order),
  'first', integer(first), 'at', integer(now_ms), 'expires', integer(expires), 'words', words,
}

-- What leaves the log for the cap; the update's former entry leaves it anyway.
local over = redis.call('XLEN', KEYS[2]) + (record and record.seq > trimmed and 0 or 1) - tonumber(ARGV[20])
local leaving = {}
if over > 0 then
  over = math.min(over, 100)
  for _, entry in ipairs(redis.call('XRANGE', KEYS[2], '-', '+', 'COUNT', over + 1)) do
    if #leaving < over and entry[1] ~= former then
      leaving[#leaving + 1], trimmed = entry, seq_of(entry)
    end
  end
end

-- A full store refuses a script's first write if it needs memory, and nothing after one that needs none. What takes words
-- back must get through, so an act begins with such a write.
if record then redis.call('ZREM', KEYS[4], id) end
-- First what counts, then what tidies up: whatever is refused on the way (by an ACL, say), nothing is half written.
redis.call('HSET', KEYS[3], id, cjson.encode({
  version = version, pubstatus = pubstatus, order = order, first = first, seq = seq, at = now_ms,
  expires = expires, key = record and record.key or ARGV[15],
  words = pubstatus == 'withheld' and record.words or nil,
  held_by = pubstatus == 'withheld' and record.held_by or nil,
}))
local added = redis.pcall('XADD', KEYS[2], integer(seq) .. '-0', unpack(fields))
if type(added) == 'table' then
  if recorded then redis.call('HSET', KEYS[3], id, recorded) else redis.call('HDEL', KEYS[3], id) end
  return added
end
last = id .. '@' .. integer(version)
redis.call('HSET', KEYS[1], 'seq', integer(seq), 'last', last, 'trimmed', integer(trimmed))
if idempotency then
  redis.call('HSET', idempotency, 'hash', ARGV[17], 'id', id, 'version', integer(version), 'epoch', epoch,
    'seq', integer(seq), 'status', ARGV[18])
  redis.call('EXPIRE', idempotency, tonumber(ARGV[21]))
end

if record then redis.call('XDEL', KEYS[2], former) end
for _, entry in ipairs(leaving) do
  local left = fields_of(entry)
  redis.call('XDEL', KEYS[2], entry[1])
  if left.id then redis.call('ZADD', KEYS[4], integer((tonumber(left.at) or now_ms) + tonumber(ARGV[22])), left.id) end
end
local due = redis.call('ZRANGEBYSCORE', KEYS[4], '-inf', integer(now_ms), 'LIMIT', 0, 10)
if #due > 0 then
  redis.call('HDEL', KEYS[3], unpack(due))
  redis.call('ZREM', KEYS[4], unpack(due))
end

local published = { epoch = epoch, seq = integer(seq), trimmed = integer(trimmed) }
for i = 1, #fields, 2 do published[fields[i]] = fields[i + 1] end
redis.call(ARGV[7], ARGV[6], cjson.encode(published))
return { 'ok', id, integer(version), epoch, integer(seq), ARGV[18], 0, tostring(now_ms) }
