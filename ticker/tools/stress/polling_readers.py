"""Readers by plain GET: a snapshot, then pages of entries after it. They keep everything, and judge nothing."""

import asyncio
import random
import time
from typing import Any, Final

import httpx
import orjson

from ticker.tools.fold import Folded, fold
from ticker.tools.stress.history import Given, Recording, Visit
from ticker.tools.stress.plan import PlannedReader
from ticker.tools.stress.recording_readers import Stage

_TIMEOUT_S: Final = 1.0
_PACE_S: Final = (0.02, 0.3)
_CALM_PACE_S: Final = 0.05
_NOT_KEPT: Final = frozenset({400, 410})


class PollingReader:
    """One that polls, of one server after the other; each request is a visit."""

    def __init__(self, part: PlannedReader, snapshot: int, stage: Stage, http: httpx.AsyncClient) -> None:
        self.name = part.name
        self.recordings = {
            feed: Recording(f"{part.name} of {feed}", part.transport, part.behaviour, feed, Folded(snapshot))
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
            for recording in self.recordings.values():
                await self._poll(server, recording)
            await asyncio.sleep(_CALM_PACE_S if self._is_calm else self._rng.uniform(*_PACE_S))

    def calm(self) -> None:
        """Stay at one server from now on."""
        self._is_calm = True

    async def _poll(self, server: int, recording: Recording) -> None:
        feed, cursor, began = recording.feed, self.cursors[recording.feed], time.monotonic()
        host, port = self._stage.address(server, self._part.behaviour)
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
        recording.visits.append(Visit(server, cursor, began, now, "answered"))
        for wire in said["entries"] if cursor else [said]:
            # The answer was written after it was asked for.
            recording.given.append(Given(len(recording.visits) - 1, server, began, now, wire))
            recording.held = fold(recording.held, wire)
        self.cursors[feed] = said["cursor"]
