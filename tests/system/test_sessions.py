"""Browser sessions in two processes on one Redis: what ends in one has ended in the other."""

from typing import Final

import httpx

from tests.servers import Serve, ValkeyServer
from tests.system.clients import SLACK_S, serve_two
from tests.waiting import until
from ticker.store.names import USUAL

SESSION: Final = "/v1/session"


async def test_a_session_that_is_ended_in_one_process_has_ended_in_both(valkey: ValkeyServer, serve: Serve) -> None:
    one, other, key = await serve_two(serve, valkey.url)
    bearer = {"Authorization": f"Bearer {key}"}
    async with httpx.AsyncClient(trust_env=False) as client:
        started = await client.post(one.url + SESSION, headers=bearer)
        kept = await client.post(one.url + SESSION, headers=bearer)
        copies = [{"Cookie": f"ticker_session={answer.cookies['ticker_session']}"} for answer in (started, kept)]
        client.cookies.clear()

        async def is_refused_by_the_other() -> bool:
            return (await client.get(other.url + SESSION, headers=copies[0])).status_code == 401

        assert not await is_refused_by_the_other()
        ended = await client.delete(one.url + SESSION, headers=copies[0] | {"Origin": one.url})
        assert ended.status_code == 204
        assert (await client.get(one.url + SESSION, headers=copies[0])).status_code == 401
        await until(is_refused_by_the_other, within_s=1 + SLACK_S)
        for process in (one, other):
            assert (await client.get(process.url + SESSION, headers=copies[1])).status_code == 200
    async with valkey.connect() as redis:
        assert await redis.zcard(USUAL.sessions_ended) == 1
        assert 12 * 3600 < await redis.ttl(USUAL.sessions_ended) <= 24 * 3600
