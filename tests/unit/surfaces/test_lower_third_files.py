"""The lower third's folder: what browsers as old as CasparCG 2.3's can parse, its OGraf manifest, its pages."""

import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any, Final

import jsonschema_rs
import pytest

from tests.processes import ROOT

FOLDER: Final = ROOT / "clients" / "lower-third"
OPERATOR: Final = ROOT / "clients" / "operator"
SCHEMAS: Final = ROOT.parent / "shared" / "schemas" / "ograf"
NODE: Final = shutil.which("node")
SOURCES: Final = sorted([*(FOLDER / "src").glob("*.js"), *(ROOT / "clients" / "shared").rglob("*.js")])
PARSER: Final = "internal/deps/acorn/acorn/dist/acorn"
"""Node brings a real parser along, for itself."""
PARSE: Final = f"""
const {{ parse }} = require('{PARSER}');
const {{ readFileSync }} = require('node:fs');
for (const file of process.argv.slice(1)) {{
  try {{
    parse(readFileSync(file, 'utf8'), {{ ecmaVersion: 2019, sourceType: 'module' }});
  }} catch (error) {{
    console.log(`${{file}}: ${{error.message}}`);
  }}
}}
"""
needs_node: Final = pytest.mark.skipif(NODE is None, reason="NODE IS MISSING: nothing was parsed as ES2019")


def complaints(*files: Path) -> str:
    """Parse files as ES2019, and give what the parser says of those that are not."""
    command = [str(NODE), "--expose-internals", "-e", PARSE, "--", *map(str, files)]
    run = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    if PARSER in run.stderr:
        pytest.skip("THIS NODE BRINGS NO PARSER: nothing was parsed as ES2019")
    assert run.returncode == 0, run.stderr
    return run.stdout


@needs_node
def test_what_is_shared_and_the_lower_third_parse_as_es2019() -> None:
    assert complaints(*SOURCES, FOLDER / "template.js", FOLDER / "lower-third.js") == ""


@needs_node
def test_the_parser_knows_what_is_newer(tmp_path: Path) -> None:
    newer = tmp_path / "newer.js"
    for code in ("a?.b;", "a ?? b;", "class A { #b = 1; }", "class A { b = 1; }", "a ||= b;", "1_000;", "import('a');"):
        newer.write_text(code, encoding="utf-8")
        assert "newer.js" in complaints(newer), code


