"""Addresses of scripts and styles that change with their content, and no sooner."""

import os
from pathlib import Path

import pytest

from ticker.fingerprint import LOOK_EVERY_S, Fingerprint


class Clock:
    """Time that passes when a test lets it."""

    now_s = 0.0

    def __call__(self) -> float:
        return self.now_s


@pytest.fixture
def clients(tmp_path: Path) -> Path:
    files = {
        "desk/index.html": '<link href="icon.svg"><link href="desk.css"><script src="page.js"></script>'
        '<link href="../shared/dom.js"><a href="https://news.example/other.js">other</a>',
        "desk/page.js": "import '../shared/dom.js';",
        "desk/desk.css": "body {}",
        "shared/dom.js": "export const made = 1;",
    }
    for name, content in files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(content)
    return tmp_path


def touch(path: Path, content: str) -> None:
    path.write_text(content)
    os.utime(path, ns=(path.stat().st_atime_ns, path.stat().st_mtime_ns + 1_000_000_000))


def test_a_page_names_its_scripts_and_styles_by_addresses_with_the_digest(clients: Path) -> None:
    fingerprint = Fingerprint(clients)
    at = f"../@{fingerprint.current()}"
    assert fingerprint.page(clients / "desk" / "index.html").decode() == (
        f'<link href="icon.svg"><link href="{at}/desk/desk.css"><script src="{at}/desk/page.js"></script>'
        f'<link href="{at}/shared/dom.js"><a href="https://news.example/other.js">other</a>'
    )


def test_a_page_that_has_changed_is_made_anew(clients: Path) -> None:
    page = clients / "desk" / "index.html"
    fingerprint = Fingerprint(clients)
    fingerprint.page(page)
    touch(page, '<link href="desk.css">')
    assert fingerprint.page(page).decode() == f'<link href="../@{fingerprint.current()}/desk/desk.css">'


def test_a_page_that_is_served_from_elsewhere_says_where_the_folder_is(clients: Path) -> None:
    page = clients / "desk" / "index.html"
    page.write_text('<link href="clients/desk/desk.css"><script src="clients/shared/dom.js"></script>')
    fingerprint = Fingerprint(clients)
    at = f"clients/@{fingerprint.current()}"
    named = f'<link href="{at}/desk/desk.css"><script src="{at}/shared/dom.js"></script>'
    assert fingerprint.page(page, from_outside="clients").decode() == named


def test_the_digest_changes_with_any_module_and_not_with_a_date(clients: Path) -> None:
    clock = Clock()
    fingerprint = Fingerprint(clients, clock=clock)
    before = fingerprint.current()
    touch(clients / "shared" / "dom.js", "export const made = 1;")
    clock.now_s += LOOK_EVERY_S
    assert fingerprint.current() == before
    touch(clients / "shared" / "dom.js", "export const made = 2;")
    clock.now_s += LOOK_EVERY_S
    after = fingerprint.current()
    assert after != before
    (clients / "shared" / "new.js").write_text("")
    clock.now_s += LOOK_EVERY_S
    assert fingerprint.current() not in {before, after}
    touch(clients / "desk" / "index.html", "another page")
    clock.now_s += LOOK_EVERY_S
    assert fingerprint.current() == Fingerprint(clients).current()


def test_files_are_looked_at_again_only_after_a_while(clients: Path) -> None:
    clock = Clock()
    fingerprint = Fingerprint(clients, clock=clock)
    before = fingerprint.current()
    touch(clients / "shared" / "dom.js", "")
    clock.now_s += LOOK_EVERY_S / 2
    assert fingerprint.current() == before
    clock.now_s += LOOK_EVERY_S / 2
    assert fingerprint.current() != before


def test_an_address_is_current_until_its_digest_is_not(clients: Path) -> None:
    clock = Clock()
    fingerprint = Fingerprint(clients, clock=clock)
    address = f"@{fingerprint.current()}/desk/page.js"
    assert fingerprint.resolved(address) == ("desk/page.js", True)
    assert Fingerprint(clients).resolved(address) == ("desk/page.js", True)
    touch(clients / "shared" / "dom.js", "")
    clock.now_s += LOOK_EVERY_S
    fingerprint.current()
    assert fingerprint.resolved(address) == ("desk/page.js", False)


@pytest.mark.parametrize("path", ["desk/page.js", "@x", "@x/desk/index.html", "@x/desk/", "@x/desk"])
def test_other_addresses_stay_as_they_are(clients: Path, path: str) -> None:
    assert Fingerprint(clients).resolved(path) == (path, False)
