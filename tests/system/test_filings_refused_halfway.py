"""A filing that Redis breaks off in the middle: later ones are taken all the same, and what was left can be killed."""

from collections.abc import AsyncIterator
from typing import Any

import orjson
import pytest
from redis.asyncio import Redis

from tests.examples import EN, words
from tests.servers import FreshValkey, Serve, ValkeyServer
from tests.system.clients import Filer, at_work, both, finish
from tests.system.logbook import Logbook, logbook
from ticker.errors import IdempotencyMismatch, NoSuchUpdate, StoreUnavailable
from ticker.model import Entry, EntryKind
from ticker.store.log import Place


@pytest.fixture
async def server(fresh_valkey: FreshValkey) -> ValkeyServer:
    return await fresh_valkey()


@pytest.fixture
async def book(server: ValkeyServer) -> AsyncIterator[Logbook]:
    async with logbook(server.url) as book:
        yield book


async def forbid(admin: Redis, *commands: str) -> None:
    """Let everybody do everything but these."""
    rules = ["reset", "on", "nopass", "~*", "&*", "+@all", *(f"-{command}" for command in commands)]
    async with admin.pipeline(transaction=False) as pipe:
        pipe.execute_command("ACL", "SETUSER", "default", *rules)
        await pipe.execute()


async def test_one_filing_while_the_acl_lacks_hset_is_nowhere_and_the_next_one_stands(
    server: ValkeyServer, serve: Serve
) -> None:
    service = await serve(redis_url=server.url)
    filer, readers = Filer(service, service.key, pace_s=None), both(service)
    async with server.connect() as admin, at_work(filer, *readers):
        await filer.file("Before")
        await forbid(admin, "hset")
        refused = await filer.attempt("", filer.draft("Refused"), key="once")
        assert refused.status == 503
        await forbid(admin)
        await filer.file("Refused", key="once")
        await filer.file("After")
        await finish([filer], readers)
    assert [reader.gaps for reader in readers] == [[], []]
    assert [sorted(row["statement"] for row in reader.held.rows.values()) for reader in readers] == [
        ["After", "Before", "Refused"]
    ] * 2


@pytest.mark.parametrize("command", ["hset", "xadd"])
@pytest.mark.parametrize("kind", [EntryKind.UPDATE, EntryKind.CORRECTION, EntryKind.HOLD, EntryKind.KILL])
async def test_what_is_refused_at_its_first_write_has_written_nothing(
    server: ValkeyServer, book: Logbook, command: str, kind: EntryKind
) -> None:
    await book.file("a")
    before = await book.reading()
    async with server.connect() as admin:
        await forbid(admin, command)
        with pytest.raises(StoreUnavailable, match=command.upper()):
            await (book.file("b") if kind is EntryKind.UPDATE else book.act(kind, "a", 1))
        await forbid(admin)
    after = await book.reading()
    assert (after.epoch, after.seq, after.entries) == (before.epoch, before.seq, before.entries)
    assert (await book.act(EntryKind.KILL, "a", 1)).cursor.seq == 2
    assert (await book.file("b")).cursor.seq == 3


@pytest.mark.parametrize("command", ["xdel", "zrem", "zrangebyscore", "publish", "expire"])
async def test_what_would_be_refused_half_way_is_refused_before_anything_is_written(
    server: ValkeyServer, book: Logbook, command: str
) -> None:
    await book.file("a")
    before = await book.reading()
    async with server.connect() as admin:
        await forbid(admin, command)
        with pytest.raises(StoreUnavailable, match=command.upper()):
            await book.act(EntryKind.CORRECTION, "a", 1, idempotency="once")
        await forbid(admin)
    again = await book.act(EntryKind.CORRECTION, "a", 1, idempotency="once")
    assert (again.version, again.repeated, again.cursor.epoch) == (2, False, before.epoch)
    assert (await book.act(EntryKind.KILL, "a", 2)).cursor.seq == 3


async def half_written(book: Logbook, at: str, id: str, **changes: str) -> None:
    """Leave an entry as 0.1.0 left it where ``hset`` was refused: meta and records know nothing of it."""
    fields: dict[Any, Any] = {
        "type": "update", "prev": "", "id": id, "version": "1", "order": at, "first": "1", "at": "1",
        "expires": "9000000000000", "words": orjson.dumps(words("half written")).decode(), **changes,
    }  # fmt: skip
    await book.redis.xadd(book.key("log"), fields, id=f"{at}-0")


