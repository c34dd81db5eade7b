"""The faults that a plan draws from: what each does, to what, and what it excuses. Values only."""

from dataclasses import dataclass
from enum import Enum, StrEnum
from typing import Final


class Fault(StrEnum):
    """What can be done to a deployment, by the name that ``--faults`` takes."""

    KILL_SERVER = "kill-server"
    DRAIN_SERVER = "drain-server"
    CHANGE_VERSION = "change-version"
    FREEZE_SERVER = "freeze-server"
    KILL_STORE = "kill-store"
    KILL_LOOSE_STORE = "kill-loose-store"
    FREEZE_STORE = "freeze-store"
    KILL_SUBSCRIPTIONS = "kill-subscriptions"
    TIME_OUT_SUBSCRIPTIONS = "time-out-subscriptions"
    KILL_CLIENTS = "kill-clients"
    HOLD_NEWS = "hold-news"
    CUT_STORE = "cut-store"
    STALL_STORE = "stall-store"
    RESET_LINKS = "reset-links"
    STALL_LINKS = "stall-links"
    HALF_OPEN_LINKS = "half-open-links"
    REFUSE_WRITES = "refuse-writes"
    WANT_REPLICAS = "want-replicas"
    FILL_MEMORY = "fill-memory"
    FLUSH_SCRIPTS = "flush-scripts"
    DELETE_META = "delete-meta"
    DELETE_LOG = "delete-log"
    DELETE_RECORDS = "delete-records"
    DELETE_FEEDS = "delete-feeds"
    UNREADABLE_RECORDS = "unreadable-records"
    DELETE_BEARERS = "delete-bearers"
    FLUSH = "flush"
    JUMP_SERVER_CLOCK = "jump-server-clock"
    JUMP_STORE_CLOCK = "jump-store-clock"
    KILL_EMBEDDED = "kill-embedded"
    KILL_OWNER = "kill-owner"
    FILL_DISK = "fill-disk"
    KILL_PRIMARY = "kill-primary"
    FREEZE_PRIMARY = "freeze-primary"


class FaultTarget(StrEnum):
    """What a fault is done to."""

    SERVER = "server"
    """One of the server processes; the plan says which."""
    STORE = "store"


class Deployment(StrEnum):
    """Which deployment a scenario runs on."""

    SHARED = "shared"
    """Several servers on one Valkey, each with a proxy before and behind it."""
    EMBEDDED = "embedded"
    """One server with its embedded Valkey on a small disk of its own."""
    REPLICATED = "replicated"
    """Several servers on a Valkey with a replica, and Sentinels over the two."""


class Need(Enum):
    """What a machine must have for a fault."""

    NOTHING = ""
    FAKETIME = "Debian's package faketime"
    TMPFS = "Linux, and the right to mount a tmpfs"
    DESCRIPTORS = "Linux, and the right to take a child's descriptors and filter sockets"
    OTHER_VERSION = "another version of ticker, with --beside"
    ONE_VERSION = "no older version beside: it would end"


@dataclass(frozen=True, slots=True)
class Nature:
    """What there is to know of a fault."""

    does: str
    target: FaultTarget
    lasts_s: tuple[float, float] = (0.0, 0.0)
    """Between these it lasts; then what was broken is mended."""
    deployment: Deployment = Deployment.SHARED
    beside_failover: bool = False
    """It is done to servers or their readers only, so that it may be injected beside a failover too."""
    cuts_off: bool = False
    """While it lasts its target does not reach Redis, or is stopped: the bound for words that were taken back waits."""
    may_lose: bool = False
    """What was acknowledged may be lost with it, if readers are told so by a gap and a snapshot of a new epoch."""
    needs: Need = Need.NOTHING


