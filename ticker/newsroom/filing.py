"""What happens to a filing: its headers and its checks in their order, the write to the log, and the response."""

import hashlib
import logging
import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from http import HTTPStatus
from typing import Final

import orjson
from starlette.requests import Request
from starlette.responses import Response

from ticker.errors import FieldError, InvalidDraft, NoSuchUpdate
from ticker.fanout.feeds import LiveFeeds
from ticker.model import SLUG, UPDATE_ID, EntryKind, Feed, Key, UpdateId
from ticker.newsroom.auth import Credentials, require
from ticker.newsroom.body import parse_object, read_body
from ticker.newsroom.constraints import IDEMPOTENCY_KEY_MAX
from ticker.newsroom.drafts import Draft, Reason, parse_correction, parse_draft, parse_reason, public_words
from ticker.newsroom.problems import Refusal, retry_later
from ticker.newsroom.roles import rights_of
from ticker.newsroom.rules import Cleaned
from ticker.store.codec import Attempt, Written
from ticker.wire.problems import ProblemKind

log = logging.getLogger(__name__)

WORDLESS: Final = frozenset({EntryKind.HOLD, EntryKind.RELEASE, EntryKind.KILL})
"""The acts that bring no words of their own: their body is a reason, or nothing."""

_CROCKFORD: Final = "0123456789abcdefghjkmnpqrstvwxyz"
_RANDOM_BYTES: Final = 10
_DIGITS: Final = 26
_EXPIRED: Final = (FieldError("expires", "future"),)
_VERSION: Final = re.compile(r'"(0|[1-9][0-9]{0,14})"', re.ASCII)
_PRINTABLE: Final = re.compile(r"[\x20-\x7e]+", re.ASCII)
_QUOTED: Final = re.compile(r'"((?:[^"\\]|\\["\\])*)"')
_ESCAPED: Final = re.compile(r"\\(.)")


def mint_id(now_ms: int) -> UpdateId:
    """Make an id: 26 lower-case Crockford digits, 48 bits of time and 80 of chance, in the order of time (a ULID)."""
    number = now_ms << (8 * _RANDOM_BYTES) | int.from_bytes(secrets.token_bytes(_RANDOM_BYTES))
    return UpdateId("".join(_CROCKFORD[number >> shift & 31] for shift in range(5 * (_DIGITS - 1), -1, -5)))


def parse_if_match(lines: Sequence[str]) -> int | None:
    """Read the version that an act names; None if the header is missing.

    Raises:
        Refusal: it is anything but one quoted version: unquoted, weak, a list, ``*``.
    """
    if not lines:
        return None
    match = _VERSION.fullmatch(lines[0].strip()) if len(lines) == 1 else None
    if match is None:
        raise Refusal(ProblemKind.INVALID_IF_MATCH, 'Write the version that you act on: If-Match: "3"')
    return int(match[1])


def parse_idempotency_key(lines: Sequence[str]) -> str | None:
    """Read the key of a retry, quoted or bare; None if the header is missing.

    Raises:
        Refusal: it is empty, too long, not printable ASCII, badly quoted, or there are several.
    """
    if not lines:
        return None
    given = lines[0].strip()
    if given.startswith('"'):
        match = _QUOTED.fullmatch(given)
        given = _ESCAPED.sub(r"\1", match[1]) if match else ""
    if len(lines) > 1 or len(given) > IDEMPOTENCY_KEY_MAX or not _PRINTABLE.fullmatch(given):
        rule = f"One key of 1 to {IDEMPOTENCY_KEY_MAX} printable ASCII characters, quoted or bare"
        raise Refusal(ProblemKind.INVALID_IDEMPOTENCY_KEY, rule)
    return given


def idempotency_scope(given: str, *, key_id: str, path: str) -> str:
    """Hash what an idempotency key belongs to: who files and where."""
    return hashlib.sha256(f"{key_id} {path} {given}".encode()).hexdigest()


def body_hash(body: bytes) -> str:
    """Hash a body as it came: the same bytes are the same body."""
    return hashlib.sha256(body).hexdigest()


async def feed_named(slug: str, live_feeds: LiveFeeds) -> Feed:
    """Return the feed of this name.

    Raises:
        Refusal: there is none.
    """
    feed = await live_feeds.feed(slug) if SLUG.match(slug) else None
    if feed is None:
        raise Refusal(ProblemKind.NO_SUCH_FEED)
    return feed


