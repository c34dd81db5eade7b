"""Who may join: a pure function of the request head, the rules and a few facts."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from typing import Final, NamedTuple, Protocol

from ticker.model import SLUG
from ticker.readers.cursors import Requested, cursor_text, read_cursors
from ticker.readers.queries import parameters_of, stands_twice
from ticker.wire.close_codes import CloseCode
from ticker.wire.encodings import BARE_SSE, SSE, WEBSOCKET, Encoding
from ticker.wire.origins import Origins, normal_origin
from ticker.wire.problems import ProblemKind
from ticker.wire.websocket import is_key

FEEDS_MAX: Final = 16
_UPGRADE: Final = (("Upgrade", "websocket"), ("Connection", "Upgrade, close"), ("Sec-WebSocket-Version", "13"))


class Transport(Enum):
    """The two ways in which a reader is served live."""

    SOCKET = "socket"
    STREAM = "stream"


class RequestHead(
    NamedTuple
):  # tuples: a frozen dataclass takes six times as long to make, and these are made for each join
    """A request head. Header names are in lower case."""

    method: str
    path: str
    query: str
    headers: Mapping[str, str]
    has_body: bool
    address: str
    """The reader's address: the peer's, or what a trusted proxy says."""
    takes_chunks: bool = True
    """HTTP/1.1, not 1.0."""


class Facts(Protocol):
    """What admission asks of its process."""

    @property
    def is_draining(self) -> bool:
        """Whether the process goes down."""

    def knows(self, feed: str) -> bool:
        """Report whether the feed is served here."""

    def is_loaded(self, feed: str) -> bool:
        """Report whether the feed's log has been read."""

    def has_room(self, address: str) -> bool:
        """Report whether the limits allow one more reader from this address now."""


class Admitted(NamedTuple):
    """Take the socket."""

    encoding: Encoding
    feeds: tuple[str, ...]
    requested: Requested
    key: bytes
    """``Sec-WebSocket-Key``; empty for a stream."""
    cors: bytes
    """CORS header lines of a stream's answer."""
    address: str


@dataclass(frozen=True, slots=True)
class TurnedAway:
    """Take the socket, and say with a close code, or with ``retry``, what a browser would not understand otherwise."""

    encoding: Encoding
    code: CloseCode
    key: bytes
    cors: bytes


@dataclass(frozen=True, slots=True)
class Refused:
    """Answer over HTTP with a problem; coming back unchanged is useless."""

    kind: ProblemKind
    detail: str = ""
    headers: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class UnknownFeed:
    """A feed that is not served here: it may have been made just now."""

    feed: str
    refusal: "Refused | TurnedAway"
    unsure: TurnedAway
    """What is said while the process is cut off from Redis, and cannot know."""


Decision = Admitted | TurnedAway | Refused | UnknownFeed


_TRANSPORTS: Final = {transport.value: transport for transport in Transport}
_JOINT: Final = {f"/v1/{name}": (transport, None) for name, transport in _TRANSPORTS.items()}


_PATH_KEPT: Final = 64


def transport_of(path: str) -> tuple[Transport, str | None] | None:
    """Recognise a reader's address: its transport and its one feed, None for several; None for all else."""
    # What strangers ask for is kept, but nothing long: 1,024 heads of 16 KiB would be 16 MiB.
    return _transport_of(path) if len(path) <= _PATH_KEPT else _transport_of.__wrapped__(path)


@lru_cache(maxsize=1024)
def _transport_of(path: str) -> tuple[Transport, str | None] | None:
    if not path.startswith("/v1/"):
        return None
    joint = _JOINT.get(path)
    if joint is not None:
        return joint
    parts = path.split("/")
    transport = _TRANSPORTS.get(parts[4]) if len(parts) == 5 and parts[2] == "feeds" else None
    return None if transport is None else (transport, parts[3])


def admit(head: RequestHead, *, origins: Origins, facts: Facts) -> Decision | None:
    """Decide about a request; None if it is for no reader's address."""
    asked = transport_of(head.path)
    if asked is None:
        return None
    transport, feed = asked
    unsuitable = _unsuitable(head, transport)
    if unsuitable is not None:
        return unsuitable
    key = head.headers.get("sec-websocket-key", "").encode("latin-1") if transport is Transport.SOCKET else b""
    cors = _cors_lines(origins, head.headers.get("origin"))
    encoding = WEBSOCKET if transport is Transport.SOCKET else SSE if head.takes_chunks else BARE_SSE
    wanted = _wanted(head, feed)
    if isinstance(wanted, str):
        return _turn(TurnedAway(encoding, CloseCode.BAD_REQUEST, key, cors), detail=wanted)
    feeds, requested = wanted
    refusal = _barred(head, transport, feeds, origins, facts)
    if refusal is not None:
        code, unknown = refusal
        turned = _turn(TurnedAway(encoding, code, key, cors), detail=unknown)
        if code is not CloseCode.NO_SUCH_FEED or not SLUG.match(unknown):
            return turned
        return UnknownFeed(unknown, turned, TurnedAway(encoding, CloseCode.FULL, key, cors))
    return Admitted(encoding, feeds, requested, key, cors, head.address)


