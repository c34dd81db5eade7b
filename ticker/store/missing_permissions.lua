-- Which of these commands may this user not run? Runs none of them. Servers before 7.0 cannot tell, and say none.
--
-- ARGV  1 the commands, each a list of its words (JSON)
-- Returns the commands that are lacking, each with what it was to be run on.

local lacking = {}
for _, command in ipairs(redis.acl_check_cmd and cjson.decode(ARGV[1]) or {}) do
  local is_known, may = pcall(redis.acl_check_cmd, unpack(command))
  if is_known and not may then lacking[#lacking + 1] = command[1] .. ' ' .. command[2] end
end
return lacking
