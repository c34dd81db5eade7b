"""``ticker stress``: on the product it finds nothing, and on a product with a defect it finds just that.

The defects are put into real servers: Python runs ``sitecustomize`` first, and that changes one function.
"""

import json
import os
import random
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.processes import ROOT, Process

pytestmark = [pytest.mark.long, pytest.mark.timeout(180)]
WITHIN_S = 150.0
RELEASE = "528342d"
"""The last commit of 0.1.0."""
FORGETS_AN_ENTRY = """
from ticker.fanout.tail import Tail
apply = Tail.apply

def forget(self, entry, *, trimmed):
    if entry.seq % 13:
        apply(self, entry, trimmed=trimmed)
    else:
        self.seq, self.last = entry.seq, entry.version_id

Tail.apply = forget
"""
NEVER_COMPARES = """
from ticker.fanout.replica import FeedReplica
from ticker.fanout.sync import LogSync
take, hear = FeedReplica.take, FeedReplica.hear

def take_first(self, reading, entries, *, asked):
    if not self.tail.is_loaded:
        take(self, reading, entries, asked=asked)

def hear_anything(self, live):
    if self.tail.is_loaded and hasattr(live, "entry") and live.entry.seq > self.tail.seq:
        self.tail.apply(live.entry, trimmed=live.trimmed)
        self._grown()

FeedReplica.take, FeedReplica.hear = take_first, hear_anything
"""
KEEPS_KILLED_WORDS = """
from ticker.fanout.tail import Tail
snapshot = Tail.snapshot

def stale(self, now_ms):
    if not hasattr(Tail, "kept"):
        Tail.kept = {}
    given = Tail.kept.get(id(self))
    if given is None or given[0] + 40 < self.seq:
        given = Tail.kept[id(self)] = (self.seq, snapshot(self, now_ms))
    return given[1]

Tail.snapshot = stale
"""
WAITS_FOR_EVER = """
from ticker.errors import StoreUnavailable
from ticker.store.redis.connection import StrictConnection
from ticker.store.pubsub import Subscription
next = Subscription.next

async def ask_again(self):
    try:
        return await next(self)
    except StoreUnavailable as failed:
        if str(failed) == "the pub/sub connection broke":
            return None
        raise

del StrictConnection.read_response
Subscription.next = ask_again
"""
FORGETS_KEYS = """
from dataclasses import replace
from ticker.store.log import Log
append = Log.append

async def forget(self, feed, attempt, *, place):
    return await append(self, feed, replace(attempt, idempotency=None), place=place)

Log.append = forget
"""


def stress(tmp_path: Path, *flags: str, defect: str = "") -> Process:
    path = tmp_path / "defect"
    path.mkdir()
    (path / "sitecustomize.py").write_text(defect)
    environment = {**os.environ, "PYTHONPATH": str(path)}
    return Process(
        [sys.executable, "-m", "ticker", "stress", "--json", *flags], log=tmp_path / "log", environment=environment
    )


def report_in(run: Process) -> dict[str, Any]:
    [line] = [line for line in run.output.splitlines() if line.startswith("{")]
    report: dict[str, Any] = json.loads(line)
    return report


@pytest.mark.parametrize("seed", [1, 2, random.randrange(1 << 32)], ids=["1", "2", "random"])
async def test_every_promise_is_kept_whatever_strikes(tmp_path: Path, seed: int) -> None:
    print(f"seed {seed}")  # noqa: T201 - for whoever has to play it again
    run = stress(tmp_path, "--seed", str(seed), "--scenarios", "8", "--readers", "24")
    assert await run.ended(within_s=WITHIN_S) == 0, run.output
    report = report_in(run)
    assert report["seed"] == seed
    assert report["violations"] == []
    assert report["scenarios"] == 8
    assert sum(report["strikes"].values()) + len(report["left_out"]) >= 8
    assert report["filed"] > 10
    assert report["given"] > report["filed"]


@pytest.mark.parametrize("fault", ["time-out-subscriptions", "kill-primary", "freeze-primary"])
async def test_every_promise_is_kept_when_it_strikes(tmp_path: Path, fault: str) -> None:
    seed = random.randrange(1 << 32)
    print(f"seed {seed}")  # noqa: T201 - for whoever has to play it again
    run = stress(tmp_path, "--seed", str(seed), "--scenarios", "3", "--readers", "24", "--faults", fault)
    assert await run.ended(within_s=WITHIN_S) == 0, run.output
    report = report_in(run)
    assert report["violations"] == []
    assert report["strikes"].get(fault, 0) + 3 * (fault in report["left_out"]) >= 3
    if fault.endswith("-primary"):
        assert report["gaps"] > 0, "a failover is a new epoch, and readers are told so"


@pytest.fixture
def released(tmp_path: Path) -> Path:
    """Return a folder with the last release as git has it."""
    folder = tmp_path / "released"
    folder.mkdir()
    archive = subprocess.run(
        ["git", "-c", f"safe.directory={ROOT}", "archive", RELEASE, "ticker"], cwd=ROOT, capture_output=True, check=True
    )
    subprocess.run(["tar", "-x", "-C", str(folder)], input=archive.stdout, check=True)
    return folder


@pytest.mark.parametrize("seed", [1, 2])
async def test_old_and_new_servers_keep_every_promise_side_by_side(tmp_path: Path, released: Path, seed: int) -> None:
    flags = ("--seed", str(seed), "--scenarios", "8", "--readers", "24", "--beside", str(released))
    run = stress(tmp_path, *flags, "--faults", "change-version,kill-server,kill-store,drain-server")
    assert await run.ended(within_s=WITHIN_S) == 0, run.output
    report = report_in(run)
    assert report["violations"] == []
    assert report["strikes"]["change-version"] >= 2
    assert report["strikes"]["drain-server"] >= 2


async def test_a_folder_without_a_ticker_is_no_version_to_change_to(tmp_path: Path) -> None:
    run = stress(tmp_path, "--beside", str(tmp_path))
    assert await run.ended(within_s=WITHIN_S) == 2
    assert "there is no ticker in" in run.output


@pytest.mark.parametrize(
    ("defect", "faults", "promises"),
    [
        (FORGETS_AN_ENTRY, "flush-scripts", {"I1", "I5"}),
        (NEVER_COMPARES, "cut-store", {"I1", "I5", "I8"}),
        (KEEPS_KILLED_WORDS, "reset-links", {"I5", "I6"}),
        (FORGETS_KEYS, "stall-store", {"I4"}),
        (WAITS_FOR_EVER, "time-out-subscriptions", {"I9"}),
        # I9 where nothing was lost: every filing of a process that misses the new epoch is refused for good.
        (NEVER_COMPARES, "kill-primary", {"I1", "I5", "I8", "I9"}),
    ],
    ids=["forgets an entry", "never compares", "keeps killed words", "forgets keys", "waits for ever", "misses a fork"],
)
async def test_a_defect_is_found(tmp_path: Path, defect: str, faults: str, promises: set[str]) -> None:
    flags = ("--seed", "3", "--scenarios", "8", "--readers", "24", "--faults", faults)
    run = stress(tmp_path, *flags, defect=defect)
    assert await run.ended(within_s=WITHIN_S) == 1, run.output
    report = report_in(run)
    found = {violation["promise"] for violation in report["violations"]}
    assert found & promises, report["story"]
    assert any("broken" in line for line in report["story"])
    shutil.rmtree(report["logs"])
