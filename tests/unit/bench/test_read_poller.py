"""Both ways of asking which sockets can be read give the same answer."""

import selectors
import socket

import pytest

from ticker.tools.bench.read_poller import ReadPoller


@pytest.fixture(params=["system", "selectors"])
def poller(request: pytest.FixtureRequest) -> ReadPoller:
    made = ReadPoller()
    if request.param == "selectors":
        made.close()
        made._epoll, made._selector = None, selectors.DefaultSelector()
    return made


def test_only_what_has_bytes_is_ready(poller: ReadPoller) -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        poller.watch(ours.fileno())
        poller.watch(theirs.fileno())
        ours.send(b"x")
        assert poller.ready(1.0, limit=8) == [theirs.fileno()]
        poller.forget(theirs.fileno())
        assert poller.ready(0, limit=8) == []
    poller.close()
