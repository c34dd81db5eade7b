"""The clients' files: bundles against their sources, sizes, hashes, what the strip's README says."""

import base64
import gzip
import hashlib
import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Final

import pytest

from tests.processes import ROOT
from ticker.newsroom.constraints import constraints

CLIENTS: Final = ROOT / "clients"
WIDGET: Final = CLIENTS / "widget"
COMPOSER: Final = CLIENTS / "composer"
SOURCES: Final = [
    path for path in sorted(CLIENTS.rglob("*.js")) if not path.read_text(encoding="utf-8").startswith("/*!")
]
STRIP_MAX_BYTES: Final = 14 * 1024
NODE: Final = shutil.which("node")
needs_esbuild: Final = pytest.mark.skipif(
    NODE is None or not (ROOT / "node_modules" / "esbuild").is_dir(),
    reason="ESBUILD IS MISSING (`npm ci` installs it): nothing holds bundles and imports to their sources",
)
README: Final = (WIDGET / "README.md").read_text(encoding="utf-8")
PACKAGE: Final = json.loads((WIDGET / "package.json").read_text(encoding="utf-8"))
RELEASED: Final = {
    "breaking-ticker-0.1.0.js": "nqgplU3zwZWqPc7O3s4m9Ja7qLJhic3PAuLBt7oYxobonEpxCqslLbKAVC3hnFdr",
}
RELEASE: Final = WIDGET / "releases" / f"breaking-ticker-{PACKAGE['version']}.js"


def build(*arguments: str) -> "subprocess.CompletedProcess[str]":
    """Run what ``make clients`` runs."""
    command = [str(NODE), str(ROOT / "scripts" / "build_clients.mjs"), *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """Return a copy of the clients, for a test to change."""
    return Path(shutil.copytree(CLIENTS, tmp_path / "clients"))


@needs_esbuild
def test_bundles_are_as_their_sources_make_them() -> None:
    run = build("--check")
    assert run.returncode == 0, f"run `make clients`: {run.stdout}{run.stderr}"


@needs_esbuild
def test_a_wrong_import_fails_in_every_module(copied: Path) -> None:
    modules = [path for path in copied.rglob("*.js") if not path.read_text(encoding="utf-8").startswith("/*! ")]
    other = "export const shown = 1;\nfunction hidden() {}\n/*\nexport { hidden };\n*/\n"
    (copied / "other.js").write_text(other, encoding="utf-8")
    for module in modules:
        text = module.read_text(encoding="utf-8")
        module.write_text(f"import {{ hidden }} from '{copied}/other.js';\nhidden();\n{text}", encoding="utf-8")
    run = build("--check", str(copied))
    assert run.returncode == 1
    told = r'No matching export in "other\.js" for import "hidden"\n\n    (\S+):1:9:\n'
    assert set(re.findall(told, run.stderr)) == {path.relative_to(copied).as_posix() for path in modules}


@needs_esbuild
def test_an_import_of_a_file_that_is_not_there_fails(copied: Path) -> None:
    (copied / "widget" / "iframe.js").write_text("import './gone.js';\n", encoding="utf-8")
    run = build("--check", str(copied))
    assert run.returncode == 1
    assert 'Could not resolve "./gone.js"' in run.stderr


@needs_esbuild
def test_a_change_is_told_until_it_is_bundled(copied: Path) -> None:
    source = copied / "shared" / "dom.js"
    source.write_text(source.read_text(encoding="utf-8").replace("'auto'", "'ltr'"), encoding="utf-8")
    bundled = [path for path in copied.rglob("*.js") if path.read_text(encoding="utf-8").startswith("/*! ")]
    old = [path for path in bundled if path.name in RELEASED]
    changing = {path.relative_to(copied).as_posix() for path in bundled if path not in old} | {"widget/README.md"}
    for arguments, told, status in ((["--check"], "not as made", 1), ([], "made", 0)):
        run = build(*arguments, str(copied))
        assert (run.returncode, run.stdout.partition(": ")[0]) == (status, told)
        assert set(run.stdout.strip().partition(": ")[2].split(", ")) == changing
    assert build("--check", str(copied)).returncode == 0


def test_the_strip_is_small() -> None:
    strip = (WIDGET / "breaking-ticker.js").read_bytes()
    assert len(gzip.compress(strip, 9, mtime=0)) <= STRIP_MAX_BYTES


@pytest.mark.skipif(NODE is None, reason="NODE IS MISSING: nothing says whether the strip is JavaScript")
def test_the_strip_is_javascript() -> None:
    run = subprocess.run([str(NODE), "--check", str(RELEASE)], capture_output=True, text=True, timeout=60, check=False)
    assert run.returncode == 0, run.stderr


@pytest.mark.skipif(NODE is None, reason="NODE IS MISSING: nothing says which limits the composer begins with")
def test_the_composer_begins_with_the_limits_that_the_service_tells() -> None:
    code = f"import {{ UNTOLD }} from '{COMPOSER}/text-checks.js'; console.log(JSON.stringify(UNTOLD.fields));"
    command = [str(NODE), "--input-type=module", "--eval", code]
    run = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True)
    assert json.loads(run.stdout) == json.loads(constraints())["fields"]


