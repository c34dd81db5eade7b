"""``make deploys``: a rolling restart under load, measured; status 1 if any reader missed or repeated anything."""

import argparse
import asyncio
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.system.deploys.arrivals import Arrivals
from tests.system.deploys.rolling import Load, Rolled, roll
from ticker.listen import raise_descriptor_limit


def main() -> int:
    """Read the options, roll, and print what it was like."""
    default = Load()
    parser = argparse.ArgumentParser(prog="make deploys", description=__doc__)
    parser.add_argument("--readers", type=int, default=default.readers)
    parser.add_argument("--updates-per-second", type=float, default=default.updates_per_s)
    parser.add_argument("--drain-seconds", type=float, default=default.drain_s)
    parser.add_argument("--proxy", choices=("haproxy", "nginx"), default=default.proxy)
    asked = parser.parse_args()
    load = Load(asked.readers, asked.updates_per_second, asked.drain_seconds, asked.proxy)
    raise_descriptor_limit()
    with tempfile.TemporaryDirectory(prefix="td-", dir="/tmp") as folder:
        try:
            rolled = asyncio.run(roll(load, Path(folder), tell=_tell))
        except pytest.skip.Exception as missing:
            _tell(str(missing))
            return 1
    sys.stdout.writelines(f"{line}\n" for line in told(rolled))
    return int(bool(rolled.log.faults or rolled.lacking))


def _tell(words: str) -> None:
    sys.stderr.write(f"{words}\n")


def told(rolled: Rolled) -> Iterator[str]:
    """Say what a rolling restart was like."""
    load, log = rolled.load, rolled.log
    yield f"{load.readers:,} readers, {load.updates_per_s:g} updates/s, drained over {load.drain_s:g} s, {load.proxy}"
    yield f"joined at first: {_arrivals(rolled.first)}"
    for number, restart in enumerate(rolled.restarts, 1):
        yield (
            f"restart {number}: {restart.sent_away:,} sent away; down after {restart.down_s:.1f} s, "
            f"up {restart.up_s:.1f} s later, all back {restart.whole_s:.1f} s after the signal"
        )
        yield f"  joins: {_arrivals(restart.joins)}"
        yield f"  tries: {_arrivals(restart.tries)}"
    away = sorted(log.away_s)
    if away:
        yield f"away: median {away[len(away) // 2]:.1f} s, longest {away[-1]:.1f} s"
    yield f"ended: {dict(log.sent_away)}; turned away: {dict(log.turned_away)}"
    yield f"{len(rolled.acknowledged):,} entries acknowledged, {rolled.refused} tries refused and made again"
    yield f"{log.deliveries:,} deliveries; faults: {len(log.faults)}; readers without the newest: {rolled.lacking}"
    shares = (f"{name} {used_s / rolled.over_s:.0%}" for name, used_s in rolled.cpu_s.items())
    yield f"CPU over {rolled.over_s:.0f} s, of one core: {', '.join(shares)}"
    yield from log.faults[:10]


def _arrivals(arrivals: Arrivals) -> str:
    second, tenth = arrivals.peaks
    mean = f"{arrivals.count:,} over {arrivals.over_s:.1f} s: {arrivals.mean_per_s:.0f}/s"
    return f"{mean}, at most {second} in 1 s, {tenth} in 100 ms"


if __name__ == "__main__":
    sys.exit(main())
