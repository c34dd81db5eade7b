"""The descriptor limit goes up as far as it may, and never down."""

import json
import resource
import subprocess
import sys

import pytest

SCRIPT = """
import json, resource, sys
from ticker.listen import raise_descriptor_limit
soft, hard = json.loads(sys.argv[1])
resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
print(json.dumps([raise_descriptor_limit(), *resource.getrlimit(resource.RLIMIT_NOFILE)]))
"""


def raised_from(soft: int, hard: int) -> tuple[int, int, int]:
    """Raise the limit in a process of its own; return what it returned, and both limits after."""
    command = [sys.executable, "-c", SCRIPT, json.dumps([soft, hard])]
    told, soft_after, hard_after = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)
    return told, soft_after, hard_after


@pytest.mark.parametrize(("soft", "hard"), [(256, 1_000), (256, 256), (999, 1_000)])
def test_the_soft_limit_becomes_the_hard_one(soft: int, hard: int) -> None:
    assert raised_from(soft, hard) == (hard, hard, hard)


def test_what_is_told_is_what_stands() -> None:
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    told, soft_after, _ = raised_from(300, hard)
    assert told == soft_after >= 300
