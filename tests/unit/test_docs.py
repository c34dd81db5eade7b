"""The pages of the documentation against the code: what is listed exists, and what exists is listed."""

import ast
import dataclasses
import re
import tomllib
from collections.abc import Iterator
from typing import Any, Final

import pytest
import typer.main

from tests.pages import ARCHITECTURE, CONFIGURATION, PAGES, bare, quoted, rows, section, text
from tests.processes import ROOT
from ticker.cli import app as command_line
from ticker.cli.console import Status
from ticker.fanout.health import Health
from ticker.metrics import METRICS
from ticker.settings import Settings, Timing
from ticker.wire.close_codes import CloseCode


def test_every_setting_is_documented_with_its_flag_its_variable_and_its_default() -> None:
    documented = {tuple(bare(cell) for cell in row[:3]) for row in rows(CONFIGURATION, "Settings")}
    expected = set()
    for name, field in Settings.model_fields.items():
        default = {None: "none", "": "none", False: "off"}.get(field.default, str(field.default))
        expected.add(("--" + name.replace("_", "-"), "TICKER_" + name.upper(), default))
    assert documented == expected


def test_every_time_constant_is_documented_with_its_value() -> None:
    documented = {bare(name): float(seconds) for name, seconds, _ in rows(CONFIGURATION, "Time constants")}
    assert documented == dataclasses.asdict(Timing())


def test_every_metric_is_documented_as_it_is_declared() -> None:
    documented = [(bare(name), kind, quoted(labels)) for name, kind, labels, _ in rows(CONFIGURATION, "Metrics")]
    assert documented == [(metric.name, metric.type.value, metric.labels) for metric in METRICS]


def test_every_reason_not_to_be_ready_is_documented() -> None:
    health = Health(Timing())
    health.drain()
    health.reached(False)
    documented = {bare(reason) for reason, _ in rows(CONFIGURATION, "Health", 1)}
    assert documented == set(health.reasons_not_ready)


def test_every_close_code_is_documented_with_what_a_reader_should_do() -> None:
    documented = {int(code): come_back == "yes" for code, come_back, _ in rows(CONFIGURATION, "Close codes")}
    assert documented == {code.value: code.may_return for code in CloseCode}


LINE_MAX: Final = 130
LEVELS: Final = frozenset({"info", "warning", "error", "exception", "critical"})


def logged() -> Iterator[tuple[str, str, frozenset[str]]]:
    """Return level, text and fields of each line that the service logs."""
    for path in (ROOT / "ticker").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            match node:
                case ast.Call(
                    func=ast.Attribute(value=ast.Name(id="log"), attr=level), args=[line, *_], keywords=keywords
                ) if level in LEVELS:
                    lines = [line.body, line.orelse] if isinstance(line, ast.IfExp) else [line]
                    for one in lines:
                        yield level, ast.literal_eval(one), _fields(keywords)
                case _:
                    pass


def _fields(keywords: list[ast.keyword]) -> frozenset[str]:
    extra = next((keyword.value for keyword in keywords if keyword.arg == "extra"), None)
    return frozenset(ast.literal_eval(key) for key in extra.keys if key) if isinstance(extra, ast.Dict) else frozenset()


def test_every_line_that_is_logged_is_documented() -> None:
    documented = {
        bare(line): (level, frozenset(quoted(fields))) for level, line, fields, _ in rows(CONFIGURATION, "Log lines")
    }
    found = {line: (level, fields) for level, line, fields in logged()}
    assert documented.keys() == found.keys()
    for line, (level, fields) in found.items():
        assert documented[line][0] == level, line
        assert not fields or documented[line][1] == fields, line


def commands(group: Any, name: str) -> Iterator[str]:
    """Return every command below a group."""
    below = getattr(group, "list_commands", None)
    if below is None:
        yield name
        return
    for sub in below(None):
        yield from commands(group.get_command(None, sub), f"{name} {sub}")


def test_every_command_is_documented() -> None:
    documented = {re.match(r"`(ticker[a-z ]+[a-z])", row[0]) for row in rows(CONFIGURATION, "Command line")}
    found = set(commands(typer.main.get_command(command_line), "ticker"))
    assert {match[1] for match in documented if match} == found


def test_every_exit_status_is_documented() -> None:
    documented = {int(status) for status, _ in rows(CONFIGURATION, "Command line", 1)}
    assert documented == {status.value for status in Status}


def headings(page: str) -> set[str]:
    """Return the anchors that a page has, as GitHub makes them."""
    without_code = re.sub(r"^```.*?^```", "", text(page), flags=re.MULTILINE | re.DOTALL)
    titles = re.findall(r"^#+ (.+)$", without_code, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


@pytest.mark.parametrize("page", PAGES)
def test_every_link_leads_somewhere(page: str) -> None:
    for target in re.findall(r"\]\(([^)\s]+)\)", text(page)):
        if re.match(r"[a-z]+:", target):
            continue
        path, _, anchor = target.partition("#")
        found = (ROOT / page).parent / path if path else ROOT / page
        assert found.exists(), target
        if anchor:
            assert anchor in headings(found.resolve().relative_to(ROOT).as_posix()), target


@pytest.mark.parametrize("page", PAGES)
def test_every_file_that_a_page_names_is_there(page: str) -> None:
    named = re.findall(r"`((?:ticker|tests|docs|deploy|bench|clients)/[^`\s*…{}]*)`", text(page))
    assert [path for path in named if not any((top / path).exists() for top in (ROOT, ROOT / "ticker"))] == []


def test_every_folder_of_modules_is_listed_in_the_architecture_and_nothing_else_is() -> None:
    listed = set(re.findall(r"^\| `(\w+)/` \|", section(ARCHITECTURE, "Modules"), re.MULTILINE))
    assert listed == {path.parent.name for path in (ROOT / "ticker").glob("*/*.py")} - {"demo"}


def test_every_module_says_what_it_is_for() -> None:
    for path in (ROOT / "ticker").rglob("*"):
        if path.suffix in {".lua", ".c"}:
            assert path.read_text(encoding="utf-8").startswith(("-- ", "/* ")), path
        elif path.suffix == ".py":
            assert ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))), path


def test_the_layers_of_the_architecture_are_those_that_are_kept() -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    kept = next(contract["layers"] for contract in contracts if contract["type"] == "layers")
    drawn = re.search(r"^```\n(.*?)^```", section(ARCHITECTURE, "Layers"), re.MULTILINE | re.DOTALL)
    assert drawn is not None
    assert [line.split("   ")[0].strip() for line in drawn[1].splitlines()] == kept


def test_every_page_of_the_docs_and_every_file_to_deploy_is_linked_from_the_readme() -> None:
    pages = {path.relative_to(ROOT).as_posix() for path in (ROOT / "docs").glob("*") if path.is_file()}
    pages |= {path.relative_to(ROOT).as_posix() for path in (ROOT / "deploy").iterdir()}
    assert pages <= set(re.findall(r"\]\(([^)#\s]+)", text("README.md")))


def test_no_page_has_a_line_that_is_too_long_to_review() -> None:
    for page in PAGES:
        written = re.sub(r"<!-- bench:begin.*?bench:end -->", "", text(page), flags=re.DOTALL)  # by a program
        long = [line for line in written.splitlines() if len(line) > LINE_MAX and not line.startswith("|")]
        assert long == [], page
