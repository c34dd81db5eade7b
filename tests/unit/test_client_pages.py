"""The pages that are made of modules: what each loads first, held against what its modules import."""

import os
import re
from pathlib import Path
from typing import Final

import pytest

from tests.processes import ROOT

CLIENTS: Final = ROOT / "clients"
STATIC: Final = re.compile(r"^import (?:\{[^}]*\} from )?'(\.[^']+)';$", re.MULTILINE)
LATER: Final = re.compile(r"\bimport\('(\.[^']+)'\)")
PAGES: Final = [CLIENTS / "composer" / "index.html", CLIENTS / "operator" / "index.html"]


def imported(entry: Path) -> list[Path]:
    """Return a module and all that it imports; what signing in waits for comes first."""
    found: list[Path] = []
    later = [entry]
    while later:
        waiting = [later.pop(0)]
        while waiting:
            module = waiting.pop()
            if module in found:
                continue
            found.append(module)
            code = module.read_text(encoding="utf-8")
            waiting += reversed([(module.parent / path).resolve() for path in STATIC.findall(code)])
            later += [(module.parent / path).resolve() for path in LATER.findall(code)]
    return found


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.parent.name)
def test_a_page_preloads_every_module_in_the_order_in_which_it_needs_them(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    [entry] = re.findall(r'<script src="([^"]+)" type="module"></script>', text)
    preloaded = re.findall(r'<link rel="modulepreload" href="([^"]+)">', text)
    wanted = [os.path.relpath(module, page.parent) for module in imported((page.parent / entry).resolve())]
    assert [entry, *preloaded] == wanted, "\n".join(
        f'    <link rel="modulepreload" href="{path}">' for path in wanted[1:]
    )


def test_the_imports_that_are_looked_for_are_all_that_there_are() -> None:
    for path in CLIENTS.rglob("*.js"):
        if path.read_text(encoding="utf-8").startswith("/*! "):
            continue  # one file by `make clients`
        code = path.read_text(encoding="utf-8")
        imports = re.findall(r"^import\b|\bimport\(|^export\b.*\bfrom '", code, re.MULTILINE)
        assert len(imports) == len(STATIC.findall(code)) + len(LATER.findall(code)), path
