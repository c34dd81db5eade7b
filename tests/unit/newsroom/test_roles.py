import pytest

from ticker.model import EntryKind, Key, Role
from ticker.newsroom.problems import Refusal
from ticker.newsroom.roles import is_own_only, require_right
from ticker.wire.problems import ProblemKind

OWN = {EntryKind.UPDATE, EntryKind.CORRECTION, EntryKind.REFILE}


@pytest.mark.parametrize("kind", EntryKind)
@pytest.mark.parametrize(
    ("role", "may"),
    [(Role.CORRESPONDENT, OWN), (Role.EDITOR, set(EntryKind)), (Role.ADMIN, set(EntryKind)), (Role.SURFACE, set())],
)
def test_the_role_table(role: Role, may: set[EntryKind], kind: EntryKind) -> None:
    key = Key("k", "K", role, ("en",), 0)
    if kind in may:
        require_right(key, kind, feed="en")
        return
    with pytest.raises(Refusal) as refused:
        require_right(key, kind, feed="en")
    assert refused.value.kind is ProblemKind.FORBIDDEN


@pytest.mark.parametrize("role", [Role.CORRESPONDENT, Role.EDITOR])
def test_a_key_is_for_its_feeds(role: Role) -> None:
    with pytest.raises(Refusal):
        require_right(Key("k", "K", role, ("en",), 0), EntryKind.UPDATE, feed="ar")
    require_right(Key("k", "K", role, ("*",), 0), EntryKind.UPDATE, feed="ar")


def test_an_admins_key_is_for_every_feed() -> None:
    require_right(Key("k", "K", Role.ADMIN, (), 0), EntryKind.KILL, feed="ar")


def test_only_a_correspondents_acts_are_for_own_updates_only() -> None:
    correspondent, editor = (Key("k", "K", role, ("*",), 0) for role in (Role.CORRESPONDENT, Role.EDITOR))
    assert is_own_only(correspondent, EntryKind.CORRECTION)
    assert not is_own_only(correspondent, EntryKind.UPDATE)
    assert not is_own_only(editor, EntryKind.CORRECTION)
