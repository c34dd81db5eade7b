"""Both watches do the same, over real sockets: the epoll of our own, and the loop's where there is none."""

import asyncio
import os
import socket
import sys
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import ExitStack, suppress
from functools import partial
from itertools import pairwise

import pytest

from tests.waiting import until
from ticker.fanout.poller import SLICE_S, LoopPoller, Poller, open_poller

WATCHES: list[Callable[[asyncio.AbstractEventLoop], Poller]] = [open_poller, LoopPoller]


class Owner:
    """Owns one end of a pair of sockets, and keeps what it was told."""

    def __init__(self, poller: Poller, fd: int) -> None:
        self.poller = poller
        self.fd = fd
        self.then: Callable[[], object] = lambda: None
        """What it does whenever it is told something."""
        self.received = b""
        self.rooms = 0
        self.ended = False

    def on_readable(self) -> None:
        part = os.read(self.fd, 4_096)
        self.received += part
        if not part:
            self.drop()
        self.then()

    def on_writable(self) -> None:
        self.rooms += 1
        self.poller.want_room(self.fd, False)
        self.then()

    def drop(self) -> None:
        if not self.ended:
            self.ended = True
            self.poller.remove(self.fd)


Pair = Callable[[], tuple[socket.socket, int]]


@pytest.fixture
def pair() -> Iterator[Pair]:
    """Return a way to connect two sockets: the far one, and the descriptor of the watched one."""
    with ExitStack() as ending:

        def connected() -> tuple[socket.socket, int]:
            far, near = (ending.enter_context(one) for one in socket.socketpair())
            near.setblocking(False)
            far.setblocking(False)
            return far, near.fileno()

        yield connected


@pytest.fixture(params=WATCHES, ids=["best", "loop"])
async def poller(request: pytest.FixtureRequest) -> AsyncIterator[Poller]:
    opened: Poller = request.param(asyncio.get_running_loop())
    yield opened
    opened.close()


async def a_few_turns() -> None:
    """Let the loop look at its descriptors a few times."""
    for _ in range(5):
        await asyncio.sleep(0)


@pytest.mark.skipif(sys.platform != "linux", reason="there is an epoll on Linux only")
async def test_the_best_watch_is_an_epoll_where_there_is_one() -> None:
    poller = open_poller(asyncio.get_running_loop())
    assert not isinstance(poller, LoopPoller)
    poller.close()


async def test_an_owner_is_told_what_its_own_socket_received(poller: Poller, pair: Pair) -> None:
    (far_a, fd_a), (far_b, fd_b) = pair(), pair()
    a, b = Owner(poller, fd_a), Owner(poller, fd_b)
    poller.add(fd_a, a)
    poller.add(fd_b, b)
    far_a.send(b"one")
    await until(lambda: a.received == b"one")
    far_b.send(b"two")
    far_a.send(b"three")
    await until(lambda: (a.received, b.received) == (b"onethree", b"two"))


async def test_an_end_is_told_as_something_to_read(poller: Poller, pair: Pair) -> None:
    far, fd = pair()
    owner = Owner(poller, fd)
    poller.add(fd, owner)
    far.close()
    await until(lambda: owner.ended)


async def test_room_is_told_only_while_it_is_wanted(poller: Poller, pair: Pair) -> None:
    far, fd = pair()
    owner = Owner(poller, fd)
    poller.add(fd, owner)
    await a_few_turns()
    assert owner.rooms == 0
    poller.want_room(fd, True)
    await until(lambda: owner.rooms == 1)
    await a_few_turns()
    assert owner.rooms == 1
    far.send(b"still read")
    await until(lambda: owner.received == b"still read")


async def test_no_room_is_told_of_a_full_socket_until_it_is_read(poller: Poller, pair: Pair) -> None:
    far, fd = pair()
    owner = Owner(poller, fd)
    poller.add(fd, owner)
    with suppress(BlockingIOError):
        while True:
            os.write(fd, bytes(65_536))
    poller.want_room(fd, True)
    await a_few_turns()
    assert owner.rooms == 0

    def emptied() -> int:
        with suppress(BlockingIOError):
            far.recv(1 << 20)
        return owner.rooms

    await until(emptied)


async def test_a_socket_that_is_handed_on_tells_its_new_owner_everything(poller: Poller, pair: Pair) -> None:
    far, fd = pair()
    first, second = Owner(poller, fd), Owner(poller, fd)
    poller.add(fd, first)
    poller.want_room(fd, True)
    poller.hand_on(fd, second)
    far.send(b"hello")
    await until(lambda: second.rooms == 1 and second.received == b"hello")
    assert (first.rooms, first.received) == (0, b"")


async def test_a_removed_socket_is_told_nothing_and_may_come_back(poller: Poller, pair: Pair) -> None:
    far, fd = pair()
    owner = Owner(poller, fd)
    poller.add(fd, owner)
    poller.want_room(fd, True)
    poller.remove(fd)
    far.send(b"kept")
    await a_few_turns()
    assert (owner.received, owner.rooms) == (b"", 0)
    poller.add(fd, owner)
    await until(lambda: owner.received == b"kept")


