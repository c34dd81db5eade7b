"""What each role may do, and in which feeds: the one place where roles are decided. Pure."""

from dataclasses import dataclass
from typing import Final

from ticker.model import EntryKind, Key, Role


@dataclass(frozen=True, slots=True)
class Rights:
    """What a key of one role may do."""

    acts: frozenset[EntryKind] = frozenset()
    """What it may file."""
    is_own_only: bool = False
    """It acts only on updates that it filed itself."""
    has_every_feed: bool = False
    """It is for every feed, whichever its key names."""
    has_session: bool = True
    """A browser may sign in with it."""
    sees_surfaces: bool = False
    """It sees what surfaces show, and removes those that are gone."""
    reports: bool = False
    """It reports what surfaces show; its key names them."""


_ALL: Final = frozenset(EntryKind)
RIGHTS: Final = {
    Role.CORRESPONDENT: Rights(
        acts=frozenset({EntryKind.UPDATE, EntryKind.CORRECTION, EntryKind.REFILE}), is_own_only=True
    ),
    Role.EDITOR: Rights(acts=_ALL, sees_surfaces=True),
    Role.ADMIN: Rights(acts=_ALL, sees_surfaces=True, has_every_feed=True),
    Role.SURFACE: Rights(reports=True, has_session=False),
}


def rights_of(key: Key) -> Rights:
    """Return what a key may do in its feeds."""
    return RIGHTS[key.role]


def covers(key: Key, feed: str) -> bool:
    """Report whether a key is for this feed."""
    return rights_of(key).has_every_feed or "*" in key.feeds or feed in key.feeds
