"""The reader page's files: its own tests in JavaScript, and the rules that keep it safe under its policy."""

import re
import shutil
import subprocess
from pathlib import Path
from typing import Final

import pytest

ROOT: Final = Path(__file__).parents[2]
PAGES: Final = ROOT / "clients" / "reader"
SCRIPTS: Final = sorted(PAGES.glob("*.js"))
JS_TESTS: Final = sorted((ROOT / "tests" / "js").glob("*.test.mjs"))
NODE: Final = shutil.which("node")


@pytest.mark.parametrize("suite", JS_TESTS, ids=lambda suite: suite.name)
@pytest.mark.skipif(NODE is None, reason="NODE IS MISSING: the page's own tests in tests/js did not run")
def test_the_pages_own_tests_pass(suite: Path) -> None:
    command = [str(NODE), "--test-reporter=tap", str(suite)]
    run = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert run.returncode == 0, run.stdout
    assert re.search("^# pass [1-9]", run.stdout, re.MULTILINE), "it has no tests"


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.name)
def test_no_text_is_ever_parsed_as_markup_or_code(script: Path) -> None:
    banned = (
        r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|DOMParser|\beval\b|new Function|srcdoc|javascript:"
    )
    assert not re.findall(banned, script.read_text(encoding="utf-8"))


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.name)
def test_scripts_stay_short(script: Path) -> None:
    assert len(script.read_text(encoding="utf-8").splitlines()) <= 250


def test_the_page_has_nothing_inline_that_its_policy_would_block() -> None:
    page = (PAGES / "index.html").read_text(encoding="utf-8")
    assert not re.findall(r"<style|\sstyle=|\son[a-z]+=|<script(?![^>]*\ssrc=)", page)


def test_the_page_asks_nobody_else_for_anything() -> None:
    for path in PAGES.iterdir():
        addresses = re.findall(r"https?://[^\s\"']+", path.read_text(encoding="utf-8"))
        assert [address for address in addresses if address != "http://www.w3.org/2000/svg"] == [], path.name


def test_every_file_of_the_page_is_used_and_there() -> None:
    page = (PAGES / "index.html").read_text(encoding="utf-8")
    named = re.findall(r"(?:href|src)=\"clients/reader/([^\"]+)\"", page)
    named += [
        name for script in SCRIPTS for name in re.findall(r"from '\./([^']+)'", script.read_text(encoding="utf-8"))
    ]
    assert {*named} == {path.name for path in PAGES.iterdir()} - {"index.html"}


def test_the_styles_know_no_left_and_right() -> None:
    styles = (PAGES / "reader.css").read_text(encoding="utf-8")
    assert not re.findall(r"[\w-]*(?:left|right)\s*:|:\s*(?:left|right)\b", styles)


def test_right_to_left_words_are_never_spaced_apart() -> None:
    styles = (PAGES / "reader.css").read_text(encoding="utf-8")
    rules = re.findall(r"([^{}]+)\{([^{}]*letter-spacing[^{}]*)\}", styles)
    assert {selector.strip() for selector, _ in rules} <= {".mark", ":root[dir='ltr'] .level"}
