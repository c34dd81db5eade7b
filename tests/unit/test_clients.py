"""The clients' files: what is joined against what it is made of, sizes, hashes, what the strip's README says."""

import base64
import gzip
import hashlib
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Final

import pytest

from tests.processes import ROOT
from ticker.newsroom.constraints import constraints

WIDGET: Final = ROOT / "clients" / "widget"
COMPOSER: Final = ROOT / "clients" / "composer"
SOURCES: Final = sorted([*WIDGET.glob("[!b]*.js"), *(ROOT / "clients" / "shared").glob("*.js")])
STRIP_MAX_BYTES: Final = 14 * 1024
NODE: Final = shutil.which("node")
README: Final = (WIDGET / "README.md").read_text(encoding="utf-8")
PACKAGE: Final = json.loads((WIDGET / "package.json").read_text(encoding="utf-8"))
RELEASED: Final = {
    "breaking-ticker-0.1.0.js": "nqgplU3zwZWqPc7O3s4m9Ja7qLJhic3PAuLBt7oYxobonEpxCqslLbKAVC3hnFdr",
}
RELEASE: Final = WIDGET / "releases" / f"breaking-ticker-{PACKAGE['version']}.js"


def test_joined_files_are_as_their_sources_make_them() -> None:
    command = [sys.executable, str(ROOT / "scripts" / "join_clients.py"), "--check"]
    run = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert run.returncode == 0, f"run `make clients`: {run.stdout}{run.stderr}"


JOIN: Final = """
import sys
from pathlib import Path
from join_clients import NotJoinable, joined
try:
    print(joined(Path(sys.argv[1]), is_small=False))
except NotJoinable as refusal:
    sys.exit(str(refusal))
"""


def join(entry: Path) -> "subprocess.CompletedProcess[str]":
    """Join a module and what it imports as ``make clients`` does."""
    command = [sys.executable, "-c", JOIN, str(entry)]
    return subprocess.run(command, cwd=ROOT / "scripts", capture_output=True, text=True, timeout=60, check=False)


@pytest.mark.parametrize("imported", ["noSuchThing", "hidden", "fill,\n  hidden,\n", "inner", "commented"])
def test_an_import_of_what_a_module_does_not_export_is_not_joined(tmp_path: Path, imported: str) -> None:
    """A third module that exports it, and one that only imports it, are no help: a browser would not find it either."""
    files = {
        "entry.js": f"import {{ {imported} }} from './words.js';\nimport './other.js';\nfill();\n",
        "words.js": "import { inner } from './other.js';\nfunction hidden() {}\nexport function fill() {}\n"
        "/*\nexport const commented = 1;\n*/\ninner();\n",
        "other.js": "export const noSuchThing = 1;\nexport async function inner() {}\n",
    }
    for name, code in files.items():
        (tmp_path / name).write_text(code, encoding="utf-8")
    run = join(tmp_path / "entry.js")
    assert run.returncode == 1
    name = imported.replace("fill,", "").strip().rstrip(",")
    assert run.stderr.strip().endswith(f"imports {name}, which {tmp_path / 'words.js'} does not export")


def test_what_a_module_exports_is_joined(tmp_path: Path) -> None:
    (tmp_path / "entry.js").write_text("import {\n  a,\n  B,\n  c,\n} from './words.js';\na(B, c);\n", encoding="utf-8")
    exports = "export async function a() {}\nexport class B {}\nexport const c = 1;\n"
    (tmp_path / "words.js").write_text(exports, encoding="utf-8")
    run = join(tmp_path / "entry.js")
    assert run.returncode == 0, run.stderr
    assert "import" not in run.stdout


def test_the_strip_is_small() -> None:
    joined = (WIDGET / "breaking-ticker.js").read_bytes()
    assert len(gzip.compress(joined, 9, mtime=0)) <= STRIP_MAX_BYTES


@pytest.mark.skipif(NODE is None, reason="NODE IS MISSING: nothing says whether the joined strip is JavaScript")
def test_the_joined_strip_is_javascript() -> None:
    run = subprocess.run([str(NODE), "--check", str(RELEASE)], capture_output=True, text=True, timeout=60, check=False)
    assert run.returncode == 0, run.stderr


@pytest.mark.skipif(NODE is None, reason="NODE IS MISSING: nothing says which limits the composer begins with")
def test_the_composer_begins_with_the_limits_that_the_service_tells() -> None:
    code = f"import {{ UNTOLD }} from '{COMPOSER}/limits.js'; console.log(JSON.stringify(UNTOLD.fields));"
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


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: f"{source.parent.name}/{source.name}")
def test_no_text_is_ever_parsed_as_markup_or_code(source: Path) -> None:
    banned = (
        r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|DOMParser|\beval\b|new Function|srcdoc|javascript:"
    )
    assert not re.findall(banned, source.read_text(encoding="utf-8"))


def test_the_service_worker_keeps_every_file_that_the_composer_is_made_of() -> None:
    page = (COMPOSER / "index.html").read_text(encoding="utf-8")
    worker = (COMPOSER / "service-worker.js").read_text(encoding="utf-8")
    kept = re.findall(r"const FILES = \[(.*)\]", worker)[0]
    assert set(re.findall(r"'([^']+)'", kept)) == {"./", *re.findall(r'(?:href|src)="([^"]+)"', page)}


@pytest.mark.parametrize("page", ["demo.html", "iframe.html"])
def test_the_strips_pages_have_nothing_inline(page: str) -> None:
    text = (WIDGET / page).read_text(encoding="utf-8")
    assert not re.findall(r"<style|\sstyle=|\son[a-z]+=|<script(?![^>]*\ssrc=)", text)


def test_the_styles_know_left_only_where_lines_crawl() -> None:
    styles = (WIDGET / "styles.js").read_text(encoding="utf-8")
    rules = [rule for rule in styles.splitlines() if re.search(r"[\w-]*(?:left|right)\s*:|:\s*(?:left|right)\b", rule)]
    assert len(rules) == 1
    assert rules[0].startswith("[data-mode='crawl'] .line ")
