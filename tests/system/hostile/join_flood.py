"""Joins as many as a C client on the other core can offer, to readers who are there already."""

import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from tests.system.hostile.attack import SOCKET, STREAM
from tests.system.hostile.trials import Trial, pinned, trial

SOURCE: Final = Path(__file__).with_name("flood.c")
COMPILERS: Final = ("cc", "gcc", "clang")
WIDTH: Final = 500
"""Joins that are under way at once."""
OFFERED_MIN: Final = 3_000
"""Joins a second that must be offered on a machine that is not busy."""


@dataclass(frozen=True, slots=True)
class Flood:
    """Who floods, and with what limits."""

    path: str
    limits: Mapping[str, int] = field(default_factory=dict)
    held: int = 0
    """How many stay."""


FLOODS: Final = {
    "join flood, sockets": Flood(SOCKET),
    "join flood, streams": Flood(STREAM),
    "join flood, 1,000 stay": Flood(SOCKET, held=1_000),
    "join flood, 200/s allowed": Flood(SOCKET, {"--joins-per-second": 200}),
    "join flood, 100 readers an address": Flood(STREAM, {"--max-readers-per-address": 100}, held=1_000),
    "join flood, 300 readers in all": Flood(SOCKET, {"--max-readers": 300}, held=1_000),
}


def build_flood(folder: Path) -> Path:
    """Compile the client.

    Raises:
        FileNotFoundError: this machine has no C compiler.
    """
    compiler = next(filter(shutil.which, COMPILERS), None)
    if compiler is None:
        raise FileNotFoundError("no C compiler")
    built = folder / "flood"
    subprocess.run([compiler, "-O2", "-Wall", "-Wextra", "-Werror", "-o", str(built), str(SOURCE)], check=True)
    return built


async def flood(name: str, program: Path, *, seconds: float, before_s: float) -> Trial:
    """Try one flood on a server of its own."""
    chosen = FLOODS[name]
    flags = [part for limit, count in chosen.limits.items() for part in (limit, str(count))]
    async with pinned(*flags) as service:
        command = ["nice", "-n", "5", str(program), str(service.port), chosen.path, str(seconds), str(WIDTH)]
        return await trial(name, [*command, str(chosen.held)], service, before_s=before_s, within_s=seconds + 60)
