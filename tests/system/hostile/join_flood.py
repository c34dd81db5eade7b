"""Joins as many as a C client on the other core can offer, to readers who are there already."""

import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tests.system.hostile.field import SOCKET, STREAM
from tests.system.hostile.trials import Trial, served, trial

SOURCE: Final = Path(__file__).with_name("flood.c")
COMPILERS: Final = ("cc", "gcc", "clang")
WIDTH: Final = 256
"""Joins that are under way at once."""
OFFERED_MIN: Final = 3_000
"""Joins a second that must be offered on a machine that is not busy."""


@dataclass(frozen=True, slots=True)
class Flood:
    """Who floods, and with what limits."""

    path: str
    flags: tuple[str, ...] = ()
    held: int = 0
    """How many stay."""


FLOODS: Final = {
    "join flood, sockets": Flood(SOCKET),
    "join flood, streams": Flood(STREAM),
    "join flood that stays": Flood(SOCKET, held=1_000),
    "join flood, 200/s allowed": Flood(SOCKET, ("--joins-per-second", "200")),
    "join flood, 100 an address": Flood(SOCKET, ("--max-readers-per-address", "100"), held=500),
}


def build_flood(folder: Path) -> Path | None:
    """Compile the client; None where no compiler is."""
    for compiler in filter(shutil.which, COMPILERS):
        program = folder / "flood"
        command = [compiler, "-O2", "-Wall", "-Wextra", "-Werror", "-o", str(program), str(SOURCE)]
        subprocess.run(command, check=True)
        return program
    return None


async def flood(name: str, program: Path, *, seconds: float, before_s: float) -> Trial:
    """Try one flood on a server of its own."""
    chosen = FLOODS[name]
    async with served(*chosen.flags) as server:
        command = ["nice", "-n", "5", str(program), str(server.port), chosen.path, str(seconds), str(WIDTH)]
        return await trial(name, [*command, str(chosen.held)], server, before_s=before_s, within_s=seconds + 60)
