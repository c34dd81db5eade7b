"""The deployment under attack: several servers on one Valkey, and what it is asked while it is attacked."""

import asyncio
import contextlib
import time
from collections.abc import Hashable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import httpx
import orjson
import psutil

from ticker.errors import StoreUnavailable
from ticker.model import Feed, Slug
from ticker.store.feeds import add_feed
from ticker.store.redis.connect import connect
from ticker.store.redis.errors import store_call
from ticker.tools.fold import Wire
from ticker.tools.stress.errors import StressError
from ticker.tools.stress.fault_proxy import FaultProxy
from ticker.tools.stress.keys import Keys, keys_beside
from ticker.tools.stress.loop_thread import LoopThread
from ticker.tools.stress.plan import FEEDS, Behaviour
from ticker.tools.stress.processes import ServerProcess, Store

DIVIDED_BY: Final = 10.0
"""Every time constant of the servers is so many times shorter."""
SNAPSHOT: Final = 30
_USUAL_HISTORY: Final = 2_000
_SHORT_HISTORY: Final = 60
"""So that logs are trimmed while readers lag."""
_START_WITHIN_S: Final = 30.0
_ASK_WITHIN_S: Final = 2.0
_DRAIN_WITHIN_S: Final = 15.0
_POLL_S: Final = 0.03
_PAGES_MAX: Final = 50
_STORE_AWAY: Final = 3
"""How ``ticker serve`` ends when it does not reach its store at the start: its supervisor starts it again."""


