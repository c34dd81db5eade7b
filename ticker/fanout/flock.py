"""Readers of one crowd that stand at the same place, kept as bare descriptors: what one needs next, all need.

A pass over them touches neither a reader nor its cursor, which is most of what a delivery costs beside the system call.
Who is to be treated alone, for whatever reason, leaves the flock first and is given its own cursor back.
"""

import os
from collections.abc import Callable
from operator import length_hint
from typing import Final

from ticker.fanout.reader import APART, Reader
from ticker.fanout.tail import Chunk

_WRITES_PER_LOOK: Final = 16
"""Looking at the clock costs; sixteen writes are about 150 µs."""
_GONE: Final = -1
"""Stands where a reader was: writing there fails, and no descriptor that is used again is hit."""


class Flock:
    """Readers at one cursor, and how many of them have what comes next already."""

    __slots__ = ("_fds", "_members", "_passed", "_target", "cursor", "size")

    def __init__(self) -> None:
        self.cursor = 0
        """Where all stand; in the middle of a pass, those whose turn has not come."""
        self.size = 0
        self._fds: list[int] = []
        self._members: list[Reader | None] = []
        self._passed = 0
        self._target = 0
        """Where those stand who had their turn in this pass."""

    def admit(self, reader: Reader) -> None:
        """Take in a reader that stands where all do; between two passes only."""
        reader.rank = len(self._fds)
        self._fds.append(reader.fd)
        self._members.append(reader)
        self.size += 1

    def part(self, reader: Reader) -> None:
        """Let a reader go, with its cursor."""
        rank, reader.rank = reader.rank, APART
        reader.cursor = self._target if rank < self._passed else self.cursor
        self._fds[rank], self._members[rank] = _GONE, None
        self.size -= 1

    def scatter(self) -> list[Reader]:
        """Let everybody go."""
        readers = [reader for reader in self._members if reader is not None]
        for reader in readers:
            self.part(reader)
        self.close_ranks()
        return readers

    def is_overtaken_by(self, chunk: Chunk) -> bool:
        """Say whether some had their turn in this pass already, and it led to another place than this piece does."""
        return self._passed > 0 and chunk.ends[-1][1] != self._target

    def write(self, chunk: Chunk, *, until: float, now: Callable[[], float]) -> tuple[int, list[tuple[Reader, int]]]:
        """Write the same bytes to everybody whose turn has not come; stop when the clock says ``until``.

        Gives how many sockets took it all, and who has left the flock because its socket did not, each with the bytes
        that it took.
        """
        data, write, apart = chunk.data, os.write, list[tuple[Reader, int]]()
        size, end, before = len(data), len(self._fds), self._passed
        self._target = chunk.ends[-1][1]
        if not data:
            self._passed = end
        failed = 0
        while self._passed < end:
            stop = min(self._passed + _WRITES_PER_LOOK, end)
            # How many are left in the batch is asked only when one fails: each line in this loop is a part of the bar.
            batch = iter(self._fds[self._passed : stop])
            taken = size
            try:
                for fd in batch:
                    taken = write(fd, data)
                    if taken != size:
                        break
            except OSError:  # full or gone; who looks after it alone finds out which
                taken = 0
            self._passed = stop - length_hint(batch)
            if taken != size:
                failed += 1
                if reader := self._take_out(self._passed - 1):
                    apart.append((reader, taken))
            elif now() >= until:
                break
        return (self._passed - before - failed if data else 0), apart

    def end_pass(self) -> bool:
        """Say whether everybody had their turn; if so, all stand at the new place."""
        if self._passed < len(self._fds):
            return False
        if self._fds:
            self.cursor = self._target
        self.close_ranks()
        return True

    def close_ranks(self) -> None:
        """Begin anew: nobody has had their turn, and places of those who left are filled once they are many."""
        self._passed = 0
        if len(self._fds) - self.size <= self.size // 8:
            return
        members = [reader for reader in self._members if reader is not None]
        self._fds.clear()
        self._members.clear()
        self.size = 0
        for reader in members:
            self.admit(reader)

    def _take_out(self, rank: int) -> Reader | None:
        """Let one go who did not get this piece."""
        reader = self._members[rank]
        if reader is not None:
            self.part(reader)
            reader.cursor = self.cursor
        return reader
