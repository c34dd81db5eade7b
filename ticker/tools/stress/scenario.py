"""One scenario: filers and readers start, faults are injected and mended, and what happened is recorded."""

import asyncio
import time
from collections.abc import Mapping, Sequence
from itertools import cycle
from typing import Final

from ticker.model import Cursor
from ticker.tools.fold import Wire
from ticker.tools.stress.deployment import SNAPSHOT, DeploymentUnderTest
from ticker.tools.stress.filers import Filer
from ticker.tools.stress.history import History, Struck
from ticker.tools.stress.hostile_readers import Hostile
from ticker.tools.stress.inject import inject
from ticker.tools.stress.plan import FEEDS, Behaviour, Scenario
from ticker.tools.stress.polling_readers import PollingReader
from ticker.tools.stress.recording_readers import RecordingReader, Stage
from ticker.tools.stress.timing import StampedSelector

_HEALED_WITHIN_S: Final = 20.0
_FILED_WITHIN_S: Final = 20.0
_ARRIVED_WITHIN_S: Final = 20.0
_POLL_S: Final = 0.03


class ScenarioRun:
    """The people of one scenario, and what they did."""

    def __init__(
        self,
        scenario: Scenario,
        deployment: DeploymentUnderTest,
        selector: StampedSelector,
        former: Mapping[Cursor, tuple[str, int]],
    ) -> None:
        stage = Stage(selector, len(deployment.servers), deployment.address, {})
        self._scenario = scenario
        self._deployment = deployment
        self._former = former
        self._recording_readers: list[RecordingReader | PollingReader] = [
            PollingReader(part, SNAPSHOT, stage, deployment.http)
            if part.behaviour is Behaviour.POLLING
            else RecordingReader(part, SNAPSHOT, stage)
            for part in scenario.parts
            if part.behaviour is not Behaviour.HOSTILE
        ]
        self._hostile = [Hostile(part, stage) for part in scenario.parts if part.behaviour is Behaviour.HOSTILE]
        urls = [server.url for server in deployment.servers]
        self._filers = [
            Filer(f"Filer {scenario.number}-{number}", seed, feed=feed, keys=deployment.keys, servers=urls)
            for (number, seed), feed in zip(enumerate(scenario.filers), cycle(FEEDS), strict=False)
        ]
        self._troubles: list[tuple[float, str]] = []
        self._mended = 0.0

    async def play(self) -> History:
        """Run the scenario; return what happened."""
        began, reached = time.monotonic(), dict(self._deployment.reached)
        self._deployment.troubles.clear()
        reading = [
            asyncio.create_task(recording_reader.run(), name="reader") for recording_reader in self._recording_readers
        ]
        hostile = [asyncio.create_task(one.run(), name="hostile reader") for one in self._hostile]
        filing = [asyncio.create_task(filer.work(), name="filer") for filer in self._filers]
        try:
            struck = await self._planned_fault(began)
            for task in hostile:
                task.cancel()
            await self._heal()
            await self._end_filing(filing)
            endings = await self._arrive()
            for fault in self._deployment.faults_of_ours():
                self._trouble(fault)
            # A server that has not healed may never give its log; that it has not is found all the same.
            logs = {} if self._troubles else {feed: await self._deployment.logs(feed, reached[feed]) for feed in FEEDS}
        finally:
            for task in (*reading, *hostile, *filing):
                task.cancel()
            outcomes = await asyncio.gather(*reading, *hostile, *filing, return_exceptions=True)
        for outcome in outcomes:
            if isinstance(outcome, Exception):
                raise outcome
        return History(
            began=began,
            mended=self._mended,
            filings=[filing for filer in self._filers for filing in filer.filings],
            recordings=[
                one for recording_reader in self._recording_readers for one in recording_reader.recordings.values()
            ],
            struck=struck,
            endings=endings,
            logs=logs,
            caps=self._deployment.caps,
            troubles=[*self._deployment.troubles, *self._troubles],
            former=self._former,
        )

    async def _planned_fault(self, began: float) -> Sequence[Struck]:
        tasks = []
        try:
            async with asyncio.TaskGroup() as group:
                for planned in self._scenario.planned_faults:
                    await asyncio.sleep(max(0.0, began + planned.at_s - time.monotonic()))
                    tasks.append(group.create_task(inject(self._deployment, planned), name=planned.fault))
                await asyncio.sleep(max(0.0, began + self._scenario.seconds - time.monotonic()))
        except ExceptionGroup as failed:
            raise failed.exceptions[0] from failed
        return [task.result() for task in tasks]

    async def _heal(self) -> None:
        missing: Sequence[int] = ()
        deadline = time.monotonic() + _HEALED_WITHIN_S
        while time.monotonic() < deadline:
            missing = await self._deployment.not_ready()
            if not missing:
                break
            await asyncio.sleep(_POLL_S)
        else:
            self._trouble(f"servers {list(missing)} are not ready {_HEALED_WITHIN_S:.0f} s after the last fault")
        self._mended = time.monotonic()

    async def _end_filing(self, filing: Sequence[asyncio.Task[None]]) -> None:
        for filer in self._filers:
            filer.is_told = True
        _, late = await asyncio.wait(filing, timeout=_FILED_WITHIN_S)
        if late:
            self._trouble(f"{len(late)} filers have no answer {_FILED_WITHIN_S:.0f} s after all was mended")

    async def _arrive(self) -> Mapping[int, Mapping[str, Wire]]:
        """Wait until every reader has what its server has, and all servers the same; return their snapshots."""
        for recording_reader in self._recording_readers:
            recording_reader.calm()
        deadline = time.monotonic() + _ARRIVED_WITHIN_S
        while True:
            snapshots = {feed: await self._deployment.snapshots(feed) for feed in FEEDS}
            places = {feed: {one["cursor"] for one in found.values()} for feed, found in snapshots.items()}
            away = [one for one in self._recording_readers if one.server is None or not _is_at(one, places)]
            is_one = all(len(found) == len(self._deployment.servers) for found in snapshots.values())
            is_one = is_one and all(len(found) == 1 for found in places.values())
            if (is_one and not away) or time.monotonic() > deadline:
                break
            await asyncio.sleep(_POLL_S)
        if away or not is_one:
            self._trouble(
                f"{_ARRIVED_WITHIN_S:.0f} s after all was mended the servers stand at "
                f"{ {feed: sorted(found) for feed, found in places.items()} }, and {len(away)} readers elsewhere"
                + "".join(f"; {one.name} at {one.cursors}" for one in away[:3])
            )
        else:
            self._deployment.reached = {feed: next(iter(found)) for feed, found in places.items()}
        servers = range(len(self._deployment.servers))
        return {at: {feed: found[at] for feed, found in snapshots.items() if at in found} for at in servers}

    def _trouble(self, what: str) -> None:
        self._troubles.append((time.monotonic(), what))


def _is_at(recording_reader: RecordingReader | PollingReader, places: Mapping[str, set[str]]) -> bool:
    return all(cursor in places[feed] for feed, cursor in recording_reader.cursors.items())
