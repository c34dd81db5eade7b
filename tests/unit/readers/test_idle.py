from collections.abc import Callable
from dataclasses import dataclass, field

from ticker.readers.idle import GRACE_S, IdleConnections
from ticker.wire.origins import Proxies

PEER, OTHER = "203.0.113.7", "203.0.113.8"


@dataclass
class Loop:
    """A loop whose time is what a test says; every look takes longer than the grace unless it says otherwise."""

    at: float = 0.0
    step: float = 1.0
    due: list[tuple[float, Callable[[str], None], str]] = field(default_factory=list)

    def time(self) -> float:
        self.at += self.step
        return self.at

    def call_at(self, when: float, callback: Callable[[str], None], name: str, /) -> None:
        self.due.append((when, callback, name))


@dataclass(eq=False)
class Connection:
    has_sent_its_head: bool = False
    closed: list["Connection"] = field(default_factory=list)

    def make_room(self) -> bool:
        if not self.has_sent_its_head:
            self.closed.append(self)
        return not self.has_sent_its_head


def test_the_oldest_idle_connection_of_the_peer_makes_room() -> None:
    idle, closed = IdleConnections(Proxies.parse(""), Loop(), at_most=2), list[Connection]()
    first, second, third, elsewhere = (Connection(closed=closed) for _ in range(4))
    for peer, connection in ((PEER, first), (OTHER, elsewhere), (PEER, second), (PEER, third)):
        idle.add(peer, connection)
    assert closed == [first]
    assert idle.closed == 1


def test_whoever_has_only_just_come_has_a_moment_to_send_a_head() -> None:
    loop, closed = Loop(step=0.0), list[Connection]()
    idle = IdleConnections(Proxies.parse(""), loop, at_most=1)
    first, second, third = (Connection(closed=closed) for _ in range(3))
    for connection in (first, second, third):
        idle.add(PEER, connection)
    assert closed == []
    ((when, look, name),) = loop.due
    assert when == GRACE_S
    idle.remove(PEER, first)
    loop.at = when
    look(name)
    assert closed == [second]


def test_one_whose_head_has_come_by_now_is_not_closed_for_the_new() -> None:
    idle, closed = IdleConnections(Proxies.parse(""), Loop(), at_most=1), list[Connection]()
    for connection in (Connection(has_sent_its_head=True, closed=closed), Connection(closed=closed)):
        idle.add(PEER, connection)
    assert closed == []
    assert idle.closed == 0


def test_what_asks_for_something_is_counted_no_more() -> None:
    idle, closed = IdleConnections(Proxies.parse(""), Loop(), at_most=1), list[Connection]()
    for _ in range(5):
        connection = Connection(closed=closed)
        idle.add(PEER, connection)
        idle.remove(PEER, connection)
        idle.remove(PEER, connection)
    assert closed == []


def test_trusted_proxies_may_have_any_number() -> None:
    idle, closed = IdleConnections(Proxies.parse("203.0.113.0/24"), Loop(), at_most=1), list[Connection]()
    for _ in range(5):
        idle.add(PEER, Connection(closed=closed))
    assert closed == []


def test_a_network_of_64_bits_is_one_peer_and_so_is_a_mapped_address() -> None:
    for peers in (("2001:db8::1", "2001:db8::aa:2"), ("::ffff:203.0.113.7", PEER)):
        idle, closed = IdleConnections(Proxies.parse(""), Loop(), at_most=1), list[Connection]()
        for peer in peers:
            idle.add(peer, Connection(closed=closed))
        assert len(closed) == 1, peers
