"""Filing: a connection that the server closed meanwhile costs nothing; a refusal says what to do."""

import socket
from collections.abc import Iterator

import pytest

from ticker.tools.bench.deliveries import Deliveries
from ticker.tools.bench.errors import BenchError
from ticker.tools.bench.filing import Desk, FilingLoad, filing_at, refusal
from ticker.tools.bench.read_poller import ReadPoller

CREATED = b"HTTP/1.1 201 Created\r\nContent-Length: 2\r\n\r\n{}"


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    with socket.create_server(("127.0.0.1", 0), backlog=64) as made:
        made.settimeout(10)
        yield made


@pytest.fixture
def wake() -> Iterator[ReadPoller]:
    made = ReadPoller()
    yield made
    made.close()


def desk(listener: socket.socket) -> Desk:
    return Desk(listener.getsockname(), "desk", "en", "tk_x", "run")


def wait_for_answers(filing: FilingLoad, wake: ReadPoller) -> None:
    while filing.poll():
        assert wake.ready(10, limit=8), "no answer within 10 s"


def test_an_answer_frees_the_connection_for_the_next_filing(listener: socket.socket, wake: ReadPoller) -> None:
    ledger = Deliveries(0)
    with filing_at(desk(listener), wake) as filing:
        filing.offer(1, ledger)
        server, _ = listener.accept()
        for serial in (1, 2):
            if serial == 2:
                filing.offer(serial, ledger)
            assert f'"run-{serial}"'.encode() in server.recv(4096)
            assert filing.poll() == 1
            server.sendall(CREATED[:20])
            server.sendall(CREATED[20:])
            wait_for_answers(filing, wake)
        server.close()
    assert len(ledger.filed_s) == 2


def test_a_connection_that_was_closed_while_idle_is_replaced(listener: socket.socket, wake: ReadPoller) -> None:
    ledger = Deliveries(0)
    with filing_at(desk(listener), wake) as filing:
        filing.offer(1, ledger)
        server, _ = listener.accept()
        server.sendall(CREATED)
        wait_for_answers(filing, wake)
        server.close()
        assert wake.ready(10, limit=8)
        filing.offer(2, ledger)
        second, _ = listener.accept()
        with second:
            assert b"run-2" in second.recv(4096)


def test_a_filing_that_met_a_closing_connection_is_sent_again_under_its_key(
    listener: socket.socket, wake: ReadPoller
) -> None:
    with filing_at(desk(listener), wake) as filing:
        filing.offer(1, Deliveries(0))
        server, _ = listener.accept()
        assert b"run-1" in server.recv(4096)
        server.close()
        assert wake.ready(10, limit=8)
        assert filing.poll() == 1
        second, _ = listener.accept()
        with second:
            assert b"run-1" in second.recv(4096)


def test_a_server_that_never_answers_is_not_filed_to_for_ever(listener: socket.socket, wake: ReadPoller) -> None:
    # The backlog takes the connections; nobody ever accepts them.
    with filing_at(desk(listener), wake) as filing:
        ledger = Deliveries(0)
        assert [filing.offer(serial, ledger) for serial in range(33)] == [True] * 32 + [False]
        assert len(ledger.sent_s) == 32


@pytest.mark.parametrize(("status", "advice"), [(401, "--key"), (403, "--feed"), (404, "--feed"), (422, "refused")])
def test_a_refusal_says_what_to_do(status: int, advice: str) -> None:
    assert advice in str(refusal(status, b'{"title":"no"}'))
    assert str(status) in str(refusal(status, b""))


def test_a_refused_filing_stops_the_bench(listener: socket.socket, wake: ReadPoller) -> None:
    with filing_at(desk(listener), wake) as filing:
        filing.offer(1, Deliveries(0))
        server, _ = listener.accept()
        with server:
            server.sendall(b"HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n")
            with pytest.raises(BenchError, match="--key"):
                wait_for_answers(filing, wake)
