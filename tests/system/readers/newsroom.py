"""A served ticker as tests of its readers use it: feeds of a test's own, and words to file into them. All real."""

import asyncio
import itertools
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import httpx

from tests.servers import TickerProcess, ValkeyServer
from tests.waiting import until
from ticker.model import Feed, Slug
from ticker.store.feeds import add_feed

Wire = dict[str, Any]
"""A JSON object as it came over the wire."""

_TRIES: Final = 20
_NUMBERS: Final = itertools.count()
ACTS: Final = {"correction": "corrections", "refile": "refiles", "hold": "hold", "release": "release", "kill": "kill"}


@dataclass(slots=True)
class Newsroom:
    """One ticker, the key that may file there, and a client for plain HTTP."""

    process: TickerProcess
    valkey: ValkeyServer
    key: str
    client: httpx.AsyncClient = field(repr=False)

    @property
    def port(self) -> int:
        return self.process.port

    async def feed(self, **settings: Any) -> str:
        """Make a feed of the test's own and wait until it is served; return its slug."""
        slug = settings.pop("slug", None) or f"t{os.getpid()}-{next(_NUMBERS)}"
        wanted = {"title": "A test's own", "language": "en", **settings}
        async with self.valkey.connect() as store:
            assert await add_feed(store, Feed(Slug(slug), **wanted))
        await until(lambda: self.serves(slug), what=f"feed {slug}")
        return slug

    async def serves(self, feed: str) -> bool:
        return (await self.get(f"/v1/feeds/{feed}")).is_success

    async def file(self, feed: str, statement: str = "The bridge is closed.", **fields: Any) -> Wire:
        """File an update; return its entry."""
        return await self._post(f"/v1/feeds/{feed}/updates", self.draft(statement, **fields), {})

    async def file_many(self, feed: str, count: int) -> list[Wire]:
        """File that many updates, many at once, since each waits for the disk; give their entries in order."""
        numbers = iter(range(1, count + 1))

        async def keep_filing() -> list[Wire]:
            return [await self.file(feed, f"Line {number}.") for number in numbers]

        filed = await asyncio.gather(*(keep_filing() for _ in range(16)))
        return sorted(itertools.chain(*filed), key=lambda entry: int(entry["cursor"].split(".")[1]))

    async def act(self, act: str, entry: Wire, **fields: Any) -> Wire:
        """Act on what stands of an update; return the new entry. ``fields`` are a draft's for those that take one."""
        body: Wire = {}
        if act in ("correction", "refile"):
            body = self.draft(fields.pop("statement", "The bridge is open."), **fields)
        if act == "correction":
            body = {"note": "The bridge was never closed.", **body}
        path = f"/v1/feeds/{entry['feed']}/updates/{entry['id']}/{ACTS[act]}"
        return await self._post(path, body, {"If-Match": f'"{entry["version"]}"'})

    @staticmethod
    def draft(statement: str, **fields: Any) -> Wire:
        return {"attribution": {"name": "Civil Defense"}, "statement": statement, **fields}

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

    async def _post(self, path: str, body: Wire, headers: Mapping[str, str]) -> Wire:
        """Post, again and again with the same key where the store was too slow for a hasty ticker."""
        keys = {"Authorization": f"Bearer {self.key}", "Idempotency-Key": secrets.token_hex(8)}
        answer = await self.client.post(path, json=body, headers={**keys, **headers})
        for _ in range(_TRIES):
            if answer.status_code != httpx.codes.SERVICE_UNAVAILABLE:
                break
            answer = await self.client.post(path, json=body, headers={**keys, **headers})
        assert answer.is_success, answer.text
        entry: Wire = answer.json()
        return entry