class DeploymentUnderTest:
    """Servers, their store, and everything between them."""

    def __init__(self, store: Store | None, servers: Sequence[ServerProcess], loop_thread: LoopThread) -> None:
        self.store = store
        self.replica: Store | None = None
        """Of the store, where Sentinels may promote it."""
        self.sentinels: Sequence[int] = ()
        """Their ports."""
        self.servers = servers
        self.loop_thread = loop_thread
        """The loop of the proxies."""
        self.reader_proxies: list[FaultProxy] = []
        """Before each server: readers come through it."""
        self.store_proxies: list[FaultProxy] = []
        """Behind each server: its way to the store."""
        self.keys = Keys("", "")
        self.disk = Path()
        """Where an embedded Valkey keeps its log."""
        self.caps = dict.fromkeys(FEEDS, _USUAL_HISTORY)
        """How many updates each feed's log keeps."""
        self.reached = dict.fromkeys(FEEDS, "")
        """Where each log stood when the last scenario ended."""
        self.troubles: list[tuple[float, str]] = []
        self._log_read: dict[ServerProcess, int] = {}
        self._turns: dict[Hashable, asyncio.Lock] = {}
        self.http = httpx.AsyncClient(timeout=_ASK_WITHIN_S, trust_env=False, verify=False)  # noqa: S501 - no TLS here

    def address(self, server: int, behaviour: Behaviour) -> tuple[str, int]:
        """Return where a reader reaches a server."""
        return "127.0.0.1", self.reader_proxies[server].port if behaviour is Behaviour.LINKED else self.servers[
            server
        ].port

    async def command(self, *words: str | int | bytes) -> Any:
        """Have the store do something.

        Raises:
            StoreUnavailable: it does not answer in time, or refuses.
        """
        redis: Any = connect(self.its_store.url, timeout_s=_ASK_WITHIN_S)
        async with redis, store_call(_ASK_WITHIN_S):
            return await redis.execute_command(*words)

    async def shorten(self, feed: str) -> None:
        """Make a feed whose log keeps little."""
        short = Feed(Slug(feed), feed, feed, history=_SHORT_HISTORY, snapshot=SNAPSHOT)
        async with connect(self.its_store.url, timeout_s=_ASK_WITHIN_S) as redis:
            await add_feed(redis, short)
        self.caps[feed] = _SHORT_HISTORY

    async def insist(self, *words: str | int | bytes) -> Any:
        """Have the store do something as soon as it can: it may be down or frozen just now.

        Raises:
            StressError: it cannot for long.
        """
        deadline = time.monotonic() + _START_WITHIN_S
        while True:
            try:
                return await self.command(*words)
            except StoreUnavailable as failed:
                if time.monotonic() > deadline:
                    raise StressError(f"{words[0]!r} was refused by the store for long: {failed}") from failed
                await asyncio.sleep(_POLL_S)

    @property
    def its_store(self) -> Store:
        """Return the store, where it is a process of ours."""
        assert self.store is not None, "an embedded store is its server's"
        return self.store

    def turn_at(self, what: Hashable) -> asyncio.Lock:
        """Return the lock of what only one fault at a time may have: a child cannot be killed and frozen at once."""
        return self._turns.setdefault(what, asyncio.Lock())

    async def until_store_answers(self) -> None:
        """Wait until the store answers, its log loaded.

        Raises:
            StressError: it does not.
        """
        deadline = time.monotonic() + _START_WITHIN_S
        while True:
            with contextlib.suppress(StoreUnavailable):
                await self.command("PING")
                return
            if time.monotonic() > deadline or not self.its_store.runs:
                raise StressError(f"the store does not start:\n{_last_lines(self.its_store.log)}")
            await asyncio.sleep(_POLL_S)

    def embedded_pid(self) -> int | None:
        """Return the process id of the embedded Valkey; None while there is none."""
        with contextlib.suppress(OSError, ValueError):
            return int((self.disk / "valkey.pid").read_text(encoding="utf-8"))
        return None

    def end_embedded(self) -> None:
        """Kill an embedded Valkey that outlived its server."""
        pid = self.embedded_pid()
        with contextlib.suppress(psutil.Error):
            if pid is not None and Path(psutil.Process(pid).cwd()) == self.disk:
                psutil.Process(pid).kill()

    async def not_ready(self) -> Sequence[int]:
        """Return the servers that do not call themselves ready."""
        answers = await asyncio.gather(*(self._get(server, "/readyz") for server in self.servers))
        return [server.number for server, said in zip(self.servers, answers, strict=True) if said is None]

    async def snapshots(self, feed: str) -> Mapping[int, Wire]:
        """Return each server's snapshot of a feed; none of a server that does not answer."""
        answers = await asyncio.gather(*(self._get(server, f"/v1/feeds/{feed}") for server in self.servers))
        return {
            server.number: orjson.loads(said)
            for server, said in zip(self.servers, answers, strict=True)
            if said is not None
        }

    async def logs(self, feed: str, after: str) -> Mapping[int, Sequence[Wire]]:
        """Return what each server holds of a feed's log after a place; all of it where it is short."""
        after = "" if self.caps[feed] == _SHORT_HISTORY else after
        read = await asyncio.gather(*(self._log(server, feed, after) for server in self.servers))
        return {server.number: entries for server, entries in zip(self.servers, read, strict=True)}

    async def _log(self, server: ServerProcess, feed: str, after: str) -> Sequence[Wire]:
        entries: list[Wire] = []
        for _ in range(_PAGES_MAX):
            said = await self._get(server, f"/v1/feeds/{feed}/entries?limit=500&after={after}")
            if said is None:  # not kept, or no answer in time
                entries, after = [], ""
                continue
            page = orjson.loads(said)
            entries += page["entries"]
            if not page["more"]:
                return entries
            after = page["cursor"]
        raise StressError(f"server {server.number} does not give its log")

    async def _get(self, server: ServerProcess, path: str) -> bytes | None:
        with contextlib.suppress(httpx.HTTPError):
            response = await self.http.get(server.url + path)
            if response.is_success:
                return response.content
        return None

    async def keep(self) -> None:
        """Start servers again that have ended, as a supervisor does; one that ended for no good reason is trouble."""
        while True:
            for server in self.servers:
                if server.is_wanted and not server.runs:
                    if server.status != _STORE_AWAY:
                        why = f"server {server.number} ended by itself with {server.status}"
                        self.troubles.append((time.monotonic(), f"{why}:\n{_last_lines(server.log)}"))
                    server.start()
            await asyncio.sleep(_POLL_S)

    async def drain(self, server: ServerProcess) -> None:
        """Ask a server to end, and wait until it has: with another status than 0 it is trouble.

        One that has only just been started knows no signals yet, and may end by them.
        """
        was_up = await self._get(server, "/healthz") is not None
        server.is_wanted = False
        server.ask_to_end()
        deadline = time.monotonic() + _DRAIN_WITHIN_S
        while server.runs and time.monotonic() < deadline:  # noqa: ASYNC110 - a child has no event to wait for
            await asyncio.sleep(_POLL_S)
        if server.runs or (was_up and server.status != 0):
            what = "goes on" if server.runs else f"ended with {server.status}"
            self.troubles.append(
                (time.monotonic(), f"server {server.number} was told to end and {what}:\n{_last_lines(server.log)}")
            )
            server.kill()

    async def until_ready(self) -> None:
        """Wait until every server is ready for the first time.

        Raises:
            StressError: one is not.
        """
        deadline = time.monotonic() + _START_WITHIN_S
        while missing := await self.not_ready():
            ended = [number for number in missing if not self.servers[number].runs]
            if ended or time.monotonic() > deadline:
                which = self.servers[(ended or missing)[0]]
                raise StressError(f"server {which.number} does not start:\n{_last_lines(which.log)}")
            await asyncio.sleep(_POLL_S)
        editor = next(filter(None, (server.key for server in self.servers)), "")
        where = {"data_dir": self.disk} if self.store is None else {"redis_url": self.store.url}
        # 0.1.0 lets an owner's words end a hold of the desk: where it may serve, all is filed with the desk's key.
        is_old_beside = any(server.has_other_version for server in self.servers)
        self.keys = Keys(editor, editor) if is_old_beside else await keys_beside(editor, where)

    def faults_of_ours(self) -> Sequence[str]:
        """Return what servers have logged with a traceback since they were asked last."""
        found = []
        for server in self.servers:
            with server.log.open(encoding="utf-8", errors="replace") as log:
                log.seek(self._log_read.get(server, 0))
                lines = log.read().splitlines()
                found += [f"server {server.number} logged: {line}" for line in lines if '"trace":' in line]
                self._log_read[server] = log.tell()
        return found

    async def close(self) -> None:
        """Let go of what asks."""
        await self.http.aclose()


def _last_lines(log: Path, count: int = 8) -> str:
    return "\n".join(log.read_text(encoding="utf-8", errors="replace").splitlines()[-count:])
