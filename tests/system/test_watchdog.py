"""An event loop that does not turn any more ends its process; a process that is merely stopped lives on."""

import json
import signal
import sys
import textwrap
import time
from pathlib import Path
from typing import Any

import pytest

from tests.processes import PORTS, Process
from tests.servers import ValkeyServer
from tests.waiting import keep_pace, until
from ticker.watchdog import STATUS

CHILD = """
    import asyncio, sys, time
    from ticker.logs import configure
    from ticker.watchdog import watched

    async def never_yields():
        while True:
            pass

    async def turns():
        for _ in range(100):
            await asyncio.sleep(0.05)
        print("over", flush=True)

    configure("json")
    with asyncio.Runner() as runner, watched(runner.get_loop(), stuck_after_s=1, looks_every_s=0.1):
        print("begun", flush=True)
        runner.run({doing}())
"""
SERVICE = """
    import sys
    from pathlib import Path
    from ticker.app import main
    from ticker.settings import Settings
    from ticker.store.pubsub import Subscription

    def never_yields():
        while True:
            pass

    async def hang(self):
        never_yields()

    Subscription.next = hang
    main(Settings.load({{}}, {{"port": {port}, "redis_url": "{url}", "log_format": "json"}}))
"""


def child(folder: Path, text: str, **fields: object) -> Process:
    code = textwrap.dedent(text).format(**fields)
    return Process([sys.executable, "-c", code], log=folder / "child.log")


def last_words(process: Process) -> dict[str, Any]:
    """Return the last line that it logged."""
    line: dict[str, Any] = json.loads(process.output.splitlines()[-1])
    return line


async def test_a_loop_that_never_turns_ends_its_process_with_70_and_leaves_every_stack_in_the_log(
    tmp_path: Path,
) -> None:
    process = child(tmp_path, CHILD, doing="never_yields")
    try:
        assert await process.ended(within_s=15) == STATUS == 70
    finally:
        process.kill()
    said = last_words(process)
    assert (said["level"], said["text"]) == ("critical", "the event loop does not turn: the process ends")
    assert "thread MainThread:" in said["stacks"]
    assert "in never_yields" in said["stacks"]
    assert "thread watchdog:" in said["stacks"]


async def test_a_process_that_was_stopped_for_longer_than_its_patience_lives_on(tmp_path: Path) -> None:
    process = child(tmp_path, CHILD, doing="turns")
    try:
        await until(lambda: "begun" in process.output)
        for _ in range(2):
            process.send(signal.SIGSTOP)
            await keep_pace(2.0)
            process.send(signal.SIGCONT)
            await keep_pace(0.2)
        assert await process.ended(within_s=15) == 0
    finally:
        process.kill()
    assert process.output == "begun\nover\n"


@pytest.mark.long
async def test_a_service_that_hangs_ends_with_70_after_10_s(valkey: ValkeyServer, tmp_path: Path) -> None:
    process = child(tmp_path, SERVICE, port=next(PORTS), url=valkey.url)
    try:
        await until(lambda: "API:" in process.output, within_s=20)
        hung_at = time.monotonic()
        assert await process.ended(within_s=25) == STATUS
        assert time.monotonic() - hung_at > 9
    finally:
        process.kill()
    assert "in never_yields" in last_words(process)["stacks"]