async def test_who_is_ended_by_another_in_the_same_turn_is_told_nothing(poller: Poller, pair: Pair) -> None:
    (far_a, fd_a), (far_b, fd_b) = pair(), pair()
    a, b = Owner(poller, fd_a), Owner(poller, fd_b)
    a.then, b.then = b.drop, a.drop
    poller.add(fd_a, a)
    poller.add(fd_b, b)
    far_a.send(b"x")
    far_b.send(b"x")
    await until(lambda: a.received or b.received)
    await a_few_turns()
    assert sorted([a.received, b.received]) == [b"", b"x"]


async def test_who_ends_by_what_it_reads_is_not_told_of_room(poller: Poller, pair: Pair) -> None:
    far, fd = pair()
    owner = Owner(poller, fd)
    owner.then = owner.drop
    poller.add(fd, owner)
    far.send(b"x")
    poller.want_room(fd, True)
    await until(lambda: owner.ended)
    await a_few_turns()
    assert (owner.received, owner.rooms) in [(b"x", 0), (b"", 1)]


@pytest.mark.parametrize("wants_room", [False, True])
async def test_a_fault_with_one_socket_drops_it_and_no_other(
    poller: Poller,
    pair: Pair,
    caplog: pytest.LogCaptureFixture,
    *,
    wants_room: bool,
) -> None:
    def fail() -> None:
        raise RuntimeError("a fault of ours")

    (far_a, fd_a), (far_b, fd_b) = pair(), pair()
    broken, whole = Owner(poller, fd_a), Owner(poller, fd_b)
    broken.then = fail
    poller.add(fd_a, broken)
    poller.add(fd_b, whole)
    if wants_room:
        poller.want_room(fd_a, True)
    else:
        far_a.send(b"x")
    await until(lambda: broken.ended)
    far_b.send(b"hello")
    await until(lambda: whole.received == b"hello")
    assert [record.message for record in caplog.records] == ["a connection is dropped for a fault of ours"]


async def test_a_closed_watch_tells_nobody_anything(poller: Poller, pair: Pair) -> None:
    far, fd = pair()
    opened = type(poller)(asyncio.get_running_loop())  # type: ignore[call-arg]  # a Protocol says nothing of making one
    owner = Owner(opened, fd)
    opened.add(fd, owner)
    opened.close()
    far.send(b"x")
    await a_few_turns()
    assert owner.received == b""


@pytest.mark.skipif(sys.platform != "linux", reason="the loop's own watch has no slices")
async def test_whoever_sends_without_end_leaves_turns_to_others_and_is_served_in_turn(pair: Pair) -> None:
    poller = open_poller(asyncio.get_running_loop())
    served: list[tuple[int, int]] = []
    turn = 0

    def take_a_whole_slice(number: int) -> None:
        served.append((turn, number))
        until_s = time.monotonic() + SLICE_S
        while time.monotonic() < until_s:
            pass

    for number in range(3):
        far, fd = pair()
        owner = Owner(poller, fd)
        owner.then = partial(take_a_whole_slice, number)
        poller.add(fd, owner)
        far.send(bytes(100_000))  # it reads 4 KiB at a time
    while len(served) < 9:
        turn += 1
        await asyncio.sleep(0)
    poller.close()
    turns, numbers = zip(*served, strict=True)
    assert numbers[:3] == numbers[3:6] == numbers[6:9], "one after the other"
    assert set(numbers) == {0, 1, 2}
    assert min(after - before for before, after in pairwise(turns)) > 3, "whole turns of the loop in between"


@pytest.mark.skipif(sys.platform != "linux", reason="the loop's own watch has no slices")
async def test_who_has_the_descriptor_of_one_that_went_is_not_disturbed_by_what_was_left_to_serve(pair: Pair) -> None:
    poller = open_poller(asyncio.get_running_loop())
    (far_a, fd_a), (far_b, fd_b), (_, fd_c) = pair(), pair(), pair()
    a, b = Owner(poller, fd_a), Owner(poller, fd_b)

    def end_the_other_and_take_a_whole_slice() -> None:
        other = b if a.received else a
        other.drop()
        newcomer.watch_instead_of(other)
        until_s = time.monotonic() + SLICE_S
        while time.monotonic() < until_s:
            pass

    class Newcomer(Owner):
        def watch_instead_of(self, other: Owner) -> None:
            os.dup2(fd_c, other.fd)
            os.set_blocking(other.fd, False)
            self.fd = other.fd
            poller.add(self.fd, self)

        def on_readable(self) -> None:
            with suppress(BlockingIOError):  # as readers and pending connections do
                super().on_readable()

    newcomer = Newcomer(poller, -1)
    a.then = b.then = end_the_other_and_take_a_whole_slice
    poller.add(fd_a, a)
    poller.add(fd_b, b)
    far_a.send(b"x")
    far_b.send(b"x")
    await until(lambda: newcomer.fd >= 0)
    await a_few_turns()
    await a_few_turns()
    assert (newcomer.received, newcomer.ended) == (b"", False)
    poller.close()
