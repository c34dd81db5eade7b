-- Would this server take a filing? permissions.lua stands before this. Leaves nothing behind: it writes what stands already,
-- which Redis neither logs nor tells its replicas, but refuses as it would refuse a filing.
--
-- KEYS  5 a key that nobody else uses, for a feed that has nothing yet

if redis.call('HGET', KEYS[1], 'epoch') then
  redis.call('HSETNX', KEYS[1], 'epoch', '')
else
  redis.call('SET', KEYS[5], '', 'PX', '1000')
  redis.call('DEL', KEYS[5])
end
return 1
