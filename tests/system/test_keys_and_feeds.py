"""Keys and feeds as Redis keeps them, and as processes hold them in memory."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace

import orjson
import pytest
from redis.asyncio import Redis

from tests.examples import AR, EN
from tests.servers import FreshValkey, ValkeyServer
from tests.system.logbook import everything
from ticker.errors import StoreUnavailable
from ticker.model import Role, Slug
from ticker.settings import Timing
from ticker.store.feeds import FeedRegister, add_feed, change_feed, list_feeds, order_feeds
from ticker.store.keys import Keyring, add_first_key, add_key, list_keys, revoke_key, secret_hash
from ticker.store.names import USUAL
from ticker.store.redis.connect import connect

CONTROL = USUAL.control


@pytest.fixture
async def redis(valkey: ValkeyServer) -> AsyncIterator[Redis]:
    async with connect(valkey.url, timeout_s=10) as redis:
        yield redis


def keyring(redis: Redis, *, unknown_every_s: float = 60) -> Keyring:
    return Keyring(redis, timing=Timing(unknown_feed_every_s=unknown_every_s))


async def editor(redis: Redis, name: str = "Amal") -> str:
    """Make an editor's key; return its secret."""
    _, secret = await add_key(redis, name=name, role=Role.EDITOR, feeds=("en",))
    return secret


async def test_a_secret_is_nowhere_in_redis(redis: Redis) -> None:
    secret = await editor(redis)
    found = await everything(redis)
    assert secret.encode() not in found
    assert secret_hash(secret).encode() in found
    assert len(secret) > 40
    assert secret.startswith("tk_")


async def test_a_key_is_found_by_its_secret_with_all_it_may_do(redis: Redis) -> None:
    made, secret = await add_key(redis, name="عمال", role=Role.CORRESPONDENT, feeds=("en", "ar"))
    ring = keyring(redis)
    await ring.reread()
    assert await ring.find(secret) == made == ring.by_id(made.id)
    assert (made.name, made.role, made.feeds) == ("عمال", Role.CORRESPONDENT, ("en", "ar"))
    assert await ring.find(secret + "x") is None
    assert await ring.find("") is None
    assert ring.by_id("nobody") is None


async def test_an_unknown_secret_makes_a_process_look_once_and_then_not_for_a_while(redis: Redis) -> None:
    ring = keyring(redis)
    assert ring.is_empty
    first = await editor(redis)
    assert await ring.find(first)
    second = await editor(redis)
    assert await ring.find(second) is None, "strangers must not make a process ask Redis all the time"
    assert await keyring(redis, unknown_every_s=0).find(second)


async def test_who_comes_while_the_keys_are_read_waits_for_them(redis: Redis) -> None:
    secret = await editor(redis)
    ring = keyring(redis)
    found = await asyncio.gather(*(ring.find(secret) for _ in range(20)))
    assert all(found)
    secret = await editor(redis)
    _, *found = await asyncio.gather(ring.reread(), *(ring.find(secret) for _ in range(20)))
    assert all(found), "a notice was being followed"


async def test_a_revoked_key_is_gone_with_the_next_reading(redis: Redis) -> None:
    secret, other = await editor(redis), await editor(redis, "Basim")
    ring = keyring(redis)
    await ring.reread()
    key = await ring.find(secret)
    assert key is not None
    assert await revoke_key(redis, key.id) == [key]
    await ring.reread()
    assert await ring.find(secret) is None
    assert ring.by_id(key.id) is None
    assert await ring.find(other)


async def test_a_name_revokes_all_that_have_it_and_what_nobody_has_revokes_nothing(redis: Redis) -> None:
    for name in ("Amal", "Amal", "Basim"):
        await editor(redis, name)
    assert [key.name for key in await revoke_key(redis, "Amal")] == ["Amal", "Amal"]
    assert await revoke_key(redis, "Amal") == []
    assert [key.name for key in await list_keys(redis)] == ["Basim"]


async def test_keys_are_listed_oldest_first(redis: Redis) -> None:
    assert await list_keys(redis) == []
    for name in "abc":
        await editor(redis, name)
    times = [key.created_ms for key in await list_keys(redis)]
    assert times == sorted(times)


async def test_a_key_of_a_role_that_a_newer_ticker_made_is_nobodys_here(redis: Redis) -> None:
    secret = await editor(redis)
    newer = {"id": "n", "name": "n", "role": "producer", "feeds": ["*"], "created_ms": 0}
    await redis.hset(USUAL.keys, secret_hash("tk_newer"), orjson.dumps(newer))
    ring = keyring(redis)
    await ring.reread()
    assert await ring.find(secret)
    assert await ring.find("tk_newer") is None
    assert len(await list_keys(redis)) == 1