def test_the_snippet_pins_the_file_of_this_version_by_its_hash() -> None:
    hashed = base64.b64encode(hashlib.sha384(RELEASE.read_bytes()).digest()).decode()
    assert re.findall(r"sha384-[A-Za-z0-9+/=]+", README) == [f"sha384-{hashed}"]
    assert f"/clients/widget/releases/{RELEASE.name}" in README
    assert RELEASE.read_bytes() == (WIDGET / "breaking-ticker.js").read_bytes()


def test_a_released_strip_stays_byte_for_byte() -> None:
    """Hosts pin it by this hash: a file that changed under its name would run on none of their pages."""
    released = {path.name: hashlib.sha384(path.read_bytes()).digest() for path in RELEASE.parent.glob("*.js")}
    assert {name: base64.b64encode(released[name]).decode() for name in RELEASED} == RELEASED


def test_the_package_has_the_files_that_it_names() -> None:
    named = {PACKAGE["main"], PACKAGE["exports"], *PACKAGE["files"]}
    assert [name for name in named if not (WIDGET / name).is_file()] == []
    assert "private" not in PACKAGE
    assert {"name", "version", "description", "license", "main", "files"} <= PACKAGE.keys()


def test_the_readme_names_every_property_that_the_styles_know() -> None:
    known = "".join((WIDGET / name).read_text(encoding="utf-8") for name in ("styles.js", "element.js"))
    theme = README.split("## Theme\n")[1].split("\n## ")[0]
    assert set(re.findall(r"--ticker-[a-z-]+", known)) == set(re.findall(r"--ticker-[a-z-]+", theme))


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.relative_to(CLIENTS).as_posix())
def test_no_text_is_ever_parsed_as_markup_or_code(source: Path) -> None:
    banned = (
        r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|DOMParser|\beval\b|new Function|srcdoc|javascript:"
    )
    assert not re.findall(banned, source.read_text(encoding="utf-8"))


@pytest.mark.parametrize("page", ["demo.html", "iframe.html"])
def test_the_strips_pages_have_nothing_inline(page: str) -> None:
    text = (WIDGET / page).read_text(encoding="utf-8")
    assert not re.findall(r"<style|\sstyle=|\son[a-z]+=|<script(?![^>]*\ssrc=)", text)


def test_the_styles_know_left_only_where_lines_crawl() -> None:
    styles = (WIDGET / "styles.js").read_text(encoding="utf-8")
    rules = [rule for rule in styles.splitlines() if re.search(r"[\w-]*(?:left|right)\s*:|:\s*(?:left|right)\b", rule)]
    assert len(rules) == 1
    assert rules[0].startswith("[data-mode='crawl'] .line ")
