// The ways to a feed, before a small real server.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { test } from 'node:test';

import { openTransport } from '../../clients/shared/transports.js';

test('a poll that was closed while it caught up asks for nothing more', async (t) => {
  const asked = [];
  const server = createServer();
  t.after(() => {
    server.close();
    server.closeAllConnections();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = `http://127.0.0.1:${server.address().port}/v1/feeds/en`;
  const close = openTransport('poll', address, 'k3v9d2qa.7', { received: assert.fail, closed: assert.fail });
  const [, answer] = await once(server, 'request');
  server.on('request', ({ url }, later) => asked.push(url) && later.end('{}'));
  close();
  answer.end(JSON.stringify({ entries: [{ type: 'update' }] }));
  for (const marker of ['1', '2', '3']) await (await fetch(`${address}/${marker}`)).text();
  assert.deepEqual(asked, ['/v1/feeds/en/1', '/v1/feeds/en/2', '/v1/feeds/en/3']);
});
