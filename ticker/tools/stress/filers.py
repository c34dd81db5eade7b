"""Correspondents who file at any server, and try again with the same key until there is an answer."""

import asyncio
import contextlib
import json
import random
import ssl
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import httpx

from ticker.errors import InvalidCursor
from ticker.model import Cursor, EntryKind
from ticker.tools.stress.history import BROKE, Ack, Filing, Try
from ticker.tools.stress.keys import Keys

_PATHS: Final = {
    EntryKind.CORRECTION: "corrections",
    EntryKind.REFILE: "refiles",
    EntryKind.HOLD: "hold",
    EntryKind.RELEASE: "release",
    EntryKind.KILL: "kill",
}
_TIMEOUT_S: Final = 1.0
_AGAIN_S: Final = 0.03
_PACE_S: Final = (0.0, 0.06)
_TWICE_SHARE: Final = 0.1
"""How often a filing is sent to two servers at once, as an impatient person does."""
_STANDING_MAX: Final = 8
_OWN_SHARE: Final = 0.5
"""How often new words are the owner's, and not the desk's."""
_LONG_SHARE: Final = 0.5
_FILLER: Final = "rescuers reached the second village and found the bridge standing, "
_STATEMENT_MAX: Final = 280
_FINAL: Final = frozenset({400, 403, 404, 409, 412, 413, 415, 422, 428})
_NO_CERTIFICATES: Final = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


@dataclass(slots=True)
class _Standing:
    """An update as its filer knows it."""

    id: str
    version: int
    is_held: bool = False


class Filer:
    """One correspondent, who works through updates of its own, and the desk, which acts on them too."""

    def __init__(self, name: str, seed: int, *, feed: str, keys: Keys, servers: Sequence[str]) -> None:
        self.filings: list[Filing] = []
        self.is_told = False
        """Told to end with what is under way."""
        self._name = name
        self._rng = random.Random(seed)
        self._feed = feed
        self._servers = servers
        self._standing: list[_Standing] = []
        self._keys = keys
        self._client = httpx.AsyncClient(timeout=_TIMEOUT_S, trust_env=False, verify=_NO_CERTIFICATES)

    async def work(self) -> None:
        """File and act until told to end; what is under way is ended first."""
        async with self._client:
            while not self.is_told:
                await self._file_one()
                await asyncio.sleep(self._rng.uniform(*_PACE_S))

    async def _file_one(self) -> None:
        on = self._rng.choice(self._standing) if self._standing and self._rng.random() < 0.55 else None
        if on is None:
            await self._begin()
        else:
            await self._act(on)

    async def _begin(self) -> None:
        filing = self._want(EntryKind.UPDATE, self._statement())
        filing.by_owner = self._keys.are_two
        ack = await self._insist(filing, "")
        if ack is not None:
            self._standing.append(_Standing(ack.id, ack.version))
            del self._standing[:-_STANDING_MAX]

    async def _act(self, on: _Standing) -> None:
        held = (EntryKind.RELEASE, EntryKind.KILL, EntryKind.CORRECTION, EntryKind.REFILE)
        usable = (EntryKind.CORRECTION, EntryKind.REFILE, EntryKind.HOLD, EntryKind.HOLD, EntryKind.KILL)
        kind = self._rng.choice(held if on.is_held else usable)
        has_words = kind in (EntryKind.CORRECTION, EntryKind.REFILE)
        filing = self._want(kind, self._statement() if has_words else "", on)
        filing.by_owner = has_words and self._rng.random() < _OWN_SHARE and self._keys.are_two
        filing.on_held = on.is_held
        ack = await self._insist(filing, f"/{on.id}/{_PATHS[kind]}")
        if ack is None or kind is EntryKind.KILL:
            self._standing.remove(on)
        else:
            on.version, on.is_held = ack.version, filing.makes is EntryKind.HOLD

    def _want(self, kind: EntryKind, statement: str, on: _Standing | None = None) -> Filing:
        filing = Filing(f"{self._name} {len(self.filings)}", self._feed, kind, statement)
        if on is not None:
            filing.on, filing.if_match = on.id, on.version
        self.filings.append(filing)
        return filing

    def _statement(self) -> str:
        statement = f"{self._name}, line {len(self.filings)}: "
        fillers = 8 if self._rng.random() < _LONG_SHARE else 1
        return (statement + _FILLER * fillers)[:_STATEMENT_MAX].strip(" ,")

    async def _insist(self, filing: Filing, path: str) -> Ack | None:
        """Try until there is an answer that is one; None if it is a refusal."""
        while True:
            count = 2 if self._rng.random() < _TWICE_SHARE else 1
            tries = await asyncio.gather(*(self._try(filing, path) for _ in range(count)))
            filing.tries += tries
            for one in tries:
                if one.ack is not None:
                    return one.ack
            if any(one.status in _FINAL for one in tries):
                return None
            await asyncio.sleep(self._rng.uniform(0, _AGAIN_S))

    async def _try(self, filing: Filing, path: str) -> Try:
        server = self._rng.randrange(len(self._servers))
        key = self._keys.correspondent if filing.by_owner else self._keys.editor
        headers = {"Idempotency-Key": filing.key, "Authorization": f"Bearer {key}"}
        headers |= {"If-Match": f'"{filing.if_match}"'} if filing.if_match else {}
        url = f"{self._servers[server]}/v1/feeds/{filing.feed}/updates{path}"
        began = time.monotonic()
        try:
            response = await self._client.post(url, json=self._body(filing), headers=headers)
        except httpx.HTTPError as broke:
            return Try(server, began, time.monotonic(), BROKE, why=repr(broke))
        ended = time.monotonic()
        ack = _ack_in(response)
        why = "" if ack is not None else response.text[:300]
        return Try(server, began, ended, response.status_code, ack, why)

    def _body(self, filing: Filing) -> dict[str, Any]:
        if not filing.statement:
            return {}
        body = {"attribution": {"name": "Civil Defense"}, "statement": filing.statement}
        return body | ({"note": "Says what was wrong"} if filing.kind is EntryKind.CORRECTION else {})


def _ack_in(response: httpx.Response) -> Ack | None:
    if response.is_success:
        with contextlib.suppress(KeyError, ValueError, InvalidCursor):
            id = json.loads(response.content)["id"]
            return Ack(id, int(response.headers["Ticker-Version"]), Cursor.parse(response.headers["Ticker-Cursor"]))
    return None
