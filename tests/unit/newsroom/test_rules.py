from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from tests.unit.newsroom.doubles import NOW_MS
from ticker.model import rfc3339
from ticker.newsroom.drafts import Draft
from ticker.newsroom.rules import ValidationContext

DAY_MS = 86_400_000


def hold_against(field: str, value: Any) -> Any:
    """Return what a field of a draft makes of a value, or the rules that it breaks."""
    adapter: TypeAdapter[Any] = TypeAdapter(Draft.__annotations__[field])
    try:
        return adapter.validate_python(value, context=ValidationContext(NOW_MS))
    except ValidationError as broken:
        return [rule for error in broken.errors() for rule, _ in error["ctx"]["rules"]]


@pytest.mark.parametrize(
    "link",
    [
        "https://example.com",
        "HTTPS://Example.com/a?b=c&d=%20#e",
        "https://example.com:8443/",
        "https://[2001:db8::1]/a",
        "https://192.0.2.1/",
        "https://ar.wikipedia.org/wiki/لبنان",
        "https://مثال.إختبار/",
        "https://example.com./",
        "https://example.com/@name?mail=a@b",
        "https://example.com/" + "x" * 1980,
    ],
)
def test_links_are_kept_as_filed(link: str) -> None:
    assert hold_against("link", link) == link


@pytest.mark.parametrize(
    ("link", "rules"),
    [
        ("", ["https"]),
        ("http://example.com/", ["https"]),
        ("javascript:alert(1)", ["https"]),
        ("https:example.com", ["https"]),
        ("https://", ["https"]),
        ("https:///example.com", ["https"]),
        ("//example.com", ["https"]),
        ("https://user:secret@example.com/", ["credentials"]),
        ("https://@example.com/", ["credentials"]),
        ("https://example.com/a b", ["url"]),
        (" https://example.com/", ["url"]),
        ("https://example.com/\n", ["url"]),
        ("https://example.com/\u202e", ["url"]),
        ("https://example.com/\u200b", ["url"]),
        ('https://example.com/"onclick=', ["url"]),
        ("https://example.com\\@evil.example/", ["url"]),
        ("https://example.com:99999/", ["url"]),
        ("https://exa%00mple.com/", ["url"]),
        ("https://[::1/", ["url"]),
        ("https://a..b/", ["url"]),
        ("https://" + "a" * 64 + ".example/", ["url"]),
        ("https://256.1.1.1/", ["url"]),
        ("https://example.com/\ud800", ["url"]),
        ("https://example.com/" + "x" * 1981, ["max-characters"]),
        (5, ["string"]),
    ],
)
def test_what_is_no_safe_https_link_is_refused(link: object, rules: list[str]) -> None:
    assert hold_against("link", link) == rules


@pytest.mark.parametrize(
    ("text", "at_ms"),
    [
        (rfc3339(NOW_MS + 1), NOW_MS + 1),
        (rfc3339(NOW_MS + 7 * DAY_MS), NOW_MS + 7 * DAY_MS),
        ("2027-01-15T09:00:00Z", NOW_MS + 3_600_000),
        ("2027-01-15t09:00:00z", NOW_MS + 3_600_000),
        ("2027-01-15T11:00:00+02:00", NOW_MS + 3_600_000),
        ("2027-01-15T03:30:00-05:30", NOW_MS + 3_600_000),
        ("2027-01-15T09:00:00.5Z", NOW_MS + 3_600_500),
        ("2027-01-15T09:00:00.123456789Z", NOW_MS + 3_600_123),
    ],
)
def test_expires_is_a_moment_within_a_week(text: str, at_ms: int) -> None:
    assert hold_against("expires", text) == at_ms


@pytest.mark.parametrize(
    ("value", "rules"),
    [
        (rfc3339(NOW_MS), ["future"]),
        ("0001-01-01T00:00:00+14:00", ["future"]),
        (rfc3339(NOW_MS + 7 * DAY_MS + 1), ["max-days"]),
        ("9999-12-31T23:59:59-12:00", ["max-days"]),
        ("2027-01-15T09:00:00", ["date-time"]),
        ("2027-01-15 09:00:00Z", ["date-time"]),
        ("2027-01-15", ["date-time"]),
        ("2027-02-30T09:00:00Z", ["date-time"]),
        ("0000-01-01T00:00:00Z", ["date-time"]),
        ("2027-01-15T09:00:60Z", ["date-time"]),
        ("2027-01-15T09:00:00+24:00", ["date-time"]),
        ("2027-W02-5T09:00:00Z", ["date-time"]),
        ("٢٠٢٧-01-15T09:00:00Z", ["date-time"]),
        ("", ["date-time"]),
        (NOW_MS + 1, ["string"]),
        (None, ["string"]),
    ],
)
def test_any_other_expires_is_refused(value: object, rules: list[str]) -> None:
    assert hold_against("expires", value) == rules


@given(st.integers(min_value=NOW_MS + 1, max_value=NOW_MS + 7 * DAY_MS))
def test_expires_is_read_to_the_millisecond(at_ms: int) -> None:
    assert hold_against("expires", rfc3339(at_ms)) == at_ms


@given(st.text())
def test_no_text_breaks_the_rules_of_links_and_moments(text: str) -> None:
    for field in ("link", "expires", "section", "replaces"):
        hold_against(field, text)
        hold_against(field, "https://" + text)