NATURES: Final[dict[Fault, Nature]] = {
    Fault.KILL_SERVER: Nature(
        "kill -9 of a server, which is started again",
        FaultTarget.SERVER,
        (0.05, 0.4),
        beside_failover=True,
        cuts_off=True,
    ),
    Fault.DRAIN_SERVER: Nature(
        "SIGTERM of a server, which drains, ends with status 0 and is started again",
        FaultTarget.SERVER,
        (0.05, 0.4),
        beside_failover=True,
        cuts_off=True,
    ),
    Fault.CHANGE_VERSION: Nature(
        "the same, but started again in the other version",
        FaultTarget.SERVER,
        (0.05, 0.4),
        cuts_off=True,
        needs=Need.OTHER_VERSION,
    ),
    Fault.FREEZE_SERVER: Nature(
        "SIGSTOP of a server, then SIGCONT", FaultTarget.SERVER, (0.05, 1.2), beside_failover=True, cuts_off=True
    ),
    Fault.KILL_STORE: Nature(
        "kill -9 of Valkey, which is started again on its log", FaultTarget.STORE, (0.02, 0.5), cuts_off=True
    ),
    Fault.KILL_LOOSE_STORE: Nature(
        "set appendfsync everysec, let servers see it, then kill -9 and start Valkey",
        FaultTarget.STORE,
        (0.02, 0.5),
        cuts_off=True,
        may_lose=True,
    ),
    Fault.FREEZE_STORE: Nature("SIGSTOP of Valkey, then SIGCONT", FaultTarget.STORE, (0.05, 1.2), cuts_off=True),
    Fault.KILL_SUBSCRIPTIONS: Nature("CLIENT KILL TYPE pubsub", FaultTarget.STORE),
    Fault.TIME_OUT_SUBSCRIPTIONS: Nature(
        "let the kernel end a server's pub/sub connections with ETIMEDOUT, as after a cut of the network",
        FaultTarget.SERVER,
        needs=Need.DESCRIPTORS,
    ),
    Fault.KILL_CLIENTS: Nature("CLIENT KILL of every connection of every server", FaultTarget.STORE),
    Fault.HOLD_NEWS: Nature("hold back what pub/sub brings to a server, nothing else", FaultTarget.SERVER, (0.1, 1.2)),
    Fault.CUT_STORE: Nature(
        "reset a server's connections to Valkey, and refuse new ones", FaultTarget.SERVER, (0.05, 1.0), cuts_off=True
    ),
    Fault.STALL_STORE: Nature(
        "hold everything between a server and Valkey; nobody is told", FaultTarget.SERVER, (0.05, 1.0), cuts_off=True
    ),
    Fault.RESET_LINKS: Nature(
        "TCP resets to the readers that come to a server through a link", FaultTarget.SERVER, beside_failover=True
    ),
    Fault.STALL_LINKS: Nature(
        "hold everything between those readers and their server", FaultTarget.SERVER, (0.1, 1.0), beside_failover=True
    ),
    Fault.HALF_OPEN_LINKS: Nature(
        "forget those readers: the server is not told, and nobody answers it",
        FaultTarget.SERVER,
        (0.1, 1.0),
        beside_failover=True,
    ),
    Fault.REFUSE_WRITES: Nature("let a save fail, so that Valkey answers MISCONF", FaultTarget.STORE, (0.1, 0.8)),
    Fault.WANT_REPLICAS: Nature(
        "let Valkey want replicas, so that it answers NOREPLICAS", FaultTarget.STORE, (0.1, 0.8)
    ),
    Fault.FILL_MEMORY: Nature("let Valkey run out of memory, so that it answers OOM", FaultTarget.STORE, (0.1, 0.8)),
    Fault.FLUSH_SCRIPTS: Nature("SCRIPT FLUSH", FaultTarget.STORE),
    Fault.DELETE_META: Nature(
        "delete what Redis keeps of the feed's epoch, as eviction would", FaultTarget.STORE, may_lose=True
    ),
    Fault.DELETE_LOG: Nature("delete the feed's log, as eviction would", FaultTarget.STORE, may_lose=True),
    Fault.DELETE_RECORDS: Nature("delete the records of the feed's updates", FaultTarget.STORE, may_lose=True),
    Fault.DELETE_FEEDS: Nature("delete the list of feeds", FaultTarget.STORE),
    Fault.UNREADABLE_RECORDS: Nature(
        "write feeds, bearer keys and reports that nobody can read, and remove them later",
        FaultTarget.STORE,
        (0.1, 0.8),
        needs=Need.ONE_VERSION,
    ),
    Fault.DELETE_BEARERS: Nature("delete the bearer keys, which come back later", FaultTarget.STORE, (0.1, 0.4)),
    Fault.FLUSH: Nature("FLUSHALL; the bearer keys come back later", FaultTarget.STORE, (0.1, 0.4), may_lose=True),
    Fault.JUMP_SERVER_CLOCK: Nature(
        "let a server's wall clock jump by up to an hour, and back", FaultTarget.SERVER, (0.1, 0.8), needs=Need.FAKETIME
    ),
    Fault.JUMP_STORE_CLOCK: Nature(
        "let Valkey's wall clock jump by up to an hour, and back", FaultTarget.STORE, (0.1, 0.8), needs=Need.FAKETIME
    ),
    Fault.KILL_EMBEDDED: Nature(
        "kill -9 of an embedded Valkey; its server starts it again",
        FaultTarget.STORE,
        deployment=Deployment.EMBEDDED,
        cuts_off=True,
    ),
    Fault.KILL_OWNER: Nature(
        "kill -9 of a server with an embedded Valkey; the next start adopts that",
        FaultTarget.SERVER,
        (0.05, 0.4),
        deployment=Deployment.EMBEDDED,
        cuts_off=True,
    ),
    Fault.FILL_DISK: Nature(
        "fill the disk under an embedded Valkey",
        FaultTarget.STORE,
        (0.1, 0.6),
        deployment=Deployment.EMBEDDED,
        cuts_off=True,
        needs=Need.TMPFS,
    ),
    Fault.KILL_PRIMARY: Nature(
        "have the replica lag, then kill -9 the primary; Sentinel promotes the replica, and the primary comes back",
        FaultTarget.STORE,
        (0.05, 0.6),
        deployment=Deployment.REPLICATED,
        cuts_off=True,
        may_lose=True,
    ),
    Fault.FREEZE_PRIMARY: Nature(
        "SIGSTOP of the primary until Sentinel has promoted the replica and a while longer, then SIGCONT",
        FaultTarget.STORE,
        (0.05, 0.6),
        deployment=Deployment.REPLICATED,
        cuts_off=True,
        may_lose=True,
    ),
}
"""Every fault, in the order of the list."""