@dataclass(frozen=True, slots=True)
class Newsroom:
    """Checks filings, writes them to the log, and answers them."""

    live_feeds: LiveFeeds
    credentials: Credentials
    body_patience_s: float

    async def take(self, request: Request, kind: EntryKind) -> Response:
        """Answer a filing of this kind.

        Raises:
            Refusal, TickerError: it is refused; nothing was written, unless a ``StoreUnavailable`` says otherwise.
        """
        if self.live_feeds.draining:
            raise retry_later(
                ProblemKind.DRAINING,
                "Retry with the same Idempotency-Key: another process answers, or this one in a moment.",
            )
        key = await self.credentials.writer(request)
        feed = await feed_named(request.path_params["feed"], self.live_feeds)
        has_right = kind in rights_of(key).acts
        require(key, has_right=has_right, feed=feed.slug, detail=f"A {key.role} may not file: {kind}.")
        body = await read_body(request, may_be_empty=kind in WORDLESS, patience_s=self.body_patience_s)
        attempt = self._attempt(request, kind, feed=feed, key=key, body=body)
        written, said = await self._file(attempt, feed, body)
        log.info(
            "filed",
            extra={
                "feed": feed.slug,
                "kind": kind.value,
                "id": written.id,
                "version": written.version,
                "key": key.id,
                "repeated": written.repeated,
                "reason": said.reason if isinstance(said, Reason) else None,
            },
        )
        return self._response(feed, written, cleaned=said.cleaned if said else {})

    def _attempt(self, request: Request, kind: EntryKind, *, feed: Feed, key: Key, body: bytes) -> Attempt:
        """Make the attempt from everything but the body's content."""
        idempotency = parse_idempotency_key(request.headers.getlist("idempotency-key"))
        is_update = kind is EntryKind.UPDATE
        update_id = mint_id(self.live_feeds.now_ms()) if is_update else UpdateId(request.path_params["id"])
        path = feed.slug if is_update else f"{feed.slug}/{update_id}/{kind}"
        return Attempt(
            feed=feed.slug,
            kind=kind,
            id=update_id,
            if_match=None if is_update else parse_if_match(request.headers.getlist("if-match")),
            words=None,
            expires_ms=None,
            key_id=key.id,
            own_only=rights_of(key).is_own_only and not is_update,
            idempotency=idempotency and idempotency_scope(idempotency, key_id=key.id, path=path),
            body_hash=body_hash(body),
            status=(HTTPStatus.CREATED if is_update else HTTPStatus.OK).value,
        )

    async def _file(self, attempt: Attempt, feed: Feed, body: bytes) -> tuple[Written, Draft | Reason | None]:
        try:
            attempt, said = self._worded(attempt, feed, body)
        except InvalidDraft as broken:
            if attempt.idempotency is None or broken.errors != _EXPIRED:
                raise
            return await self._recall(attempt, broken), None
        if attempt.if_match is None and attempt.kind is not EntryKind.UPDATE:
            raise Refusal(ProblemKind.IF_MATCH_REQUIRED, 'Write the version that you act on: If-Match: "3"')
        if not UPDATE_ID.match(attempt.id):
            raise NoSuchUpdate
        return await self.live_feeds.file(attempt), said

    def _worded(self, attempt: Attempt, feed: Feed, body: bytes) -> tuple[Attempt, Draft | Reason]:
        """Add what the body says; return it apart too, for what is never published."""
        if attempt.kind in WORDLESS:
            return attempt, parse_reason(parse_object(body or b"{}"))
        parse = parse_correction if attempt.kind is EntryKind.CORRECTION else parse_draft
        draft: Draft = parse(parse_object(body), now_ms=self.live_feeds.now_ms())
        replaces = None if draft.replaces is None else UpdateId(draft.replaces)
        return replace(attempt, words=public_words(draft, feed), expires_ms=draft.expires, replaces=replaces), draft

    async def _recall(self, attempt: Attempt, broken: InvalidDraft) -> Written:
        """Answer a retry whose ``expires`` has passed since it was first sent.

        It may have been written then, and a retry names the same write. An act on an update that nobody has finds the
        idempotency record if there is one, and can write nothing.
        """
        nobodys = replace(attempt, kind=EntryKind.KILL, id=mint_id(self.live_feeds.now_ms()), if_match=0)
        try:
            return await self.live_feeds.file(nobodys)
        except NoSuchUpdate:
            raise broken from None

    def _response(self, feed: Feed, written: Written, *, cleaned: Cleaned) -> Response:
        standing = self.live_feeds.standing(feed.slug, written.id)
        if standing is None:  # a retry, and meanwhile it has left the log
            left = {"feed": feed.slug, "id": written.id, "version": written.version, "cursor": str(written.cursor)}
            standing = orjson.dumps(left)
        headers = {
            "Cache-Control": "no-store",
            "ETag": f'"{orjson.loads(standing)["version"]}"',
            "Ticker-Cursor": str(written.cursor),
            "Ticker-Version": str(written.version),
        }
        if written.replicated is not None:
            headers["Ticker-Replicated"] = "true" if written.replicated else "false"
        if cleaned:
            headers["Ticker-Cleaned"] = ", ".join(";".join([field, *rules]) for field, rules in cleaned.items())
        if written.status == HTTPStatus.CREATED:
            headers["Location"] = f"/v1/feeds/{feed.slug}/updates/{written.id}"
        return Response(standing, status_code=written.status, media_type="application/json", headers=headers)
