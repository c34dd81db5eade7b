"""What happened in a scenario, as values: filings and their answers, what every reader received, and the faults.

All times are seconds of one clock that never goes back.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from ticker.model import Cursor, EntryKind
from ticker.tools.bench.frame_scanner import WireFormat
from ticker.tools.fold import Folded, Wire
from ticker.tools.stress.faults import Fault
from ticker.tools.stress.plan import Behaviour

BROKE: int = 0
"""Stands for a status where the connection broke instead."""


@dataclass(frozen=True, slots=True)
class Ack:
    """What an answer says was written."""

    id: str
    version: int
    cursor: Cursor


@dataclass(frozen=True, slots=True)
class Try:
    """One try to file, always with the same key and the same words."""

    server: int
    began: float
    ended: float
    status: int
    ack: Ack | None = None
    why: str = ""
    """What a refusal said."""


@dataclass(slots=True)
class Filing:
    """One thing that a filer wanted written, until it was acknowledged or refused."""

    key: str
    feed: str
    kind: EntryKind
    statement: str
    """No two filings have the same; empty where the kind has no words of its own."""
    on: str = ""
    """The id that it acts on."""
    if_match: int = 0
    """The version that must stand; 0 for an update."""
    by_owner: bool = False
    """Filed with a key that may act on what it filed only."""
    on_held: bool = False
    """It acts on an update that is held."""
    tries: list[Try] = field(default_factory=list)

    @property
    def makes(self) -> EntryKind:
        """Return the kind of the entry that it makes: an owner's new words for what the desk holds stay withheld."""
        return EntryKind.HOLD if self.by_owner and self.on_held and self.statement else self.kind

    @property
    def acked(self) -> Try | None:
        """Return the first try whose answer acknowledged it."""
        return next((one for one in sorted(self.tries, key=lambda one: one.ended) if one.ack is not None), None)


@dataclass(frozen=True, slots=True)
class Given:
    """One object that a reader was given."""

    visit: int
    server: int
    begun: float
    """The write that brought it did not begin before this: then there was nothing yet to be read."""
    at: float
    wire: Wire


@dataclass(slots=True)
class Visit:
    """One connection of a reader."""

    server: int
    brought: str
    """The cursor that it came with; empty for none."""
    began: float
    ended: float | None = None
    how: str = ""
    """How it ended."""


@dataclass(slots=True)
class Recording:
    """Everything that one reader was given, over all its connections."""

    name: str
    transport: WireFormat
    behaviour: Behaviour
    feed: str
    held: Folded
    visits: list[Visit] = field(default_factory=list)
    given: list[Given] = field(default_factory=list)
    broken: list[tuple[float, str]] = field(default_factory=list)
    """Bytes that no server may send."""


@dataclass(frozen=True, slots=True)
class Struck:
    """A fault as it was carried out."""

    fault: Fault
    target: str
    server: int | None
    """The server that it cut off; None for all of them."""
    began: float
    ended: float


@dataclass(frozen=True, slots=True)
class History:
    """One scenario, from its first reader to the last look at every server."""

    began: float
    mended: float
    """When the last fault was over and everything was up again."""
    filings: Sequence[Filing]
    recordings: Sequence[Recording]
    struck: Sequence[Struck]
    endings: Mapping[int, Mapping[str, Wire]]
    """At the end: by server and feed, its snapshot."""
    logs: Mapping[str, Mapping[int, Sequence[Wire]]] = field(default_factory=dict)
    """At the end: by feed and server, what it has of the log, if it is long only that since the scenario before."""
    caps: Mapping[str, int] = field(default_factory=dict)
    """How many updates each feed's log keeps."""
    troubles: Sequence[tuple[float, str]] = ()
    """What went wrong beside readers: a server that ended by itself, something that did not heal."""
    former: Mapping[Cursor, tuple[str, int]] = field(default_factory=dict)
    """What each place named in earlier scenarios: id and version."""


def places(filings: Iterable[Filing], recordings: Iterable[Recording]) -> dict[Cursor, tuple[str, int]]:
    """Return what each place was said to name, as it was said first."""
    found: dict[Cursor, tuple[str, int]] = {}
    for filing in filings:
        for one in filing.tries:
            if one.ack is not None:
                found.setdefault(one.ack.cursor, (one.ack.id, one.ack.version))
    for recording in recordings:
        for given in recording.given:
            for wire in given.wire.get("updates", [given.wire]):
                if "order" in wire:
                    found.setdefault(Cursor.parse(wire["cursor"]), (wire["id"], wire["version"]))
    return found
