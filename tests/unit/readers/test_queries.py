import pytest

from ticker.readers.cursors import cursor_text
from ticker.readers.queries import PARAMETERS_MAX, last_of, parameters_of, stands_twice


def test_a_query_is_bounded_before_it_is_read() -> None:
    assert len(parameters_of("&".join(["a=1"] * PARAMETERS_MAX))) == PARAMETERS_MAX
    assert parameters_of("&" * PARAMETERS_MAX) == f"send at most {PARAMETERS_MAX} parameters"


@pytest.mark.parametrize(
    ("query", "header", "cursor"),
    [
        ("after=a&lastEventId=b&Last-Event-ID=c", "h", "h"),
        ("after=a&lastEventId=b", "", "b"),
        ("after=a&Last-Event-ID=c", "", "c"),
        ("Last-Event-ID=c&lastEventId=b", "", "b"),
        ("after=a&lastEventId=", "", "a"),
        ("lastEventId=old&lastEventId=new", "", "new"),
        ("_=123", "", ""),
    ],
)
def test_the_order_in_which_cursors_count(query: str, header: str, cursor: str) -> None:
    parameters = parameters_of(query)
    assert not isinstance(parameters, str)
    assert cursor_text(parameters, header=header) == cursor


def test_the_last_value_counts_and_a_second_can_be_seen() -> None:
    parameters = [("limit", "1"), ("_", "x"), ("_", "y"), ("limit", "2")]
    assert last_of(parameters, "limit") == "2"
    assert last_of(parameters, "zone") is None
    assert stands_twice(parameters, "after", "limit") == "limit"
    assert stands_twice(parameters, "after") is None
