"""The clients' modules: which folders import which, and that a page preloads what it is made of."""

import re
from pathlib import Path
from typing import Final

import pytest

from tests.processes import ROOT

CLIENTS: Final = ROOT / "clients"
MODULES: Final = [
    path for path in sorted(CLIENTS.rglob("*.js")) if not path.read_text(encoding="utf-8").startswith("/*! ")
]
"""What is written here; the rest is bundled of it."""
PAGES: Final = [page for page in sorted(CLIENTS.rglob("*.html")) if "modulepreload" in page.read_text(encoding="utf-8")]
MAY_IMPORT: Final = {
    "shared": set[str](),
    "desk": {"shared"},
    "composer": {"desk", "shared"},
    "operator": {"desk", "shared"},
    "lower-third": {"shared"},
    "reader": {"shared"},
    "widget": {"shared"},
}
"""By folder: the folders that its modules import from, beside their own."""


def imports(module: Path) -> list[Path]:
    """Return the modules that a module waits for."""
    found = re.findall(r"^(?:import|export)\b[^;]*?'(\.[^']+)';", module.read_text(encoding="utf-8"), re.MULTILINE)
    return [(module.parent / address).resolve() for address in found]


def later(module: Path) -> list[Path]:
    """Return the modules that a module loads when it needs them."""
    found = re.findall(r"\bimport\('(\.[^']+)'\)", module.read_text(encoding="utf-8"))
    return [(module.parent / address).resolve() for address in found]


def reached(*entries: Path) -> set[Path]:
    """Return modules and all that they wait for."""
    found: set[Path] = set()
    waiting = [*entries]
    while waiting:
        module = waiting.pop()
        if module not in found:
            found.add(module)
            waiting += imports(module)
    return found


def at_last(entry: Path) -> set[Path]:
    """Return a module and all that is ever loaded because of it."""
    found: set[Path] = set()
    waiting = {entry}
    while waiting:
        new = reached(*waiting) - found
        found |= new
        waiting = {module for early in new for module in later(early)} - found
    return found


def folder(module: Path) -> str:
    return module.relative_to(CLIENTS).parts[0]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.parent.name)
def test_a_page_preloads_every_module_that_it_is_made_of(page: Path) -> None:
    """Else a browser learns of each only from the one that imports it: a round trip for every step of the way."""
    text = page.read_text(encoding="utf-8")
    here = ROOT if page.parent.name == "reader" else page.parent  # the reader page is at /
    [entry] = [(here / name).resolve() for name in re.findall(r'<script type="module" src="([^"]+)">', text)]
    links = re.findall(r'<link rel="modulepreload"( media="not all")?(?: hreflang="(..)")? href="([^"]+)">', text)
    at_once = sorted((here / name).resolve() for waits, _, name in links if not waits)
    while_signing_in = sorted((here / name).resolve() for waits, _, name in links if waits)
    first = reached(entry)
    assert at_once == sorted(first - {entry})
    assert while_signing_in == sorted(at_last(entry) - first)
    assert [language for _, language, _ in links] == [
        "".join(re.findall(r"/words-(..)\.js$", name)) for *_, name in links
    ]
    assert len(re.findall("modulepreload", text)) == len(links)


CONNECTIONS: Final = 6
"""As many to one host as browsers open by HTTP/1.1."""


@pytest.mark.parametrize(
    "page", [page for page in PAGES if page.parent.name != "reader"], ids=lambda page: page.parent.name
)
def test_a_sign_in_form_waits_for_one_round_trip_after_its_page(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    tags = re.findall(r'<(?:script type="module" src|link rel="(?:stylesheet|modulepreload)" href)="', text)
    assert len(tags) <= CONNECTIONS


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.relative_to(CLIENTS).as_posix())
def test_a_module_imports_only_from_the_folders_below_its_own(module: Path) -> None:
    imported = {folder(path) for path in [*imports(module), *later(module)]}
    assert imported <= MAY_IMPORT[folder(module)] | {folder(module)}


def test_every_folder_has_its_place() -> None:
    assert {folder(module) for module in MODULES} == MAY_IMPORT.keys()
