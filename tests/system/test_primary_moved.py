"""Nothing that a former primary answers counts once the process knows of another."""

import pytest
from redis.asyncio import Redis
from redis.exceptions import ConnectionError as NoConnection

from tests.answering_sentinels import AnsweringSentinel, over
from tests.processes import PORTS
from tests.servers import FreshValkey
from ticker.store.redis.sentinel import BelievedPrimary, SentinelPool, SentinelTcp, leave_former_primaries
from ticker.store.redis.url import Host


async def _server(fresh_valkey: FreshValkey, name: str) -> Host:
    """Start a server that knows its name."""
    port = next(PORTS)
    async with (await fresh_valkey(port=port)).connect() as redis:
        await redis.set("name", name)
    return Host("127.0.0.1", port)


def _client(sentinel: AnsweringSentinel, believed: BelievedPrimary) -> Redis:
    pool = SentinelPool(
        sentinels=over([sentinel], believed), connection_class=SentinelTcp, protocol=2, decode_responses=True
    )
    return Redis.from_pool(pool)


async def test_an_idle_connection_to_a_former_primary_is_not_used_again(fresh_valkey: FreshValkey) -> None:
    former, new = await _server(fresh_valkey, "former"), await _server(fresh_valkey, "new")
    sentinel, believed = AnsweringSentinel(former, 1), BelievedPrimary()
    async with _client(sentinel, believed) as client, _client(sentinel, believed) as asks_first:
        assert await client.get("name") == "former"
        sentinel.primary, sentinel.epoch = new, 2
        assert await client.get("name") == "former"  # nobody here has heard of the new one
        assert await asks_first.get("name") == "new"
        assert await client.get("name") == "new"
        assert await leave_former_primaries([client])  # said, though nothing is connected to the former one any more
        assert not await leave_former_primaries([client])


async def test_what_a_former_primary_answers_late_is_not_believed(fresh_valkey: FreshValkey) -> None:
    former, new = await _server(fresh_valkey, "former"), await _server(fresh_valkey, "new")
    sentinel, believed = AnsweringSentinel(former, 1), BelievedPrimary()
    async with _client(sentinel, believed) as client, _client(sentinel, believed) as asks_first:
        connection = await client.connection_pool.get_connection()  # type: ignore[no-untyped-call]
        await connection.send_command("GET", "name")
        sentinel.primary, sentinel.epoch = new, 2
        assert await asks_first.get("name") == "new"
        with pytest.raises(NoConnection, match="is not the primary any more"):
            await connection.read_response()
        await client.connection_pool.release(connection)
        assert await client.get("name") == "new"
