"""What the style guide says of the whole tree and no linter can: names, sizes, who reads what. Reads files only."""

import ast
import re
import subprocess
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Final

import pytest

import ticker
from tests.processes import ROOT

BANNED_WORDS: Final = frozenset(["channel", "data", "event", "handler", "helper", "item", "manager", "message", "util"])
BANNED_WORDS_ALLOWED: Final = {
    ("ticker/fanout/dispatch.py", "channel"): "Redis's pub/sub channels",
    ("ticker/readers/takeover.py", "data"): "asyncio calls it: data_received",
    ("ticker/readers/takeover.py", "message"): "httptools calls it: on_message_begin",
    ("ticker/store/", "channel"): "Redis's pub/sub channels",
    ("sse.py", "event"): "Server-Sent Events call them so",
}
LONGEST_MODULE_LINES: Final = 300
LONGEST_BODY_LINES: Final = 40
LONGER_ALLOWED: Final = {
    "ticker/app.py:build": "the composition root: one line for each part, and nothing else",
}
"""Modules and functions (``path`` or ``path:function``) that may be longer, each with its reason."""
IGNORES_PER_1000_LINES: Final = 2.0
HANDS_ON_THE_ENVIRONMENT: Final = {
    "ticker/tools/bench/server.py": "to the server that it starts, without what is ticker's",
    "ticker/cli/demo.py": "to Settings.load and to the replay",
    "ticker/cli/serve.py": "to Settings.load",
    "ticker/cli/stores.py": "to Settings.load",
    "ticker/tools/stress/processes.py": "to the servers that it starts, without what is ticker's",
}
TESTED_BY_RUNNING: Final = {
    "ticker/__main__.py": "tests/system/cli/test_tail.py",
    "ticker/tools/bench/floor_loop.py": "tests/unit/bench/test_floor.py",
    "ticker/cli/acts.py": "tests/system/cli/test_filing.py",
    "ticker/cli/keys.py": "tests/system/cli/test_administering.py",
    "ticker/cli/options.py": "tests/system/cli/test_filing.py",
    "ticker/fanout/feed_view.py": "tests/unit/fanout/test_feed_reader.py",
    "ticker/port_sharing.py": "tests/system/readers/test_starting.py",
    "ticker/servers.py": "tests/system/readers/test_metrics_listen.py",
    "ticker/fanout/filing_health.py": "tests/system/test_faults_redis_refuses.py",
    "ticker/fanout/dispatch.py": "tests/system/test_faults_subscription_broken.py",
    "ticker/store/redis/not_redis.py": "tests/system/test_doctor_broken.py",
    "ticker/store/permissions.py": "tests/system/test_doctor_broken.py",
    "ticker/cli/store.py": "tests/system/test_backup_and_restore.py",
    "ticker/cli/standing.py": "tests/system/cli/test_filing.py",
    "ticker/tools/stress/topologies.py": "tests/system/test_stress.py",
    "ticker/tools/stress/disks.py": "tests/system/test_stress.py",
    "ticker/tools/stress/final_checks.py": "tests/system/test_stress.py",
    "ticker/tools/stress/failover.py": "tests/system/test_stress.py",
    "ticker/tools/stress/filers.py": "tests/system/test_stress.py",
    "ticker/tools/stress/packet_filter.py": "tests/unit/stress/test_timeouts.py",
    "ticker/tools/stress/hostile_readers.py": "tests/system/test_stress.py",
    "ticker/tools/stress/deployment.py": "tests/system/test_stress.py",
    "ticker/tools/stress/polling_readers.py": "tests/system/test_stress.py",
    "ticker/tools/stress/processes.py": "tests/system/test_stress.py",
    "ticker/tools/stress/run.py": "tests/system/test_stress.py",
    "ticker/tools/stress/scenario.py": "tests/system/test_stress.py",
    "ticker/tools/stress/segments.py": "tests/system/test_stress.py",
    "ticker/tools/stress/keys.py": "tests/system/test_stress.py",
    "ticker/tools/stress/violation.py": "tests/system/test_stress.py",
    "ticker/tools/stress/recording_readers.py": "tests/system/test_stress.py",
}
"""Modules that no test imports, each with the tests that run it in a process. The pure core has no place here."""
PLACES_OF_A_MACHINE: Final = re.compile(r"/(?:root|Users|work)/|/home/(?!www-data)[a-z]|[A-Z]:\\Users")
PLACES_OF_AN_INDEX: Final = re.compile(
    r"pypi[.]org/simple|files[.]pythonhosted|index[-]url|find[-]links|[/]simple/|://[^ /]*(?:artifactory|nexus|devpi)"
)