async def test_the_first_key_is_made_once_for_an_editor_of_all_feeds(redis: Redis) -> None:
    made = await asyncio.gather(*(add_first_key(redis) for _ in range(8)))
    [secret] = [one for one in made if one is not None]
    [key] = await list_keys(redis)
    assert (key.role, key.feeds) == (Role.EDITOR, ("*",))
    assert await keyring(redis).find(secret) == key
    assert await add_first_key(redis) is None


async def test_where_there_is_a_key_no_first_one_is_made(redis: Redis) -> None:
    await editor(redis)
    assert await add_first_key(redis) is None


async def test_all_processes_sign_with_the_same_secret(redis: Redis) -> None:
    rings = [keyring(redis) for _ in range(8)]
    await asyncio.gather(*(ring.reread() for ring in rings))
    [signing] = {ring.session_secret for ring in rings}
    assert len(signing) == 32


async def test_keys_stay_known_while_redis_is_away_and_strangers_are_strangers(fresh_valkey: FreshValkey) -> None:
    server = await fresh_valkey()
    async with connect(server.url, timeout_s=1) as redis:
        secret = await editor(redis)
        ring = keyring(redis, unknown_every_s=0)
        await ring.reread()
        server.kill()
        assert await ring.find(secret)
        assert await ring.find("tk_stranger") is None
        with pytest.raises(StoreUnavailable):
            await ring.reread()
        assert await ring.find(secret), "a reading that failed takes nothing away"


async def test_a_feed_is_made_once_and_keeps_its_settings(redis: Redis) -> None:
    feed = replace(AR, history=77, snapshot=7, expires_s=99)
    assert await add_feed(redis, feed)
    assert not await add_feed(redis, replace(feed, title="other"))
    assert await list_feeds(redis) == {"ar": feed}
    await change_feed(redis, replace(feed, title="other"))
    assert (await list_feeds(redis))[AR.slug].title == "other"


async def test_feeds_stand_in_the_configured_order_and_those_added_since_behind_them(redis: Redis) -> None:
    sport, arts = replace(EN, slug=Slug("sport")), replace(EN, slug=Slug("arts"))
    for feed in (sport, AR, EN, arts):
        await add_feed(redis, feed)
    assert list(await list_feeds(redis)) == ["sport", "ar", "en", "arts"]
    await order_feeds(redis, [EN, AR])
    assert list(await list_feeds(redis)) == ["en", "ar", "sport", "arts"]


async def test_feeds_that_an_older_ticker_made_stand_by_their_slugs_until_they_are_configured(redis: Redis) -> None:
    for feed in (EN, AR):
        await add_feed(redis, feed)
    await redis.delete(USUAL.feed_order)
    assert list(await list_feeds(redis)) == ["ar", "en"]
    await order_feeds(redis, [EN, AR])
    assert list(await list_feeds(redis)) == ["en", "ar"]


async def test_a_setting_that_a_newer_ticker_made_is_passed_over(redis: Redis) -> None:
    stored = {"slug": "en", "title": "English", "language": "en", "embargo": True}
    await redis.hset(USUAL.feeds, "en", orjson.dumps(stored))
    assert (await list_feeds(redis))[EN.slug].title == "English"


async def test_processes_are_told_of_feeds_and_keys_that_change(redis: Redis) -> None:
    async with redis.pubsub() as pubsub:
        await pubsub.subscribe(CONTROL)
        await add_feed(redis, EN)
        await add_feed(redis, EN)
        await change_feed(redis, EN)
        await editor(redis)
        await revoke_key(redis, "Amal")
        await revoke_key(redis, "Amal")
        heard: list[bytes] = []
        while (told := await pubsub.get_message(timeout=1 if len(heard) < 5 else 0.01)) is not None:
            heard.append(told["data"])
    assert heard[1:] == [b'{"changed":"feeds"}'] * 2 + [b'{"changed":"keys"}'] * 2


async def test_a_store_has_one_id_for_all_processes_and_gets_it_back_after_a_flush(redis: Redis) -> None:
    registers = [FeedRegister(redis, timing=Timing()) for _ in range(4)]
    await asyncio.gather(*(register.read() for register in registers))
    [store_id] = {register.store_id for register in registers}
    assert store_id
    await redis.flushall()
    assert await registers[0].read() == {}
    assert (await redis.get(USUAL.store_id) or b"") == store_id.encode()


async def test_lost_feeds_are_written_back_and_those_that_stand_stay_as_they_are(redis: Redis) -> None:
    register = FeedRegister(redis, timing=Timing())
    await add_feed(redis, replace(EN, title="changed since"))
    await register.write_back([EN, AR])
    assert {feed.title for feed in (await register.read()).values()} == {"changed since", "العربية"}
