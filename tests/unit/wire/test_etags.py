import re

import pytest

from ticker.wire.etags import etag_of, matches


def test_a_tag_is_quoted_and_changes_with_the_content() -> None:
    assert re.fullmatch(r'"[0-9a-f]{32}"', etag_of(b"a"))
    assert etag_of(b"a") == etag_of(b"a") != etag_of(b"b")


@pytest.mark.parametrize(
    ("if_none_match", "is_same"),
    [
        ('"a"', True),
        ('W/"a"', True),
        ('"b", W/"a"', True),
        ("*", True),
        ('"b"', False),
        ("a", False),
        ("", False),
    ],
)
def test_a_tag_is_compared_weakly_with_each_that_is_listed(if_none_match: str, *, is_same: bool) -> None:
    assert matches(if_none_match, '"a"') is is_same
