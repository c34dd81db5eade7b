"""Join the clients' ES modules into one classic script per surface, without comments. Needs Python alone, no Node.

``make clients`` runs it; what it writes is committed, and ``--check`` says what is not as its sources would make it.
It knows only the JavaScript that the clients are written in: named imports from relative paths, named exports of
declarations, no default exports, no renaming; and no name is declared twice at the top of the modules of a surface.
"""

import argparse
import base64
import hashlib
import json
import re
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from javascript import shortened, stripped, tokens

ROOT = Path(__file__).parents[1]
CLIENTS = ROOT / "clients"

IMPORT = re.compile(r"^import (?:\{(?P<names>[^}]*)\} from )?'(?P<path>\.[^']+)';\n", re.MULTILINE)
EXPORT = re.compile(r"^export (?=(?:async )?(?:function|class|const)\b)", re.MULTILINE)
EXPORTED = re.compile(r"^export (?:async )?(?:function|class|const) (?P<name>[\w$]+)", re.MULTILINE)
DECLARED = re.compile(r"^(?:async )?(?:function|class|const|let) (?:(?P<name>[\w$]+)|\{)", re.MULTILINE)


@dataclass(frozen=True)
class Surface:
    """What one joined file is made of: ``entry`` and all that it imports, written to ``target``."""

    entry: str
    target: str
    is_small: bool = False
    """Names are shortened as well, because every reader of every host loads it."""
    is_released: bool = False
    """A copy under its version is kept in ``releases/``, and its README, hosts' pages too, name its hash."""
    gives: str = ""
    """What the joined file exports by default, as a module; empty: it is a classic script."""


SURFACES = (
    Surface("widget/define.js", "widget/breaking-ticker.js", is_small=True, is_released=True),
    Surface("lower-third/src/template.js", "lower-third/template.js"),
    Surface("lower-third/src/ograf.js", "lower-third/lower-third.js", gives="OgrafLowerThird"),
    Surface("lower-third/operator/page.js", "lower-third/operator.js"),
    Surface("composer/page.js", "composer/composer.js"),
)


class NotJoinable(Exception):
    """A module says something that cannot be joined."""


def modules(entry: Path) -> list[Path]:
    """List a module and all that it imports, each after what it needs."""
    found: list[Path] = []

    def visit(module: Path, on_the_way: tuple[Path, ...]) -> None:
        if module in on_the_way:
            raise NotJoinable(f"{module} imports itself by way of {on_the_way[-1]}")
        if module in found:
            return
        for one in IMPORT.finditer(module.read_text(encoding="utf-8")):
            imported = (module.parent / one["path"]).resolve()
            hold_exports(module, one["names"] or "", imported)
            visit(imported, (*on_the_way, module))
        found.append(module)

    visit(entry, ())
    return found


def hold_exports(module: Path, names: str, imported: Path) -> None:
    """Let a module import only what another one exports; joined, any name of any module would do.

    Raises:
        NotJoinable: it imports a name that is not exported there.
    """
    exported = {one["name"] for one in EXPORTED.finditer(stripped(imported.read_text(encoding="utf-8")))}
    for name in filter(None, (name.strip() for name in names.split(","))):
        if name not in exported:
            raise NotJoinable(f"{module} imports {name}, which {imported} does not export")


def body(module: Path) -> str:
    """Give a module's own code, without its imports and the word export."""
    code = EXPORT.sub("", IMPORT.sub("", stripped(module.read_text(encoding="utf-8"))))
    left = re.search(r"^(?:import|export)\b.*", code, re.MULTILINE)
    if left:
        raise NotJoinable(f"{module}: {left[0]}")
    return code


def joined(entry: Path, *, is_small: bool, gives: str = "") -> str:
    """Join a module and all that it imports into one script that leaves no name behind, or exports one."""
    bodies = {module: body(module) for module in modules(entry)}
    declared: dict[str, Path] = {}
    for module, code in bodies.items():
        for name in top_names(code):
            if name in declared:
                raise NotJoinable(f"{name} is declared by {declared[name]} and by {module}")
            declared[name] = module
    whole = "".join(bodies.values())
    code = shortened(whole) if is_small else whole.rstrip()
    opening, ending = ("export default ", f"\nreturn {gives};") if gives else ("", "")
    return f"{opening}(() => {{\n'use strict';\n{code}{ending}\n}})();\n"


def top_names(code: str) -> Iterable[str]:
    """Name what a module declares at its top, where the braces are even."""
    depth, top = 0, []
    for token in tokens(code):
        depth += {"{": 1, "}": -1}.get(token.text, 0) if token.kind == "sign" else 0
        top.append(token.text if depth == 0 or "\n" in token.text else " ")
    return [str(found["name"]) for found in DECLARED.finditer("".join(top)) if found["name"]]


def integrity(content: str) -> str:
    """Give the value of an ``integrity`` attribute."""
    return "sha384-" + base64.b64encode(hashlib.sha384(content.encode()).digest()).decode()


def outputs(surface: Surface) -> dict[Path, str]:
    """Give every file of a surface that is made, with what it should say."""
    target = CLIENTS / surface.target
    package = json.loads((target.parent / "package.json").read_text(encoding="utf-8"))
    banner = f"{target.stem} {package['version']} | {package['license']} | part of ticker"
    script = f"/*! {banner} */\n{joined(CLIENTS / surface.entry, is_small=surface.is_small, gives=surface.gives)}"
    made = {target: script}
    if surface.is_released:
        made[target.parent / "releases" / f"{target.stem}-{package['version']}.js"] = script
        for page in sorted(target.parent.glob("*.md")):
            made[page] = pinned(page.read_text(encoding="utf-8"), target.stem, package["version"], script)
    return made


def pinned(page: str, stem: str, version: str, script: str) -> str:
    """Let a page name the current version and its hash."""
    page = re.sub(rf"{stem}-\d+\.\d+\.\d+\.js", f"{stem}-{version}.js", page)
    return re.sub(r"sha384-[A-Za-z0-9+/=]{64}", integrity(script), page)


def main() -> int:
    """Write what is made, or with ``--check`` only say what differs."""
    parser = argparse.ArgumentParser(description="Join the clients' modules into one file per surface.")
    parser.add_argument("--check", action="store_true", help="write nothing; status 1 if a file is not as made")
    is_check = parser.parse_args().check
    differing = []
    for surface in SURFACES:
        for path, content in outputs(surface).items():
            if path.exists() and path.read_text(encoding="utf-8") == content:
                continue
            differing.append(str(path.relative_to(ROOT)))
            if not is_check:
                path.parent.mkdir(exist_ok=True)
                path.write_text(content, encoding="utf-8")
    if differing:
        sys.stdout.write(f"{'not as made' if is_check else 'made'}: {', '.join(differing)}\n")
    return 1 if is_check and differing else 0


if __name__ == "__main__":
    sys.exit(main())
