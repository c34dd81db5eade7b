"""Live feeds and a keyring in memory: the feeds keep versions, states and idempotency records, and have no Redis."""

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import httpx
import orjson
from starlette.applications import Starlette

from ticker.errors import (
    IdempotencyMismatch,
    NoSuchUpdate,
    NotAllowedInState,
    NotReplaceable,
    NotYourUpdate,
    StaleVersion,
    StoreUnavailable,
)
from ticker.fanout.feeds import LiveFeeds
from ticker.model import Cursor, EntryKind, Epoch, Feed, Key, Pubstatus, Role, Slug, UpdateId, Words
from ticker.newsroom.auth import Credentials, Sessions
from ticker.newsroom.problems import exception_responses
from ticker.newsroom.routes import newsroom_routes
from ticker.settings import Settings
from ticker.store.codec import Attempt, Written
from ticker.store.keys import Keyring
from ticker.wire.origins import Origins, Proxies

NOW_MS = 1_800_000_000_000
DRAFT: dict[str, Any] = {"attribution": {"name": "Civil Defense"}, "statement": "The road is open again."}
ALLOWED = {EntryKind.HOLD: {Pubstatus.USABLE}, EntryKind.RELEASE: {Pubstatus.WITHHELD}}


def draft(**members: Any) -> dict[str, Any]:
    """Return a draft that keeps every rule, with these members instead."""
    return DRAFT | members


@dataclass
class Standing:
    version: int
    kind: EntryKind
    words: Words | None
    key_id: str


@dataclass
class MemoryFeeds(LiveFeeds):
    served: dict[str, Feed] = field(
        default_factory=lambda: {
            "en": Feed(Slug("en"), "English", "en"),
            "ar": Feed(Slug("ar"), "العربية", "ar"),
        }
    )
    updates: dict[tuple[Slug, UpdateId], Standing] = field(default_factory=dict)
    records: dict[str, tuple[str, Written]] = field(default_factory=dict)
    attempts: list[Attempt] = field(default_factory=list)
    outage: StoreUnavailable | None = None
    draining: bool = False
    filing_now: int = 0
    filed: int = 0
    seq: int = 0
    clock_ms: int = NOW_MS

    def now_ms(self) -> int:
        return self.clock_ms

    async def feed(self, slug: str) -> Feed | None:
        return self.served.get(slug)

    async def file(self, attempt: Attempt) -> Written:
        assert self.filing_now, "a filing is counted while it is written"
        self.attempts.append(attempt)
        if self.outage:
            raise self.outage
        if attempt.idempotency in self.records:
            body_hash, written = self.records[attempt.idempotency]
            if body_hash != attempt.body_hash:
                raise IdempotencyMismatch
            return Written(written.id, written.version, written.cursor, written.status, repeated=True)
        standing = self._next(attempt)
        self.updates[attempt.feed, attempt.id] = standing
        self.seq += 1
        cursor = Cursor(Epoch("abcdefgh"), self.seq)
        written = Written(attempt.id, standing.version, cursor, attempt.status, repeated=False)
        if attempt.idempotency is not None:
            self.records[attempt.idempotency] = attempt.body_hash, written
        return written

    def standing(self, feed: Slug, update_id: UpdateId) -> bytes | None:
        found = self.updates.get((feed, update_id))
        if found is None:
            return None
        words = found.words or {}
        return orjson.dumps(
            {"type": found.kind, "feed": feed, "id": update_id, "version": found.version}
            | {"pubstatus": found.kind.pubstatus}
            | dict(words)
        )

    @contextlib.contextmanager
    def filing(self) -> Iterator[None]:
        self.filing_now += 1
        self.filed += 1
        try:
            yield
        finally:
            self.filing_now -= 1

    def _next(self, attempt: Attempt) -> Standing:
        if attempt.kind is EntryKind.UPDATE:
            if attempt.replaces is not None:
                replaced = self.updates.get((attempt.feed, attempt.replaces))
                if replaced is None or replaced.kind is not EntryKind.KILL:
                    raise NotReplaceable
            return Standing(1, attempt.kind, attempt.words, attempt.key_id)
        found = self.updates.get((attempt.feed, attempt.id))
        if found is None:
            raise NoSuchUpdate
        if attempt.own_only and found.key_id != attempt.key_id:
            raise NotYourUpdate
        status = found.kind.pubstatus
        if status not in ALLOWED.get(attempt.kind, {Pubstatus.USABLE, Pubstatus.WITHHELD}):
            raise NotAllowedInState(status)
        if attempt.if_match != found.version:
            raise StaleVersion(found.version)
        return Standing(found.version + 1, attempt.kind, attempt.words, found.key_id)