@pytest.mark.parametrize("script", SOURCES, ids=lambda script: script.name)
def test_nothing_is_called_that_came_after_chromium_71(script: Path) -> None:
    newer = (
        r"\.(?:at|replaceAll|matchAll|flatMap|replaceChildren|toSorted|findLast|hasOwn|fromEntries|allSettled)\(|"
        r"structuredClone|queueMicrotask|AbortSignal\.|crypto\.randomUUID|requestIdleCallback|\(\?<[=!]"
    )
    assert re.findall(newer, script.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("script", sorted(FOLDER.rglob("*.js")), ids=lambda script: script.name)
def test_no_text_is_ever_parsed_as_markup_or_code(script: Path) -> None:
    banned = (
        r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|DOMParser|\beval\b|new Function|srcdoc|javascript:"
    )
    assert re.findall(banned, script.read_text(encoding="utf-8")) == []


def manifest() -> dict[str, Any]:
    read: dict[str, Any] = json.loads((FOLDER / "ticker.ograf.json").read_text(encoding="utf-8"))
    return read


def manifest_properties() -> list[tuple[str, dict[str, Any]]]:
    return [*manifest()["schema"]["properties"].items()]


def test_the_pages_have_nothing_inline_but_what_spx_reads() -> None:
    for path, inline in ((FOLDER / "index.html", ["<script"]), (OPERATOR / "index.html", [])):
        page = path.read_text(encoding="utf-8")
        assert re.findall(r"<style|\sstyle=|\son[a-z]+=|<script(?![^>]*\ssrc=)", page) == inline


def test_every_file_that_the_pages_name_is_there() -> None:
    named = [
        folder / name
        for folder in (FOLDER, OPERATOR)
        for name in re.findall(r"(?:href|src)=\"([^\"]+)\"", (folder / "index.html").read_text(encoding="utf-8"))
    ]
    named.append(FOLDER / manifest()["main"])
    assert len(named) > 7
    assert [path for path in named if not path.is_file()] == []


@pytest.mark.skipif(not SCHEMAS.is_dir(), reason="EBU'S SCHEMAS ARE MISSING: the OGraf manifest was not validated")
def test_the_manifest_is_valid_against_ebus_schema() -> None:
    schemas = [json.loads(path.read_text(encoding="utf-8")) for path in SCHEMAS.rglob("*.json")]
    main = next(schema for schema in schemas if schema["$id"] == manifest()["$schema"])
    registry = jsonschema_rs.Registry([(schema["$id"], schema) for schema in schemas])
    validator = jsonschema_rs.Draft202012Validator(main, registry=registry)
    assert [error.message for error in validator.iter_errors(manifest())] == []
    assert not validator.is_valid({**manifest(), "actions": []}), "the schema knows what it does not allow"


def test_the_folder_has_no_page_but_the_template() -> None:
    """SPX takes every page for a template, but for those whose names begin with a dot or a line."""
    assert [path.name for path in FOLDER.rglob("*.htm*")] == ["index.html"]


def test_the_manifest_says_what_ograf_and_spx_read_and_nothing_else() -> None:
    required = {"$schema", "id", "name", "main", "supportsRealTime", "supportsNonRealTime"}
    optional = {"version", "description", "author", "customActions", "schema", "stepCount", "renderRequirements"}
    assert required <= manifest().keys() <= required | optional | {"v_spx"}
    assert manifest()["v_spx"].keys() >= {"playserver", "playchannel", "playlayer", "webplayout", "out"}
    assert all(isinstance(value, str) for value in manifest()["v_spx"].values())


@pytest.mark.parametrize(("name", "told"), manifest_properties())
def test_each_option_of_the_manifest_has_a_default_that_every_host_can_send(name: str, told: dict[str, Any]) -> None:
    """SPX fails at the playing of anything that has a default which is no text."""
    assert told.keys() <= {"type", "title", "gddType", "gddOptions", "default", "order", "enum", "pattern", "v_spx"}
    assert (told["type"], type(told["default"])) == ("string", str), name
    if told["gddType"] == "select":
        assert told["default"] in told["enum"]
        assert [*told["gddOptions"]["labels"]] == told["enum"]
        items = [{"text": label, "value": value} for value, label in told["gddOptions"]["labels"].items()]
        assert told["v_spx"] == {"ftype": "dropdown", "items": items}
    if "pattern" in told:
        assert re.fullmatch(told["pattern"], told["default"])
        assert told["v_spx"] == {"ftype": "number"}


def test_no_rundown_asks_for_a_key() -> None:
    assert "key" not in manifest()["schema"]["properties"]
    page = (FOLDER / "index.html").read_text(encoding="utf-8")
    assert '"field": "f5"' not in page
    assert "ticker-key.txt" in page


def test_the_manifest_offers_the_commands_and_options_that_the_graphic_knows() -> None:
    commands = re.search(r"COMMANDS = \[(.*?)\]", (FOLDER / "src" / "rundown.js").read_text(encoding="utf-8"))
    assert commands is not None
    assert {action["id"] for action in manifest()["customActions"]} == {*re.findall(r"'(\w+)'", commands[1])}
    options = (FOLDER / "src" / "options.js").read_text(encoding="utf-8")
    known = re.search(r"const READERS = \{(.*?)\};", options, re.DOTALL)
    assert known is not None
    assert {*manifest()["schema"]["properties"]} <= {*re.findall(r"^  (\w+):", known[1], re.MULTILINE)}
