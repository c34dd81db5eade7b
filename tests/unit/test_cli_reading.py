"""A reader that comes back by itself."""

import itertools
import json
from collections.abc import Iterator

import pytest

from ticker.cli.console import CommandFailed
from ticker.cli.problems import Problem, RequestRefused
from ticker.cli.reading import ReconnectingReader
from ticker.cli.transports import Lost

Connection = list[str] | Exception


class Wires:
    """A transport that plays prepared connections, and remembers from where each was asked to go on."""

    def __init__(self, *connections: list[str | Exception]) -> None:
        self._connections = iter(connections)
        self.asked: list[str | None] = []

    def __call__(self, _feeds: list[str], after: str | None) -> Iterator[str]:
        self.asked.append(after)
        for text in next(self._connections):
            if isinstance(text, Exception):
                raise text
            yield text


def entry(feed: str, seq: int) -> str:
    return json.dumps({"type": "update", "feed": feed, "cursor": f"aaaaaaaa.{seq}"})


STATUS = '{"type":"status","state":"live","heads":{"en":"aaaaaaaa.99"}}'


def reading(wires: Wires, *feeds: str, after: str | None = None) -> tuple[ReconnectingReader, list[str], list[float]]:
    told: list[str] = []
    slept: list[float] = []
    return (
        ReconnectingReader(list(feeds), after=after, transport=wires, tell=told.append, sleep=slept.append),
        told,
        slept,
    )


def test_it_goes_on_where_it_was() -> None:
    wires = Wires([entry("en", 1), entry("en", 2), Lost("gone")], [entry("en", 3)])
    here, told, slept = reading(wires, "en")
    assert [frame.wire["cursor"][-1] for frame in itertools.islice(here.frames(), 3)] == ["1", "2", "3"]
    assert wires.asked == [None, "aaaaaaaa.2"]
    assert told[0].startswith("gone; again in")
    assert len(slept) == 1


def test_a_frame_that_was_not_handed_over_is_asked_for_again() -> None:
    here, _, _ = reading(Wires([entry("en", 1), entry("en", 2)]), "en")
    frames = here.frames()
    next(frames)
    next(frames)
    assert here.cursor == "aaaaaaaa.1"


def test_a_status_moves_no_cursor() -> None:
    here, _, _ = reading(Wires([entry("en", 1), STATUS, STATUS]), "en")
    list(itertools.islice(here.frames(), 3))
    assert here.cursor == "aaaaaaaa.1"


def test_several_feeds_have_a_cursor_each() -> None:
    wires = Wires([entry("en", 4), entry("ar", 7), entry("en", 5), Lost("gone")], [STATUS])
    here, _, _ = reading(wires, "ar", "en", "es")
    list(itertools.islice(here.frames(), 4))
    assert wires.asked == [None, "ar~aaaaaaaa.7,en~aaaaaaaa.5"]


def test_it_starts_where_it_is_told() -> None:
    wires = Wires([STATUS])
    here, _, _ = reading(wires, "en", "ar", after="ar~bbbbbbbb.2")
    next(here.frames())
    assert wires.asked == ["ar~bbbbbbbb.2"]
    assert reading(Wires(), "en", after="bbbbbbbb.2")[0].cursor == "bbbbbbbb.2"


@pytest.mark.parametrize("after", ["bbbbbbbb.2", "es~bbbbbbbb.2", "en~"])
def test_a_cursor_that_is_for_none_of_the_feeds_is_refused(after: str) -> None:
    with pytest.raises(CommandFailed, match="en~CURSOR,ar~CURSOR"):
        reading(Wires(), "en", "ar", after=after)


def test_each_failure_in_a_row_waits_longer_and_success_starts_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ticker.cli.backoff.random.random", lambda: 1.0)
    monkeypatch.setattr("ticker.cli.backoff.backoff_s.__kwdefaults__", {"hint_s": 0.0, "rand": lambda: 1.0})
    lost = Lost("no")
    here, _, slept = reading(Wires([lost], [lost], [lost], [STATUS, lost], [Lost("full", hint_s=7)], [STATUS]), "en")
    list(itertools.islice(here.frames(), 2))
    assert slept == [1.0, 2.0, 4.0, 1.0, 14.0]


def test_a_refusal_ends_it() -> None:
    here, _, _ = reading(Wires([RequestRefused(Problem(404, "no such feed", ""))]), "xx")
    with pytest.raises(RequestRefused):
        next(here.frames())


def test_what_it_does_not_know_is_passed_over() -> None:
    here, _, _ = reading(Wires(["[]", "{", '{"type":3}', STATUS]), "en")
    assert next(here.frames()).raw == STATUS