@dataclass
class MemoryKeyring(Keyring):
    by_secret: dict[str, Key] = field(
        default_factory=lambda: {
            "tk_editor": Key("e1", "Desk", Role.EDITOR, ("*",), 1),
            "tk_english": Key("e2", "English desk", Role.EDITOR, ("en",), 2),
            "tk_correspondent": Key("c1", "Rana", Role.CORRESPONDENT, ("en",), 3),
            "tk_colleague": Key("c2", "Omar", Role.CORRESPONDENT, ("en",), 4),
            "tk_admin": Key("a1", "Root", Role.ADMIN, (), 5),
            "tk_surface": Key("s1", "Studio 1", Role.SURFACE, ("*",), 6),
        }
    )
    session_secret: bytes = b"s" * 32
    ended_sessions: dict[str, int] = field(default_factory=dict)
    outage: StoreUnavailable | None = None

    async def end_session(self, session: str, *, until_s: int) -> None:
        if self.outage:
            raise self.outage
        self.ended_sessions[session] = until_s

    async def find(self, secret: str) -> Key | None:
        return self.by_secret.get(secret)

    def by_id(self, key_id: str) -> Key | None:
        return next((key for key in self.by_secret.values() if key.id == key_id), None)


class House:
    """A newsroom on doubles, and a client that knows its address."""

    def __init__(self, *, origin: str = "http://desk.example", peer: str = "192.0.2.1", **settings: Any) -> None:
        self.desk, self.keyring = MemoryFeeds(), MemoryKeyring()
        chosen = Settings(**settings)
        proxies = Proxies.parse(chosen.trusted_proxies)
        credentials = Credentials(self.keyring, Sessions(self.keyring), proxies)
        routes = newsroom_routes(live_feeds=self.desk, credentials=credentials, settings=chosen)
        refusing = exception_responses(Origins.parse(chosen.read_origins))
        self.app = Starlette(routes=routes, exception_handlers=refusing)
        transport = httpx.ASGITransport(self.app, raise_app_exceptions=False, client=(peer, 50_000))
        self.client = httpx.AsyncClient(transport=transport, base_url=origin)

    async def post(
        self,
        path: str,
        body: bytes | dict[str, Any] | None = None,
        *,
        key: str | None = "tk_editor",
        content_type: str | None = "application/json",
        **headers: str,
    ) -> httpx.Response:
        """Send a POST; underscores in the names of headers stand for hyphens."""
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        if key is not None:
            sent["Authorization"] = f"Bearer {key}"
        content = orjson.dumps(body) if isinstance(body, dict) else body
        if content is not None and content_type is not None:
            sent["Content-Type"] = content_type
        return await self.client.post(path, content=content, headers=sent)

    async def file(self, *, feed: str = "en", key: str = "tk_editor", **members: Any) -> str:
        """File an update and give its path."""
        response = await self.post(f"/v1/feeds/{feed}/updates", draft(**members), key=key)
        assert response.status_code == 201, response.text
        return response.headers["Location"]


def refused(response: httpx.Response) -> tuple[int, str]:
    """Return status and kind of a problem, and make sure it is one."""
    assert response.headers["Content-Type"] == "application/problem+json", response.text
    body = response.json()
    assert body["status"] == response.status_code
    assert body["title"]
    assert body["type"].startswith("urn:ticker:problem:")
    return response.status_code, body["type"].removeprefix("urn:ticker:problem:")
