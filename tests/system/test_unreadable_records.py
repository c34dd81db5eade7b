"""Each kind of record in Redis broken in turn, while a service runs and when it starts: everything else goes on."""

import re
from collections.abc import Awaitable, Callable

import orjson
import pytest
from redis.asyncio import Redis

from tests.examples import NOW_MS, words
from tests.servers import Serve, TickerProcess, ValkeyServer, http
from tests.system.clients import Filer, at_work, both, finish
from tests.waiting import until
from ticker.store.identity import FORMAT
from ticker.store.names import USUAL

pytestmark = pytest.mark.long

QUICK = {"TICKER_TIMES_DIVIDED_BY": "4"}
GARBAGE = b"\xff\x00 no record"
META, LOG, UPDATES, DUE = USUAL.log_keys("ar")
Breaking = Callable[[Redis], Awaitable[object]]


def entry(**changes: str) -> dict[str, str]:
    """Return the fields of an entry of the Arabic feed, as a newer version or a broken script may write them."""
    fields = {
        "type": "update", "prev": "", "id": "strange", "version": "1", "order": "900", "first": str(NOW_MS),
        "at": str(NOW_MS), "expires": "9000000000000", "words": orjson.dumps(words("Of a newer version")).decode(),
    }  # fmt: skip
    return {name: value for name, value in (fields | changes).items() if value != "absent"}


def logged(**changes: str) -> Breaking:
    async def write(redis: Redis) -> None:
        fields = entry(**changes)
        await redis.xadd(LOG, {**fields}, id="900-0")  # type: ignore[dict-item]
        await redis.hset(META, mapping={"seq": 900, "last": f"{fields.get('id')}@{fields.get('version')}"})

    return write


def published(channel: str) -> Breaking:
    return lambda redis: redis.publish(channel, GARBAGE)


def stored(key: str, field: str = "x", value: bytes | str = GARBAGE) -> Breaking:
    async def write(redis: Redis) -> None:
        await redis.hset(key, field, value)

    return write


async def end_session(redis: Redis) -> None:
    await redis.zadd(USUAL.sessions_ended, {GARBAGE: 9e9})


BROKEN: dict[str, Breaking] = {
    "an entry of an unknown kind": logged(type="recall"),
    "an entry without words": logged(words="absent"),
    "an entry without anything": logged(**dict.fromkeys(entry(), "absent"), other="x"),
    "an entry with a strange number": logged(version="-7", at="soon"),
    "meta": stored(META, "seq"),
    "a feed without title": stored(USUAL.feeds, "ar", b'{"slug":"ar","language":"ar"}'),
    "a feed that is garbage": stored(USUAL.feeds, "ar"),
    "a feed of no name": stored(USUAL.feeds, "No Slug"),
    "a key without role": stored(USUAL.keys, "x", b'{"id":"1","name":"x","feeds":["*"],"created_ms":1}'),
    "a key of no kind": stored(USUAL.keys, "x", b'{"id":"1","name":"x","role":[],"feeds":["*"],"created_ms":1}'),
    "a key that is garbage": stored(USUAL.keys, GARBAGE.decode(errors="replace")),
    "a report": stored(USUAL.surfaces("ar"), "studio"),
    "a report of strange values": stored(USUAL.surfaces("ar"), "studio", b'{"name":1,"cursor":null,"shown":[]}'),
    "a session": end_session,
    "the id of the store": lambda redis: redis.set(USUAL.store_id, GARBAGE),
    "the format": lambda redis: redis.set(USUAL.format, GARBAGE),
    "what is published as an entry": published(USUAL.live("ar")),
    "what is published as a notice": published(USUAL.control),
    "what is published as a report": published(USUAL.desk("ar")),
}  # fmt: skip