@cache
def tracked() -> tuple[str, ...]:
    """Return the paths that are in the repository, or would be with the next ``git add``."""
    command = ["git", "-c", f"safe.directory={ROOT}", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    listing = subprocess.run(command, cwd=ROOT, capture_output=True, check=False)
    if listing.returncode != 0:
        pytest.skip("not in a git checkout, so nothing says which files are the project's")
    return tuple(path for path in listing.stdout.decode().split("\0") if path and (ROOT / path).is_file())


def sources(*folders: str, suffix: str = ".py", having: str = "") -> Iterator[tuple[str, str]]:
    """Return path and text of each tracked source below these folders that matches the expression ``having``.

    To read a source is quick, to parse it is not.
    """
    for path in tracked():
        if path.startswith(folders) and path.endswith(suffix):
            text = (ROOT / path).read_text()
            if re.search(having, text):
                yield path, text


def definitions(text: str) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef]:
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield node


def words(name: str) -> set[str]:
    """Split ``SomeName``, ``some_names`` into words, each in its singular."""
    return {word.lower().removesuffix("s") for word in re.findall(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])", name)}


def test_no_name_says_a_word_that_the_design_does_not_use() -> None:
    broken = []
    for path, text in sources("ticker/"):
        allowed = {word for (part, word) in BANNED_WORDS_ALLOWED if part in path}
        names = {definition.name for definition in definitions(text)} | {Path(path).stem}
        broken += [f"{path}: {name}" for name in sorted(names) if words(name) & (BANNED_WORDS - allowed)]
    assert not broken, "\n".join(broken)


def test_no_module_is_too_long_to_be_read_at_once() -> None:
    broken = []
    for suffix in (".py", ".js", ".lua"):
        for path, text in sources("ticker/", "clients/", suffix=suffix):
            lines = len(text.splitlines())
            is_bundle = text.startswith("/*! ")  # by `make clients`, of modules that are held to the length
            if lines > LONGEST_MODULE_LINES and path not in LONGER_ALLOWED and not is_bundle:
                broken.append(f"{path}: {lines}")
    assert not broken, "\n".join(broken)


def test_no_function_is_longer_than_a_screen() -> None:
    broken = []
    for path, text in sources("ticker/"):
        for definition in definitions(text):
            if isinstance(definition, ast.ClassDef):
                continue
            body = definition.body[ast.get_docstring(definition) is not None :]
            lines = (definition.end_lineno or 0) - body[0].lineno + 1 if body else 0
            if lines > LONGEST_BODY_LINES and f"{path}:{definition.name}" not in LONGER_ALLOWED:
                broken.append(f"{path}:{definition.name}: {lines}")
    assert not broken, "\n".join(broken)


