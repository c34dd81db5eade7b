"""Any filings and any reading: what a newsroom and a reader do, in an order that hypothesis chooses."""

from collections.abc import Sequence

from hypothesis import strategies as st

from tests.property.model_reader import ModelReader, agree
from tests.unit.fanout.harness import FakeReader, Harness, turns
from tests.wires import jsons
from ticker.fanout.tail import SNAPSHOT_DUE
from ticker.model import Feed, rfc3339
from ticker.tools.fold import Folded, fold

Step = tuple[str, Feed, int]
KINDS = ["file", "act", "act", "epoch", "read", "read", "read a little"]


def plays(*feeds: Feed) -> st.SearchStrategy[list[Step]]:
    """Return steps in these feeds."""
    return st.lists(st.tuples(st.sampled_from(KINDS), st.sampled_from(feeds), st.integers(0, 7)), max_size=30)


async def play(on: Harness, screen: FakeReader, steps: Sequence[Step]) -> None:
    """File, act and read in this order."""
    for number, (step, feed, pick) in enumerate(steps):
        paper = on.papers[feed.slug]
        ids = list(paper.records)[-8:]
        if step == "epoch" and pick == 0:
            on.begin_epoch(feed=feed)
        elif step == "act" and ids and on.allowed(ids[pick % len(ids)], feed=feed):
            id = ids[pick % len(ids)]
            allowed = on.allowed(id, feed=feed)
            on.act(allowed[pick % len(allowed)], id, feed=feed)
        elif step in ("file", "act"):
            on.file(f"u{number}", feed=feed, statement="x" * 60 * (pick + 1) ** 2)
        elif step == "read":
            await screen.take_all()
        else:
            screen.take(100 * (pick + 1))
        await turns(pick)
    await screen.take_all()


def hold_to_the_log(on: Harness, screen: FakeReader) -> None:
    """Hold what a reader of the first feed was sent to I1 and I5, as the log stands now."""
    reader = ModelReader(on.tail, screen.reader.view.encoding, SNAPSHOT_DUE)
    for received in screen.jsons:
        reader.receive(received)
    newest = [record.last for record in on.paper.records.values()]
    due = {entry.id: entry.version for entry in newest if entry.seq > reader.snapshot_seq}
    assert reader.has.items() >= due.items()
    [snapshot] = jsons(on.tail.snapshot(on.now_ms()).frame)
    status = {"type": "status", "at": rfc3339(on.now_ms())}
    fresh = fold(fold(Folded(on.tail.feed.snapshot), snapshot), status)
    agree(fold(reader.folded, status), fresh, log={entry.id for entry in on.paper.entries.values()})
