"""Runs the fuzzing client of the Autobahn testsuite against the echo on our seam, and says what it found.

``python -m tests.system.hostile.autobahn`` (``make autobahn``) needs a Python 2.7 with pip, because the testsuite does;
without one it says so and ends with status 3. The same cases stand in ``autobahn_cases`` by hand, for every machine.
"""

import argparse
import asyncio
import json
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

from tests.processes import PORTS, ROOT
from tests.system.hostile.echo import PATH, echoing

REQUIREMENTS: Final = Path(__file__).with_name("autobahn.txt")
INSTALLED: Final = ROOT / ".venv" / "autobahn"
LAX: Final = frozenset(["3.2", "3.3", "4.1.3", "4.1.4", "4.2.3", "4.2.4", "5.15", "6.4.3", "6.4.4"])
"""Where the websockets library documents that it is not strict (its compliance/README.rst): more than RFC 6455 asks."""
WITHOUT: Final = ("12.*", "13.*")
"""Compression, which the service does not offer."""
FUZZ: Final = """
import site, sys
site.addsitedir(sys.argv[1])
from autobahntestsuite.wstest import run
sys.argv = ["wstest", "-m", "fuzzingclient", "-s", sys.argv[2]]
run()
"""
NO_PYTHON: Final = 3
WITHIN_S: Final = 1_200


def python_2() -> str | None:
    """Find a Python 2.7 that has pip."""
    kept = sorted(Path.home().glob(".pyenv/versions/2.7*/bin/python2.7"), reverse=True)
    for found in filter(None, [shutil.which("python2.7"), shutil.which("python2"), *map(str, kept)]):
        if subprocess.run([found, "-m", "pip", "--version"], capture_output=True, check=False).returncode == 0:
            return found
    return None


def install(python: str) -> None:
    """Install the testsuite once, beside the environment's packages."""
    stamp = INSTALLED / REQUIREMENTS.name
    if stamp.exists() and stamp.read_text() == REQUIREMENTS.read_text():
        return
    shutil.rmtree(INSTALLED, ignore_errors=True)
    command = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps"]
    subprocess.run([*command, "--target", str(INSTALLED), "-r", str(REQUIREMENTS)], check=True)
    shutil.copy(REQUIREMENTS, stamp)


async def fuzz(python: str, cases: Iterable[str]) -> dict[str, dict[str, Any]]:
    """Run the cases; return what the testsuite found, by number."""
    port = next(PORTS)
    with tempfile.TemporaryDirectory(prefix="autobahn-") as folder:
        at = Path(folder)
        served = {"agent": "ticker", "url": f"ws://127.0.0.1:{port}{PATH}"}
        asked = {"outdir": f"{at}/reports", "servers": [served], "cases": list(cases), "exclude-cases": list(WITHOUT)}
        (at / "spec.json").write_text(json.dumps({**asked, "exclude-agent-cases": {}}))
        async with echoing(port):
            command = [python, "-c", FUZZ, str(INSTALLED), str(at / "spec.json")]
            client = await asyncio.create_subprocess_exec(*command, cwd=at, stdout=subprocess.DEVNULL)
            async with asyncio.timeout(WITHIN_S):
                status = await client.wait()
        if status:
            raise SystemExit(f"the fuzzing client ended with status {status}")
        found: dict[str, dict[str, Any]] = json.loads((at / "reports" / "index.json").read_text())["ticker"]
    return found


def judge(found: dict[str, dict[str, Any]]) -> list[str]:
    """Return a line for each case that failed, and for each that is lax where the library does not say so."""
    allowed = {"OK", "INFORMATIONAL"}
    return [
        f"{number}: {one['behavior']}, closing {one['behaviorClose']}, code {one['remoteCloseCode']}"
        for number, one in found.items()
        if not {one["behavior"], one["behaviorClose"]} <= (allowed | {"NON-STRICT"} if number in LAX else allowed)
    ]


def show(found: dict[str, dict[str, Any]]) -> None:
    """Print what came of the cases, group by group."""
    groups: dict[str, Counter[str]] = {}
    for number, one in found.items():
        groups.setdefault(number.split(".")[0], Counter())[one["behavior"]] += 1
    for group, counted in sorted(groups.items(), key=lambda pair: int(pair[0])):
        print(f"group {group:>2}: " + ", ".join(f"{count} {behavior}" for behavior, count in counted.items()))
    print("not strict: " + (", ".join(n for n, one in found.items() if one["behavior"] == "NON-STRICT") or "none"))


def main() -> int:
    """Find, install, run, judge; return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("cases", nargs="*", default=["*"], help="as the testsuite writes them: 1.*, 6.4.3; all")
    chosen = parser.parse_args()
    python = python_2()
    if python is None:
        print(
            "SKIPPED: the Autobahn testsuite runs on Python 2.7, and this machine has none with pip.", file=sys.stderr
        )
        print("Its cases ran by hand: tests/system/hostile/test_autobahn_cases.py", file=sys.stderr)
        return NO_PYTHON
    install(python)
    found = asyncio.run(fuzz(python, chosen.cases))
    show(found)
    wrong = judge(found)
    print("\n".join(wrong) or f"{len(found)} cases, and no failure")
    return 1 if wrong or not found else 0


if __name__ == "__main__":
    sys.exit(main())
