"""Tries every attack on a server of its own and prints what was measured; ``make hostile`` writes it into a page.

``python -m tests.system.hostile [NAME …] [--seconds 12] [--write docs/performance.md]``
"""

import argparse
import asyncio
import os
import random
import shutil
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from tests.system.hostile.attacks import ATTACKS
from tests.system.hostile.join_flood import COMPILERS, FLOODS, build_flood, flood
from tests.system.hostile.trials import CORES, MIB, Trial, attack
from ticker.tools.bench.environment import look_around
from ticker.tools.bench.resource_usage import pin

BEGIN: Final = "<!-- hostile:begin (written by `make hostile`; do not edit) -->"
END: Final = "<!-- hostile:end -->"
HEAD: Final = (
    "| attack | connections | memory, MiB: grew, kept | delivery before, ms: p50, p99 | during: p50, p99 "
    "| filing p99, ms | `/healthz` p99, ms | what they did, and what came back |"
)


def row(found: Trial) -> str:
    """Write one trial as a line of a table."""
    cells = [
        found.name.replace("_", " "),
        f"{found.connections:,}",
        f"{found.grew_bytes / MIB:.1f}, {found.kept_bytes / MIB:.1f}",
        f"{found.before.p50_ms:.0f}, {found.before.p99_ms:.0f}",
        f"{found.during.p50_ms:.0f}, {found.during.p99_ms:.0f}",
        f"{found.filing.p99_ms:.0f}",
        f"{found.health.p99_ms:.0f}",
        said(found.counts),
    ]
    return f"| {' | '.join(cells)} |"


def said(counts: Mapping[str, Any]) -> str:
    """Say what the attackers did and were answered."""
    if "offered" not in counts:
        return ", ".join(f"{count:,} {what}" for what, count in counts.items() if what != "peak")
    offered, refused = counts["offered"] / counts["seconds"], counts["refused"]
    return (
        f"{offered:,.0f} joins/s offered; {counts['admitted']:,} admitted, {refused:,} refused, "
        f"told after p50 {counts['p50_ms']:.0f} ms, p99 {counts['p99_ms']:.0f} ms"
    )


async def measure(names: Sequence[str], *, seconds: float, seed: int) -> list[Trial]:
    """Run the trials one after the other."""
    found = []
    with tempfile.TemporaryDirectory(prefix="flood-") as folder:
        for name in names:
            if name in ATTACKS:
                one = await attack(name, seconds=seconds, before_s=seconds / 2, seed=seed)
            elif sys.platform == "linux" and any(map(shutil.which, COMPILERS)):
                one = await flood(name, build_flood(Path(folder)), seconds=seconds, before_s=seconds / 2)
            else:
                print(f"SKIPPED: {name} needs Linux and a C compiler", file=sys.stderr)
                continue
            print(row(one), flush=True)
            one.check()
            found.append(one)
    return found


def main() -> None:
    """Measure what the command line names, and write it where it says."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", choices=[[], *ATTACKS, *FLOODS], default=[])
    parser.add_argument("--seconds", type=float, default=12.0)
    parser.add_argument("--write", type=Path)
    parser.add_argument("--seed", type=int, default=random.randrange(1 << 32))
    chosen = parser.parse_args()
    pin(os.getpid(), CORES.client)
    at = look_around("", CORES)
    machine = (
        f"- {at.date}; {at.cpu}; {at.kernel}; {at.python}; load average before: {at.load:.1f}.\n"
        f"- {at.cores}.\n"
        f"- Each attack for {chosen.seconds:g} s, seed {chosen.seed}."
    )
    print(f"{machine}\n{HEAD}", flush=True)
    names = chosen.names or [*ATTACKS, *FLOODS]
    found = asyncio.run(measure(names, seconds=chosen.seconds, seed=chosen.seed))
    if chosen.write is not None:
        ruler = "| " + " | ".join(["---", *["--:"] * 6, "---"]) + " |"
        table = "\n".join([BEGIN, "", machine, "", HEAD, ruler, *map(row, found), "", END])
        text = chosen.write.read_text()
        before, _, rest = text.partition(BEGIN)
        chosen.write.write_text(before + table + rest.partition(END)[2])


if __name__ == "__main__":
    main()
