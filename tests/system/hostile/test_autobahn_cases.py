"""The Autobahn testsuite's cases by hand, over real sockets: whole, frame by frame, and one octet at a time."""

from collections.abc import AsyncIterator, Sequence
from typing import Final

import pytest

from tests.processes import PORTS
from tests.system.hostile.autobahn_cases import CASES, Case
from tests.system.hostile.echo import PATH, echoing
from tests.system.readers.frames import CLOSE, TEXT, frame, read_frame
from tests.system.readers.raw import ACCEPTED, Connection, connection, upgrade
from tests.wires import Frame

FEW: Final = 2_000
"""Octets that are sent one at a time; more would say no more."""


@pytest.fixture
async def port() -> AsyncIterator[int]:
    """Return the port of an echo."""
    found = next(PORTS)
    async with echoing(found):
        yield found


def ways(case: Case) -> dict[str, Sequence[bytes]]:
    """Return the ways in which a network may bring the same frames."""
    sent = b"".join(case.sent)
    found: dict[str, Sequence[bytes]] = {"at once": [sent], "frame by frame": case.sent}
    if len(sent) <= FEW:
        found["octet by octet"] = [bytes([octet]) for octet in sent]
    return found


async def answers(wire: Connection) -> tuple[list[Frame], Frame]:
    """Read up to the close, which must be the end."""
    received: list[Frame] = []
    while not received or received[-1].opcode != CLOSE:
        received.append(await read_frame(wire))
    assert await wire.to_end() == b"", "something behind a close"
    return received[:-1], received[-1]


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
async def test_is_answered_as_the_testsuite_wants(port: int, case: Case) -> None:
    for way, packets in ways(case).items():
        async with connection(port) as wire:
            await wire.send(upgrade(PATH))
            assert await wire.exactly(len(ACCEPTED)) == ACCEPTED
            for packet in packets:
                wire.writer.write(packet)
            received, end = await answers(wire)
        assert received == list(case.answers), way
        assert (end.close_code if end.payload else None) == case.code, way


async def test_what_comes_behind_the_handshake_is_answered_too(port: int) -> None:
    async with connection(port) as wire:
        await wire.send(upgrade(PATH) + frame(TEXT, b"early"))
        assert await wire.exactly(len(ACCEPTED)) == ACCEPTED
        assert (await read_frame(wire)).payload == b"early"
