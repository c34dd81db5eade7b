"""Which roles may act on updates. Who reports and sees screens is decided in `surfaces/routes.py`. Pure."""

from typing import Final

from ticker.model import EntryKind, Key, Role
from ticker.newsroom.problems import Refusal
from ticker.wire.problems import ProblemKind

_ALL: Final = frozenset(EntryKind)
_ACTS: Final = {
    Role.CORRESPONDENT: frozenset({EntryKind.UPDATE, EntryKind.CORRECTION, EntryKind.REFILE}),
    Role.EDITOR: _ALL,
    Role.ADMIN: _ALL,
    Role.SURFACE: frozenset[EntryKind](),
}


def require_right(key: Key, kind: EntryKind, *, feed: str) -> None:
    """Let pass who may do this in this feed.

    Raises:
        Refusal: the key may not.
    """
    if not key.covers(feed):
        raise Refusal(ProblemKind.FORBIDDEN, f"The key is not for the feed {feed}.")
    if kind not in _ACTS[key.role]:
        raise Refusal(ProblemKind.FORBIDDEN, f"A {key.role} may not file: {kind}.")


def is_own_only(key: Key, kind: EntryKind) -> bool:
    """Say whether this act of this key may only touch updates that the key filed."""
    return key.role is Role.CORRESPONDENT and kind is not EntryKind.UPDATE
