"""Names of keys and channels: what tells two installations apart, and what a cluster keeps together."""

import ast
import re
from inspect import signature
from itertools import combinations

import pytest
from redis.crc import key_slot

import ticker.store.feeds as feeds_module
import ticker.store.keys as keys_module
import ticker.store.log as log_module
import ticker.store.pubsub as notices_module
import ticker.store.surfaces as surfaces_module
from tests.processes import ROOT
from ticker.errors import InvalidSettings
from ticker.settings import Settings
from ticker.store.names import Names, names_of


def channels(names: Names) -> set[str]:
    return {names.control, names.live("en"), names.desk("en")}


def keys(names: Names) -> set[str]:
    alone = {
        names.feeds,
        names.feed_order,
        names.keys,
        names.first_key,
        names.store_id,
        names.format,
        names.session_secret,
        names.sessions_ended,
    }
    return (
        alone
        | {*names.log_keys("en"), names.idempotency("en", "h"), names.replicated("en"), names.surfaces("en")}
        | {names.reporters("en")}
    )


def test_the_usual_names_are_those_that_an_older_store_has() -> None:
    assert Names().log_keys("en") == ("ticker:{en}:meta", "ticker:{en}:log", "ticker:{en}:updates", "ticker:{en}:due")
    assert channels(Names()) == {"ticker:control", "ticker:{en}:live", "ticker:{en}:desk"}


def test_no_two_installations_share_a_channel_and_no_two_prefixes_a_key() -> None:
    installations = [Names(prefix, database) for prefix in ("ticker", "ticker.1", "1") for database in (0, 1, 11)]
    for one, other in combinations(installations, 2):
        assert not channels(one) & channels(other)
        assert one.prefix == other.prefix or not keys(one) & keys(other)


def test_all_keys_of_a_feed_are_in_one_slot() -> None:
    names = Names("paper")
    of_feed = [*names.log_keys("en"), names.idempotency("en", "h"), names.replicated("en"), names.surfaces("en")]
    of_feed.append(names.reporters("en"))
    assert len({key_slot(key.encode()) for key in of_feed}) == 1


@pytest.mark.parametrize(
    ("url", "database"),
    [
        (None, 0), ("redis://r", 0), ("redis://r/", 0), ("redis://r:6379/4", 4), ("rediss://u:p@r:6379/12?db=5", 5),
        ("unix:///run/7/redis.sock", 0), ("unix:///run/redis.sock?db=7", 7), ("redis+sentinel://s:1/main?db=2", 2),
        ("redis+cluster://c:1", 0), ("redis://r?db=", 0),
    ],
)  # fmt: skip
def test_the_database_is_the_one_that_the_url_leads_to(url: str | None, database: int) -> None:
    settings = Settings.load({}, {"redis_url": url, "redis_prefix": "paper"})
    assert names_of(settings) == Names("paper", database)


def test_a_database_that_is_no_number_is_refused() -> None:
    with pytest.raises(InvalidSettings, match="wrong value"):
        names_of(Settings.load({}, {"redis_url": "redis://r?db=-1"}))


def test_whoever_works_on_the_store_says_of_which_installation() -> None:
    taking = {
        name
        for module in (feeds_module, keys_module, log_module, notices_module, surfaces_module)
        for name, one in vars(module).items()
        if callable(one) and getattr(one, "__module__", "") == module.__name__ and "names" in signature(one).parameters
    }
    assert {"add_feed", "list_keys", "Log", "Keyring", "Notices", "SurfaceStore"} <= taking
    for path in (ROOT / "ticker").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in taking:
                given = [*node.args, *(keyword.value for keyword in node.keywords)]
                assert path.parent.name == "stress" or any("names" in ast.unparse(one) for one in given), (
                    path,
                    node.lineno,
                )


def test_nothing_else_makes_the_name_of_a_key() -> None:
    made = re.compile(r"""["']ticker:[^ ]|:\{\{\{""")
    found = [path for path in (ROOT / "ticker").rglob("*.py") if made.search(path.read_text(encoding="utf-8"))]
    assert [path.name for path in found] == ["names.py"]
