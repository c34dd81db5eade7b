"""``make soak``: an hour of the service's clocks in ten minutes, measured; status 1 if anything grows or is left."""

import argparse
import asyncio
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests.system.soak.rests import Plan, Soaked, mib
from tests.system.soak.soaking import soak


def main() -> int:
    """Read the options, soak, and say what it was like."""
    parser = argparse.ArgumentParser(prog="make soak", description=__doc__)
    parser.add_argument("--minutes", type=float, default=10.0)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    rounds = 10
    plan = Plan(rounds=rounds, round_s=asked.minutes * 60 / rounds, seed=asked.seed)
    with tempfile.TemporaryDirectory(prefix="ts-", dir="/tmp") as folder:
        soaked = asyncio.run(soak(plan, Path(folder), tell=_tell))
    sys.stdout.writelines(f"{line}\n" for line in told(soaked))
    return int(any(soaked.troubles()))


def _tell(words: str) -> None:
    sys.stderr.write(f"{words}\n")


def told(soaked: Soaked) -> Iterator[str]:
    """Say what a soak was like."""
    plan, rests = soaked.plan, soaked.settled
    yield (
        f"{soaked.rests[-1].at_s / 60:.1f} minutes, {soaked.rests[-1].at_s * plan.divided_by / 3600:.1f} hours of the "
        f"service's clocks; {plan.visitors} visitors and {plan.filers} filers at a time, seed {plan.seed}"
    )
    yield f"visits: {_counts(soaked.done)}"
    yield f"filed: {_counts(soaked.filed)}; {soaked.rests[-1].joins:,} joins, {soaked.closed_as_too_slow:,} too slow"
    yield f"CPU: {soaked.cpu_s:.0f} s"
    if rests:
        first, last = rests[0], rests[-1]
        yield f"from {first.at_s:.0f} s to {last.at_s:.0f} s, after the warm-up:"
        grown_kib = soaked.growths["rss_bytes"] / 2**10
        yield f"  RSS {mib(first.rss_bytes)} to {mib(last.rss_bytes)}, by a line through all {grown_kib:+.0f} KiB"
        yield f"  objects {first.objects:,} to {last.objects:,}, by the line {soaked.growths['objects']:+.0f}"
        yield f"  descriptors {first.files}+{first.pooled} to {last.files}+{last.pooled}, tasks {len(last.tasks)}"
        kept = f"{soaked.store_bytes_per_entry:.0f} bytes for each entry that was written"
        yield f"  Valkey {mib(first.store_bytes)} to {mib(last.store_bytes)}: {kept}"
    for trouble in soaked.troubles():
        yield f"NOT AS IT SHOULD BE: {trouble}"


def _counts(counted: "dict[str, int]") -> str:
    return ", ".join(f"{count:,} {name}" for name, count in sorted(counted.items()))


if __name__ == "__main__":
    sys.exit(main())
