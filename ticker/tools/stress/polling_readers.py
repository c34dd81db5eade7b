"""Readers by plain GET: a snapshot, then pages of entries after it. They keep everything, and judge nothing."""

import asyncio
import random
import time
from typing import Any, Final

import httpx
import orjson

from ticker.tools.fold import Folded, fold
from ticker.tools.stress.history import Given, Testimony, Visit
from ticker.tools.stress.plan import Part
from ticker.tools.stress.recording_readers import Stage

_TIMEOUT_S: Final = 1.0
_PACE_S: Final = (0.02, 0.3)
_CALM_PACE_S: Final = 0.05
_NOT_KEPT: Final = frozenset({400, 410})


class Poller:
    """One that polls, of one server after the other; each request is a visit."""

    def __init__(self, part: Part, snapshot: int, stage: Stage, http: httpx.AsyncClient) -> None:
        self.name = part.name
        self.testimonies = {
            feed: Testimony(f"{part.name} of {feed}", part.transport, part.temper, feed, Folded(snapshot))
            for feed in part.feeds
        }
        self.cursors = dict.fromkeys(part.feeds, "")
        self.server: int | None = part.server
        self._part = part
        self._stage = stage
        self._http = http
        self._rng = random.Random(part.seed)
        self._is_calm = False

    async def run(self) -> None:
        """Poll for ever."""
        while True:
            server = self._part.server if self._is_calm else self._rng.randrange(self._stage.servers)
            for testimony in self.testimonies.values():
                await self._poll(server, testimony)
            await asyncio.sleep(_CALM_PACE_S if self._is_calm else self._rng.uniform(*_PACE_S))

    def calm(self) -> None:
        """Stay at one server from now on."""
        self._is_calm = True

    async def _poll(self, server: int, testimony: Testimony) -> None:
        feed, cursor, began = testimony.feed, self.cursors[testimony.feed], time.monotonic()
        host, port = self._stage.address(server, self._part.temper)
        path = f"/entries?limit=100&after={cursor}" if cursor else ""
        try:
            response = await self._http.get(f"http://{host}:{port}/v1/feeds/{feed}{path}", timeout=_TIMEOUT_S)
        except httpx.HTTPError:
            return
        if response.status_code in _NOT_KEPT:
            self.cursors[feed] = ""
        if not response.is_success:
            return
        said: dict[str, Any] = orjson.loads(response.content)
        now = time.monotonic()
        testimony.visits.append(Visit(server, cursor, began, now, "answered"))
        for wire in said["entries"] if cursor else [said]:
            # The answer was written after it was asked for.
            testimony.given.append(Given(len(testimony.visits) - 1, server, began, now, wire))
            testimony.held = fold(testimony.held, wire)
        self.cursors[feed] = said["cursor"]
