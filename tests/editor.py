"""Files at a service as clients do: again with the same key for as long as nothing could be written in time."""

import secrets
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, Final

import httpx

from tests.servers import http
from tests.waiting import until

Entry = dict[str, Any]
"""An entry as it came over the wire."""

_PATHS: Final = {"correction": "corrections", "refile": "refiles"}
"""Acts that bring new words, and their ends of an address."""


async def post(
    client: httpx.AsyncClient, path: str, body: Mapping[str, Any], headers: Mapping[str, str] | None = None
) -> httpx.Response:
    """Post until the answer is not 503, always with the same key."""
    headers = {"Idempotency-Key": secrets.token_hex(8), **(headers or {})}
    return await answered(lambda: client.post(path, json=body, headers=headers))


async def answered(ask: Callable[[], Awaitable[httpx.Response]]) -> httpx.Response:
    """Ask until there is an answer that is not 503.

    The time-outs of a service with quick clocks are as short as all its times, and a connection that it closes as idle
    may be that of the next request.
    """
    answers: list[httpx.Response] = []

    async def is_answered() -> bool:
        try:
            answers.append(await ask())
        except (httpx.ReadError, httpx.RemoteProtocolError):
            return False
        return answers[-1].status_code != httpx.codes.SERVICE_UNAVAILABLE

    await until(is_answered, within_s=20, what="an answer that is not 503")
    return answers[-1]


def draft(statement: str = "The bridge is closed.", name: str = "Civil Defense", **fields: Any) -> dict[str, Any]:
    """Return the body of a filing."""
    return {"attribution": {"name": name}, "statement": statement, **fields}


@dataclass(slots=True)
class Editor:
    """Files for a feed and acts on its updates, with one key."""

    client: httpx.AsyncClient
    key: str
    feed: str

    @property
    def bearer(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.key}"}

    async def file(self, *words: str, feed: str | None = None, **fields: Any) -> Entry:
        """File an update, of ``draft``'s words unless told others; return its entry."""
        return await self._file(f"/v1/feeds/{feed or self.feed}/updates", draft(*words, **fields), {})

    async def act(self, act: str, entry: Mapping[str, Any], **fields: Any) -> Entry:
        """Act on the version of an entry; return the new one. ``fields`` are a draft's where the act brings words."""
        if act in _PATHS:
            fields = draft(**{"statement": "The bridge is open."} | fields)
        if act == "correction":
            fields = {"note": "The bridge was never closed."} | fields
        path = f"/v1/feeds/{entry['feed']}/updates/{entry['id']}/{_PATHS.get(act, act)}"
        return await self._file(path, fields, {"If-Match": f'"{entry["version"]}"'})

    async def _file(self, path: str, body: Mapping[str, Any], headers: Mapping[str, str]) -> Entry:
        answer = await post(self.client, path, body, {**headers, **self.bearer})
        assert answer.is_success, answer.text
        entry: Entry = answer.json()
        return entry


@asynccontextmanager
async def editor_at(url: str, key: str, feed: str = "en") -> AsyncIterator[Editor]:
    """Return an editor with a client of its own."""
    async with http(url) as client:
        yield Editor(client, key, feed)
