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


def folder(module: Path) -> str:
    return module.relative_to(CLIENTS).parts[0]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.parent.name)
def test_a_page_preloads_every_module_that_it_is_made_of(page: Path) -> None:
    """Else a browser learns of each only from the one that imports it: a round trip for every step of the way."""
    text = page.read_text(encoding="utf-8")
    here = ROOT if page.parent.name == "reader" else page.parent  # the reader page is at /
    [entry] = [(here / name).resolve() for name in re.findall(r'<script type="module" src="([^"]+)">', text)]
    preloaded = [(here / name).resolve() for name in re.findall(r'<link rel="modulepreload" href="([^"]+)">', text)]
    at_first = reached(entry)
    at_last = reached(*(module for early in at_first for module in later(early)))
    assert sorted(preloaded) == sorted((at_first | at_last) - {entry})
    assert set(preloaded[: len(at_first) - 1]) == at_first - {entry}, "what is needed first is asked for first"


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.relative_to(CLIENTS).as_posix())
def test_a_module_imports_only_from_the_folders_below_its_own(module: Path) -> None:
    imported = {folder(path) for path in [*imports(module), *later(module)]}
    assert imported <= MAY_IMPORT[folder(module)] | {folder(module)}


def test_every_folder_has_its_place() -> None:
    assert {folder(module) for module in MODULES} == MAY_IMPORT.keys()
