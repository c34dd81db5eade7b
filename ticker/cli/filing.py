"""Filing over HTTP as a correspondent does it: one idempotency key per act, tried again until it is known to stand.

It must never make two updates of one: every retry carries the same key and the same bytes.
"""

import json
import time
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, Self
from urllib.parse import quote

import httpx

from ticker.cli.backoff import backoff_s
from ticker.cli.cleaned import Cleaned, read_cleaned
from ticker.cli.console import CommandFailed, Say, Status, say
from ticker.cli.problems import Problem, RequestRefused
from ticker.cli.transports import check_address, why_lost

_COME_BACK: Final = frozenset({502, 503, 504})
"""The service, or a proxy before it, asks to try again."""

_NEVER_SENT: Final = (httpx.ConnectError, httpx.ConnectTimeout, httpx.UnsupportedProtocol, httpx.ProxyError)
_READY_POLL_S: Final = 0.2


class Unreached(CommandFailed):
    """The service gave no answer within the patience; what was filed may stand all the same."""

    status = Status.UNREACHED


@dataclass(frozen=True, slots=True)
class Filed:
    """An act that stands."""

    entry: dict[str, Any]
    id: str
    version: int
    cleaned: Cleaned = field(default_factory=dict)
    """What the service took out of the words, or put right."""


class FilingClient:
    """A connection to the service for one key. A context manager; not for threads."""

    def __init__(
        self,
        url: str,
        key: str,
        *,
        patience_s: float = 30.0,
        tell: Say = say,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._client = httpx.Client(
            base_url=check_address(url) + "/", headers={"Authorization": f"Bearer {key}"}, timeout=httpx.Timeout(5.0)
        )
        self._patience_s = patience_s
        self._tell = tell
        self._sleep = sleep

    def __enter__(self) -> Self:
        """Return itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the connection."""
        self._client.close()

    def update(self, feed: str, draft: Mapping[str, Any], *, idempotency_key: str | None = None) -> Filed:
        """File a new update."""
        return self._post(feed, _path(feed), draft, idempotency_key=idempotency_key)

    def act(
        self,
        feed: str,
        id: str,
        what: str,
        body: Mapping[str, Any],
        *,
        version: int,
        idempotency_key: str | None = None,
    ) -> Filed:
        """Act on the update of which ``version`` stands; ``what`` is the end of the path."""
        return self._post(feed, _path(feed, id, what), body, idempotency_key=idempotency_key, if_match=version)

    def standing(self, feed: str, id: str) -> dict[str, Any]:
        """Return what stands of an update.

        Raises:
            Refused: there is none, or no such feed.
        """
        answer = self._persist("GET", _path(feed, id), None, {}, feed=feed)
        found: dict[str, Any] = answer.json()
        return found

    def await_ready(self) -> None:
        """Wait until the service says that it is ready.

        Raises:
            Unreached: it did not within the patience.
        """
        deadline = time.monotonic() + self._patience_s
        told = False
        while not self._is_ready():
            if time.monotonic() > deadline:
                raise Unreached(f"{self._client.base_url}: not ready")
            if not told:
                self._tell(f"waiting for {self._client.base_url}")
                told = True
            self._sleep(_READY_POLL_S)

    def _is_ready(self) -> bool:
        try:
            return self._client.get("readyz").is_success
        except httpx.TransportError:
            return False

    def _post(
        self,
        feed: str,
        path: str,
        body: Mapping[str, Any],
        *,
        idempotency_key: str | None,
        if_match: int | None = None,
    ) -> Filed:
        key = idempotency_key or str(uuid.uuid4())
        headers = {"Content-Type": "application/json", "Idempotency-Key": key}
        if if_match is not None:
            headers["If-Match"] = f'"{if_match}"'
        content = json.dumps(body).encode("ascii")  # escaped: a lone surrogate is for the service to refuse
        answer = self._persist("POST", path, content, headers, feed=feed)
        entry = answer.json()
        version = int(answer.headers.get("Ticker-Version", entry["version"]))
        return Filed(entry, entry["id"], version, read_cleaned(answer.headers.get("Ticker-Cleaned", "")))

    def _persist(
        self, method: str, path: str, content: bytes | None, headers: dict[str, str], *, feed: str
    ) -> httpx.Response:
        """Ask until there is an answer that is final, or the patience is over."""
        deadline = time.monotonic() + self._patience_s
        attempt = 0
        was_sent = False
        while True:
            wait_s = backoff_s(attempt)
            try:
                answer = self._client.request(method, path, content=content, headers=headers)
            except httpx.TransportError as lost:
                reason = why_lost(lost)
                was_sent |= not isinstance(lost, _NEVER_SENT)
            else:
                was_sent = True
                if answer.is_success:
                    return answer
                problem = Problem.read(answer)
                if answer.status_code not in _COME_BACK:
                    raise RequestRefused(problem, feeds=[feed])
                reason = problem.lines[0]
                wait_s = max(wait_s, _retry_after_s(answer))
            if time.monotonic() + wait_s > deadline:
                raise Unreached(f"{self._client.base_url}: {reason}{_what_stands(method, headers, was_sent)}")
            if attempt == 0:
                self._tell(f"{self._client.base_url}: {reason}; trying again")
            attempt += 1
            self._sleep(wait_s)


def read_key(key: str | None, key_file: Path | None) -> str:
    """Return the key to file with, from the flag or the file.

    Raises:
        CommandFailed: neither holds one.
    """
    if key is None and key_file is not None:
        try:
            key = key_file.read_text("utf-8")
        except OSError as broken:
            raise CommandFailed(f"--key-file {key_file}: {broken.strerror}", status=Status.USAGE) from broken
        except UnicodeError as broken:
            raise CommandFailed(f"--key-file {key_file}: that is no text", status=Status.USAGE) from broken
    key = (key or "").strip()
    if not key or not key.isascii() or not key.isprintable() or " " in key:
        wrong = "that is no key" if key else "a key is needed"
        raise CommandFailed(
            f"{wrong}: set TICKER_KEY or --key-file; `ticker keys add NAME --role correspondent --feed en` makes one",
            status=Status.USAGE,
        )
    return key


def _what_stands(method: str, headers: Mapping[str, str], was_sent: bool) -> str:
    """Return what a person should know of a filing that got no final answer."""
    if method != "POST":
        return ""
    if not was_sent:
        return "; nothing was sent"
    return f"; it may stand: try again with --idempotency-key {headers['Idempotency-Key']}"


def _path(feed: str, *parts: str) -> str:
    return "/".join(("v1/feeds", quote(feed, safe=""), "updates", *(quote(part, safe="") for part in parts)))


def _retry_after_s(answer: httpx.Response) -> float:
    try:
        return min(max(float(answer.headers.get("Retry-After", "0")), 0.0), 30.0)
    except ValueError:
        return 0.0
