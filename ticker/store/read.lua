-- Read what stands after the caller's head. guard.lua stands before this.
--
-- ARGV  8 the most entries to give
-- Returns {epoch, seq, last, trimmed, now_ms, whole, entries, why, began}. `whole` is 1 where the caller's place cannot
-- be served (another epoch, trimmed, beyond the top): then the entries are the log's from its start.
-- `why` is the epoch and the reason for which it began; `began` is 1 where this call began it.
-- Each entry is {id, {field, value, …}} as XRANGE gives it. seq is the log's top: entries may end below it.

local head = tonumber(ARGV[3])
local whole = ARGV[2] ~= epoch or head < trimmed or head > seq
local entries = {}
if whole or head < seq then
  local from = whole and '-' or '(' .. string.format('%.0f', head) .. '-0'
  entries = redis.call('XRANGE', KEYS[2], from, '+', 'COUNT', tonumber(ARGV[8]))
end
return { epoch, tostring(seq), last, tostring(trimmed), tostring(now_ms), whole and 1 or 0, entries, meta[7] or '',
  reason and 1 or 0 }