async def test_a_feed_that_an_older_version_left_unable_to_take_news_takes_it(book: Logbook) -> None:
    await book.file("a")
    before = await book.reading()
    book.place = Place(before.epoch, before.seq)
    await half_written(book, "2", "b")
    assert (await book.file("c")).cursor.seq == 3
    after = await book.reading()
    assert (after.epoch != before.epoch, after.reason) == (True, "unfinished")
    assert await book.marks() == ["a@1", "b@1", "c@1"]
    killed = await book.act(EntryKind.KILL, "b", 1)
    assert killed.cursor.seq == 4
    assert await book.marks() == ["a@1", "c@1", "b@2"]


async def test_an_act_that_was_broken_off_leaves_one_entry_of_its_update_and_the_next_act_knows_it(
    book: Logbook,
) -> None:
    await book.file("a")
    await half_written(book, "2", "a", type="correction", version="2", order="1")
    assert await book.marks() == ["a@2"]
    assert (await book.act(EntryKind.KILL, "a", 2)).version == 3


async def test_a_place_whose_entry_is_gone_again_is_not_taken_twice(book: Logbook) -> None:
    await book.file("a")
    await half_written(book, "7", "b")
    await book.redis.xdel(book.key("log"), "7-0")
    await book.redis.hset(book.key("meta"), "seq", "no number")
    assert (await book.file("c")).cursor.seq == 8
    assert (await book.reading()).reason == "damaged"


async def test_a_log_goes_on_from_its_top_where_meta_cannot_be_read(book: Logbook) -> None:
    broken: list[tuple[str, bytes | str]] = [
        ("seq", b"\xff"),
        ("trimmed", ""),
        ("epoch", "UPPERCASE"),
        ("seq", "1" * 16),
    ]
    for field, value in broken:
        written = await book.file(field + str(len(value)))
        await book.redis.hset(book.key("meta"), field, value)
        assert (await book.file(f"after-{field}{len(value)}")).cursor.seq == written.cursor.seq + 1
        reading = await book.reading()
        assert (reading.reason, reading.epoch != written.cursor.epoch) == ("damaged", True)
    assert (await book.marks())[-2:] == ["seq16@1", "after-seq16@1"]


@pytest.mark.parametrize("record", [b"\xff\x00", b"", b"null", b"[]", b"5", b'{"version":"1"}', b'{"version":1}'])
async def test_an_update_whose_record_cannot_be_read_can_be_killed(book: Logbook, record: bytes) -> None:
    await book.file("a")
    await book.redis.hset(book.key("updates"), "a", record)
    assert (await book.act(EntryKind.KILL, "a", 1)).version == 2
    assert await book.marks() == ["a@2"]
    await book.redis.hset(book.key("updates"), "gone", record)
    with pytest.raises(NoSuchUpdate):
        await book.act(EntryKind.KILL, "gone", 1)


async def test_an_idempotency_record_that_cannot_be_read_makes_no_second_write(book: Logbook) -> None:
    broken: list[tuple[str, bytes | None]] = [("seq", b"x"), ("epoch", b"\xff"), ("status", None), ("version", None)]
    for number, (field, value) in enumerate(broken):
        key = f"k{number}"
        await book.file(key, idempotency=key)
        if value is None:
            await book.redis.hdel(book.key(f"idem:{key}"), field)
        else:
            await book.redis.hset(book.key(f"idem:{key}"), field, value)
        with pytest.raises(IdempotencyMismatch):
            await book.file(f"again {number}", idempotency=key)
    assert len(await book.marks()) == 4


async def test_an_entry_without_id_or_time_leaves_a_full_log_as_any_other(server: ValkeyServer) -> None:
    small = EN.__class__(EN.slug, EN.title, EN.language, history=3, snapshot=1)
    async with logbook(server.url, feed=small) as book:
        await book.redis.xadd(book.key("log"), {"nothing": "of ours"}, id="5-0")
        await book.reading()
        await book.redis.xadd(book.key("log"), {"id": "x", "nothing": "more"}, id="6-0")
        for id in "abcd":
            await book.file(id)
        entries: tuple[Entry, ...] = (await book.reading()).entries
        assert [entry.version_id for entry in entries] == ["b@1", "c@1", "d@1"]
