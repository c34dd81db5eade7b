"""What the newsroom needs of the parts below it. Declares, and does nothing."""

from collections.abc import Collection
from contextlib import AbstractContextManager
from typing import Protocol

from ticker.fanout.board import FeedReceipts
from ticker.model import Cursor, Feed, Key, Slug, UpdateId
from ticker.store.attempts import Attempt, Written
from ticker.store.surfaces import SurfaceReport


class LiveFeedsLike(Protocol):
    """One process's way into the logs."""

    @property
    def draining(self) -> bool:
        """Whether the process is shutting down."""

    def now_ms(self) -> int:
        """Give the time by the store's clock."""

    async def feed(self, slug: str) -> Feed | None:
        """Find a feed, if need be by one more look into the store."""

    async def file(self, attempt: Attempt) -> Written:
        """Write, and wait until it stands in this process.

        Raises:
            ActRefused: nothing was written.
            StoreUnavailable: no answer in time.
        """

    def standing(self, feed: Slug, update_id: UpdateId, /) -> bytes | None:
        """Give the wire JSON of what stands now; None: it has left the log."""

    def filing(self) -> AbstractContextManager[None]:
        """Count a filing as waiting, so that fan-out leaves it more room."""


class KeyringLike(Protocol):
    """The keys that may file."""

    @property
    def session_secret(self) -> bytes:
        """What signs the cookies of sessions, the same in every process; empty while it is not known."""

    @property
    def ended_sessions(self) -> Collection[str]:
        """The sessions that were ended, in whichever process."""

    async def end_session(self, session: str, /, *, until_s: int) -> None:
        """Note in every process that a session was ended.

        Raises:
            StoreUnavailable: no answer in time; the session may run on.
        """

    async def find(self, secret: str, /) -> Key | None:
        """Find the key that has this secret."""

    def by_id(self, key_id: str, /) -> Key | None:
        """Find a key by its id; None if it was revoked."""


class LiveReceiptsLike(Protocol):
    """What the surfaces of each feed report."""

    def receipts(self, feed: Slug, /) -> FeedReceipts:
        """Give a feed's board."""

    def head(self, feed: Slug, /) -> Cursor | None:
        """Give where the feed's log ends; None before it was read."""

    async def place(self, feed: Slug, cursor: Cursor, /) -> Cursor | None:
        """Give how far a surface has read that brings this cursor; None where it is of another epoch.

        Raises:
            InvalidCursor: the log has not come that far.
            StoreUnavailable: no answer in time.
        """

    async def report(self, feed: Slug, report: SurfaceReport, /, *, key_id: str) -> bool:
        """Keep a report, and tell every process; report whether its key may speak for one more surface.

        Raises:
            StoreUnavailable: no answer in time.
        """

    async def remove(self, feed: Slug, name: str, /) -> bool:
        """Remove a surface; report whether it was there.

        Raises:
            StoreUnavailable: no answer in time.
        """

    async def changed(self, feed: Slug, /, *, within_s: float) -> None:
        """Wait until something is new of this feed's surfaces, but no longer than that."""
