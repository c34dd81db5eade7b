"""The scripts on a real Valkey against the log as a model: any filings, the same log, readings and refusals."""

import itertools
from dataclasses import replace

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.examples import EN
from tests.model_log import ModelLog
from tests.servers import ValkeyServer
from tests.system.logbook import Logbook, logbook
from ticker.errors import ActRefused
from ticker.model import Entry, EntryKind, Slug, UpdateId
from ticker.store.codec import LogReading
from ticker.store.log import NOWHERE, Place

NUMBERS = itertools.count()
"""Each example has a feed of its own, so that nothing need be flushed."""

steps = st.lists(
    st.tuples(st.sampled_from(EntryKind), st.integers(0, 5), st.booleans(), st.booleans()),
    min_size=1,
    max_size=30,
)


def timeless(entry: Entry) -> Entry:
    return replace(entry, first_created_ms=0, version_created_ms=0, expires_ms=0)


def told(reading: LogReading, epoch: str) -> tuple[object, ...]:
    """Return what a reading says, whatever the time and the epoch's name."""
    said = (reading.seq, reading.last, reading.trimmed, reading.whole, reading.complete)
    return *said, reading.epoch == epoch, tuple(map(timeless, reading.entries))


async def file(book: Logbook, paper: ModelLog, id: str) -> None:
    written = await book.file(id)
    live = paper.file(id)
    assert (written.version, written.cursor.seq) == (1, live.entry.seq)


async def act(book: Logbook, paper: ModelLog, kind: EntryKind, id: str, *, by_owner: bool) -> None:
    version = paper.records[UpdateId(id)].last.version
    try:
        written = await book.act(kind, id, version, own_only=by_owner)
    except ActRefused:
        assert kind not in paper.allowed(UpdateId(id), by_owner=by_owner)
    else:
        live = paper.act(kind, id, by_owner=by_owner)
        assert (written.version, written.cursor.seq) == (version + 1, live.entry.seq)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps, st.integers(2, 4), st.integers(1, 4))
async def test_any_filings_make_the_same_log(
    valkey: ValkeyServer, filings: list[tuple[EntryKind, int, bool, bool]], history: int, limit: int
) -> None:
    feed = replace(EN, slug=Slug(f"en-{next(NUMBERS)}"), history=history, snapshot=1)
    paper = ModelLog(feed)
    async with logbook(valkey.url, feed=feed) as book:
        paper.epoch = (await book.reading()).epoch
        for kind, number, is_new, by_owner in filings:
            id = f"u{number}"
            if is_new or not paper.records:
                await file(book, paper, f"u{len(paper.records)}")
            elif id in paper.records and kind is not EntryKind.UPDATE:
                await act(book, paper, kind, id, by_owner=by_owner)
            paper.check()
        places = [NOWHERE, *(Place(paper.epoch, seq) for seq in range(paper.seq + 2))]
        for place in places:
            mine, theirs = paper.reading(place, limit=limit), await book.reading(place, limit=limit)
            assert told(theirs, paper.epoch) == told(mine, paper.epoch)