def _unsuitable(head: RequestHead, transport: Transport) -> Refused | None:
    """Refuse what is no request for a socket or a stream at all."""
    if head.method != "GET":
        return Refused(ProblemKind.METHOD_NOT_ALLOWED, headers=(("Allow", "GET, OPTIONS"),))
    if head.has_body:
        return Refused(
            ProblemKind.BAD_REQUEST, "Ask for a reader's address without a body.", headers=(("Connection", "close"),)
        )
    if transport is Transport.STREAM:
        return None
    asks = _names(head, "upgrade", "websocket") and _names(head, "connection", "upgrade")
    if not asks or head.headers.get("sec-websocket-version") != "13":
        return Refused(ProblemKind.UPGRADE_REQUIRED, headers=_UPGRADE)
    if not is_key(head.headers.get("sec-websocket-key", "").encode("latin-1")):
        return Refused(ProblemKind.BAD_REQUEST, "Send 16 bytes in base64 as Sec-WebSocket-Key.")
    return None


def _names(head: RequestHead, header: str, token: str) -> bool:
    """Report whether a header that is a list has a token, in any case."""
    value = head.headers.get(header, "").lower()
    return value == token or token in [part.strip() for part in value.split(",")]


def _wanted(head: RequestHead, feed: str | None) -> tuple[tuple[str, ...], Requested] | str:
    """Read the query; a text says what is wrong with it."""
    if feed is not None and not head.query:
        return (feed,), read_cursors(head.headers.get("last-event-id", ""), (feed,))
    parameters = parameters_of(head.query)
    if isinstance(parameters, str):
        return parameters
    feeds = [feed] if feed is not None else [value for name, value in parameters if name == "feed"]
    if not feeds:
        return "name a feed, as in ?feed=en&feed=ar"
    if len(set(feeds)) > FEEDS_MAX:
        return f"name at most {FEEDS_MAX} feeds"
    if stands_twice(parameters, "after"):
        return "after: name it only once"
    ordered = tuple(sorted(set(feeds)))
    return ordered, read_cursors(cursor_text(parameters, header=head.headers.get("last-event-id", "")), ordered)


def _barred(
    head: RequestHead, transport: Transport, feeds: tuple[str, ...], origins: Origins, facts: Facts
) -> tuple[CloseCode, str] | None:
    """Return the code with which this reader is turned away, if it is, and because of which feed."""
    if facts.is_draining:
        return CloseCode.RESTARTING, ""
    for feed in feeds:
        if not facts.knows(feed):
            return CloseCode.NO_SUCH_FEED, feed
    if not _may_read(head, transport, origins):
        return CloseCode.NOT_ALLOWED, ""
    for feed in feeds:
        if not facts.is_loaded(feed):
            return CloseCode.FULL, ""
    return None if facts.has_room(head.address) else (CloseCode.FULL, "")


def _may_read(head: RequestHead, transport: Transport, origins: Origins) -> bool:
    origin = head.headers.get("origin")
    if origin is None or "access-control-allow-origin" in {name.lower() for name in origins.headers(origin)}:
        return True
    # A page of our own: browsers send its origin with every socket, and with a stream only across origins.
    page = normal_origin(origin)
    ours = normal_origin(f"{page.partition(':')[0]}://{head.headers.get('host', '')}")
    return transport is Transport.SOCKET and page != "" and page == ours


def _turn(turned: TurnedAway, *, detail: str) -> TurnedAway | Refused:
    """Turn away in the transport's own way: a stream's ``EventSource`` gives up for good on any status but 200."""
    if turned.encoding is WEBSOCKET or turned.code.may_return:
        return turned
    kind = {
        CloseCode.NO_SUCH_FEED: ProblemKind.NO_SUCH_FEED,
        CloseCode.NOT_ALLOWED: ProblemKind.FOREIGN_ORIGIN,
    }.get(turned.code, ProblemKind.BAD_REQUEST)
    return Refused(kind, detail)


def _cors_lines(origins: Origins, origin: str | None) -> bytes:
    if origins.any:
        return b"Access-Control-Allow-Origin: *\r\n"
    return b"".join(f"{name}: {value}\r\n".encode("latin-1") for name, value in origins.headers(origin).items())
