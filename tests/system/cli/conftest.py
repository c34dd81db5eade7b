"""A newsroom at its terminals."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.processes import Process
from tests.servers import Serve
from tests.system.cli.shell import TICKER, Follow, Newsroom, environment


@pytest.fixture
async def newsroom(serve: Serve) -> Newsroom:
    """Return a service on an embedded store."""
    return Newsroom(await serve())


@pytest.fixture
def follow(newsroom: Newsroom, tmp_path: Path) -> Iterator[Follow]:
    """Return a way to start ``ticker tail`` in the background; it ends with the test."""
    with ExitStack() as ending:

        def start(*arguments: str) -> Process:
            log = tmp_path / f"tail-{len(list(tmp_path.glob('tail-*')))}"
            tail = Process([*TICKER, "tail", *arguments], log=log, environment=environment(**newsroom.variables))
            ending.callback(lambda: tail.kill() if tail.status is None else None)
            return tail

        yield start
