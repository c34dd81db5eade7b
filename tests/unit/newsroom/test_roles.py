import pytest

from ticker.model import EntryKind, Key, Role
from ticker.newsroom.auth import require
from ticker.newsroom.problems import Refusal
from ticker.newsroom.roles import RIGHTS, covers
from ticker.wire.problems import ProblemKind

OWN = {EntryKind.UPDATE, EntryKind.CORRECTION, EntryKind.REFILE}


def test_every_role_has_its_rights() -> None:
    assert list(RIGHTS) == list(Role)


@pytest.mark.parametrize(
    ("role", "acts"),
    [(Role.CORRESPONDENT, OWN), (Role.EDITOR, set(EntryKind)), (Role.ADMIN, set(EntryKind)), (Role.SURFACE, set())],
)
def test_what_each_role_may_file(role: Role, acts: set[EntryKind]) -> None:
    assert RIGHTS[role].acts == acts


def test_what_else_each_role_may_do() -> None:
    def roles(right: str) -> set[Role]:
        return {role for role in Role if getattr(RIGHTS[role], right)}

    assert roles("is_own_only") == {Role.CORRESPONDENT}
    assert roles("has_every_feed") == {Role.ADMIN}
    assert roles("has_session") == {Role.CORRESPONDENT, Role.EDITOR, Role.ADMIN}
    assert roles("sees_surfaces") == {Role.EDITOR, Role.ADMIN}
    assert roles("reports") == {Role.SURFACE}


@pytest.mark.parametrize(
    ("role", "feeds", "covered"),
    [
        (Role.EDITOR, ("en",), True),
        (Role.EDITOR, ("*",), True),
        (Role.EDITOR, ("ar", "en"), True),
        (Role.EDITOR, ("ar",), False),
        (Role.CORRESPONDENT, (), False),
        (Role.SURFACE, ("en",), True),
        (Role.ADMIN, (), True),
    ],
)
def test_a_key_is_for_its_feeds_and_an_admin_s_for_all(role: Role, feeds: tuple[str, ...], *, covered: bool) -> None:
    assert covers(Key("k1", "Desk", role, feeds, 0), "en") is covered


def test_a_key_needs_both_the_feed_and_the_right() -> None:
    key = Key("k", "K", Role.EDITOR, ("en",), 0)
    require(key, has_right=True, feed="en", detail="Not this.")
    for feed, has_right, detail in (("ar", True, "The key is not for the feed ar."), ("en", False, "Not this.")):
        with pytest.raises(Refusal) as refused:
            require(key, has_right=has_right, feed=feed, detail="Not this.")
        assert (refused.value.kind, refused.value.detail) == (ProblemKind.FORBIDDEN, detail)
