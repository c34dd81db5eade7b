"""A served ticker as tests of its readers use it: feeds of a test's own, and words to file into them. All real."""

import asyncio
import itertools
import os
from dataclasses import dataclass, field
from typing import Any, Final

import httpx

from tests.editor import Editor
from tests.served import Served
from tests.servers import TickerProcess
from tests.waiting import until
from ticker.model import Feed, Role, Slug
from ticker.store.feeds import add_feed

Wire = dict[str, Any]
"""A JSON object as it came over the wire."""

_NUMBERS: Final = itertools.count()


@dataclass(slots=True)
class Newsroom:
    """One ticker, the key that may file there, and a client for plain HTTP."""

    served: Served
    client: httpx.AsyncClient = field(repr=False)

    @property
    def process(self) -> TickerProcess:
        return self.served.process

    @property
    def key(self) -> str:
        return self.served.keys[Role.EDITOR]

    @property
    def editor(self) -> Editor:
        return Editor(self.client, self.key, "en")

    @property
    def port(self) -> int:
        return self.process.port

    async def feed(self, **settings: Any) -> str:
        """Make a feed of the test's own and wait until it is served; return its slug."""
        slug = settings.pop("slug", None) or f"t{os.getpid()}-{next(_NUMBERS)}"
        wanted = {"title": "A test's own", "language": "en", **settings}
        async with self.served.valkey.connect() as store:
            assert await add_feed(store, Feed(Slug(slug), **wanted))
        await until(lambda: self.serves(slug), what=f"feed {slug}")
        return slug

    async def serves(self, feed: str) -> bool:
        return (await self.get(f"/v1/feeds/{feed}")).is_success

    async def file(self, feed: str, statement: str = "The bridge is closed.", **fields: Any) -> Wire:
        """File an update; return its entry."""
        return await self.editor.file(statement, feed=feed, **fields)

    async def file_many(self, feed: str, count: int) -> list[Wire]:
        """File that many updates, many at once, since each waits for the disk; give their entries in order."""
        numbers = iter(range(1, count + 1))

        async def keep_filing() -> list[Wire]:
            return [await self.file(feed, f"Line {number}.") for number in numbers]

        filed = await asyncio.gather(*(keep_filing() for _ in range(16)))
        return sorted(itertools.chain(*filed), key=lambda entry: int(entry["cursor"].split(".")[1]))

    async def act(self, act: str, entry: Wire, **fields: Any) -> Wire:
        """Act on the version of an entry; return the new one."""
        return await self.editor.act(act, entry, **fields)

    async def get(self, path: str, **headers: str) -> httpx.Response:
        """GET; header names with ``_`` for ``-``."""
        return await self.client.get(path, headers={name.replace("_", "-"): text for name, text in headers.items()})

    async def metric(self, name: str, **labels: str) -> float:
        """Read one metric, the sum over its labels unless some are named."""
        lines = (await self.get("/metrics")).text.splitlines()
        wanted = [f'{label}="{text}"' for label, text in labels.items()]
        found = [line for line in lines if line.split("{")[0].split(" ")[0] == name and all(w in line for w in wanted)]
        return sum(float(line.rsplit(" ", 1)[1]) for line in found)

    async def readers(self) -> float:
        return await self.metric("ticker_readers")

    async def has_readers(self, count: int) -> bool:
        return await self.readers() == count