async def serves_the_others(service: TickerProcess, key: str, label: str) -> None:
    """Check that the English feed takes and gives news as ever, and that nobody was told of trouble."""
    filer, readers = Filer(service, key, pace_s=None), both(service)
    async with at_work(filer, *readers):
        await filer.file(f"{label} in English")
        await finish([filer], readers)
    assert service.status is None, service.output
    assert {state for reader in readers for _, state in reader.states} == {"live"}


@pytest.mark.parametrize("label", BROKEN)
async def test_one_record_that_cannot_be_read_stops_nothing_else(
    valkey: ValkeyServer, serve: Serve, label: str
) -> None:
    running = await serve(redis_url=valkey.url, environment=QUICK)
    key = running.key
    async with valkey.connect() as redis:
        await BROKEN[label](redis)
        await redis.publish(USUAL.control, b'{"changed":"feeds"}')
        await serves_the_others(running, key, "While it runs")
        started = await serve(redis_url=valkey.url, environment=QUICK)
        await serves_the_others(started, key, "At its start")
        await serves_the_others(running, key, "Side by side")
    assert running.output.count("has lost its feeds") == 0
    assert "Traceback" not in running.output + started.output


async def test_an_entry_of_an_unknown_kind_is_served_and_one_without_words_takes_its_update_off(
    valkey: ValkeyServer, serve: Serve
) -> None:
    service = await serve(redis_url=valkey.url, environment=QUICK)
    async with valkey.connect() as redis, http(service.url) as client:

        async def statements() -> list[str]:
            return [row["statement"] for row in (await client.get("/v1/feeds/ar")).json()["updates"]]

        async def is_served() -> bool:
            return await statements() == ["Of a newer version"]

        async def is_off() -> bool:
            return await statements() == []

        await logged(type="recall")(redis)
        await until(is_served)
        broken = entry(type="refile", version="2", words="absent")
        await redis.xadd(LOG, {**broken}, id="901-0")  # type: ignore[dict-item]
        await redis.hset(META, mapping={"seq": 901, "last": "strange@2"})
        await until(is_off)
        assert (await client.get("/v1/feeds/ar/updates/strange")).json()["pubstatus"] == "withheld"
        told = (await client.get("/metrics")).text
        for what in ("kind", "entry"):  # once for each reading of it
            assert re.search(rf'ticker_unreadable_total{{what="{what}"}} [1-9]', told)
        assert service.output.count('"a record cannot be read"') >= 2
        assert "901" in service.output


async def test_a_feed_that_cannot_be_read_any_more_goes_on_as_it_was(valkey: ValkeyServer, serve: Serve) -> None:
    service = await serve(redis_url=valkey.url, environment=QUICK)
    filer = Filer(service, service.key, feed="ar", pace_s=None)
    async with valkey.connect() as redis, at_work(filer):
        await BROKEN["a feed without title"](redis)
        await redis.publish(USUAL.control, b'{"changed":"feeds"}')
        await until(lambda: "a record cannot be read" in service.output)
        await filer.file("Still there")
        assert await redis.hget(USUAL.feeds, "ar") == b'{"slug":"ar","language":"ar"}'


async def test_a_store_that_is_too_new_is_refused_at_the_start_and_ends_nobody_who_runs(
    valkey: ValkeyServer, serve: Serve
) -> None:
    service = await serve(redis_url=valkey.url, environment=QUICK)
    async with valkey.connect() as redis:
        assert await redis.get(USUAL.format) == str(FORMAT).encode()
        await redis.set(USUAL.format, FORMAT + 1)
        late = await serve(redis_url=valkey.url, wait=False)
        await until(lambda: late.status is not None)
        assert (late.status, f"format {FORMAT + 1}" in late.output) == (2, True)
        await until(lambda: "it would not start again" in service.output)
        await serves_the_others(service, service.key, "Too new")
        await redis.delete(USUAL.format)  # as a store of the first version has none

        async def is_noted() -> bool:
            return await redis.get(USUAL.format) == str(FORMAT).encode()

        await until(is_noted)