def test_only_the_settings_read_the_environment() -> None:
    broken = []
    for path, text in sources("ticker/", having="environ|getenv"):
        for node in ast.walk(ast.parse(text)):
            match node:
                case (
                    ast.Subscript(value=ast.Attribute(attr="environ"))
                    | ast.Attribute(value=ast.Attribute(attr="environ"), attr="get" | "setdefault" | "pop")
                    | ast.Attribute(value=ast.Name(id="os"), attr="getenv")
                    | ast.ImportFrom(module="os", names=[ast.alias(name="environ" | "getenv"), *_])
                ):
                    broken.append(f"{path}:{node.lineno} reads a variable")
                case ast.Attribute(value=ast.Name(id="os"), attr="environ"):
                    if path not in HANDS_ON_THE_ENVIRONMENT:
                        broken.append(f"{path}:{node.lineno} has the environment")
                case _:
                    pass
    assert not broken, "\n".join(broken)


def test_exceptions_from_types_and_coverage_are_rare() -> None:
    marks = re.compile(r"#.*\b(?:type: ignore|pragma: no (?:cover|branch))")
    lines, found = 0, []
    for path, text in sources("ticker/", "tests/"):
        lines += len(text.splitlines())
        found += [f"{path}:{n}" for n, line in enumerate(text.splitlines(), 1) if marks.search(line)]
    assert len(found) <= lines * IGNORES_PER_1000_LINES / 1_000, found


def test_no_test_waits_for_time_to_pass() -> None:
    broken = []
    for path, text in sources("tests/", having="sleep|wait_for_timeout"):
        for node in ast.walk(ast.parse(text)):
            match node:
                case ast.Call(args=[ast.Constant(value=0)]):
                    continue  # sleep(0) is a turn of the loop, not a time
                case (
                    ast.Call(func=ast.Attribute(attr="sleep" | "wait_for_timeout"))
                    | ast.Call(func=ast.Name(id="sleep"))
                ) if path != "tests/waiting.py":
                    broken.append(f"{path}:{node.lineno}")
                case _:
                    pass
    assert not broken, "\n".join(broken)


def pure_core() -> frozenset[str]:
    """Return the modules that `make check` wants covered to the last branch."""
    patterns = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["coverage"]["run"]["include"]
    return frozenset(path.relative_to(ROOT).as_posix() for pattern in patterns for path in ROOT.glob(pattern))


def test_each_module_has_a_test_of_its_name_or_one_that_imports_it() -> None:
    tested = set()
    for path, text in sources("tests/"):
        tested.add(Path(path).stem)
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.ImportFrom) and node.module:
                tested |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
            elif isinstance(node, ast.Import):
                tested |= {alias.name for alias in node.names}
    broken = []
    for path, text in sources("ticker/"):
        module = Path(path)
        dotted = path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
        if module.stem == "__init__" and not any(definitions(text)):
            continue
        if not {dotted, f"test_{module.stem}", f"test_{module.parent.name}_{module.stem}"} & tested:
            broken.append(path)
    assert set(broken) == TESTED_BY_RUNNING.keys(), "\n".join(sorted(set(broken) ^ TESTED_BY_RUNNING.keys()))
    assert not TESTED_BY_RUNNING.keys() & pure_core()


def test_what_is_tested_by_running_is_run() -> None:
    assert {path for path in TESTED_BY_RUNNING.values() if not (ROOT / path).is_file()} == set()


def test_the_changelog_begins_with_this_version() -> None:
    newest = re.search(r"^## (\S+)", (ROOT / "CHANGELOG.md").read_text(), re.MULTILINE)
    assert newest is not None
    assert newest[1] == ticker.__version__


@pytest.mark.parametrize("places", [PLACES_OF_A_MACHINE, PLACES_OF_AN_INDEX], ids=["machine", "index"])
def test_no_file_names_a_place_that_others_do_not_have(places: re.Pattern[str]) -> None:
    here = str(ROOT) + "/"
    broken = []
    for path in tracked():
        if path == Path(__file__).relative_to(ROOT).as_posix():
            continue  # it has to spell them
        text = (ROOT / path).read_bytes().decode(errors="replace")
        for number, line in enumerate(text.splitlines(), 1):
            if places.search(line) or here in line:
                broken.append(f"{path}:{number}: {line.strip()[:80]}")
    assert not broken, "\n".join(broken)
