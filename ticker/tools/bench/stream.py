"""The entries of a phase as bytes, in order: what every reader must get, kept once. Pure.

A reader is a number of bytes into it. A chunk that a reader is given is right if it stands at that place:
one comparison for any number of entries, and nothing is parsed twice for thousands of readers.
"""

from bisect import bisect_right

from ticker.tools.bench.errors import DeliveryError


class Stream:
    """Grows by what the first reader was given; the others are held against it."""

    def __init__(self, start: int) -> None:
        self.start = start
        """The last entry before the stream."""
        self.whole = bytearray()
        self._ends: list[int] = []

    @property
    def newest(self) -> bytes:
        """Return the last entry's bytes; nothing while there is none."""
        begin = self._ends[-2] if len(self._ends) > 1 else 0
        return bytes(self.whole[begin:])

    def hold(self, seq: int, entry: bytes) -> bool:
        """Hold the bytes of an entry against the stream; take them in, and return True, if nobody had it yet.

        Raises:
            DeliveryError: another reader was given other bytes, or entries between are missing.
        """
        index = seq - self.start - 1
        if index < 0:
            return False
        if index > len(self._ends):
            raise DeliveryError(f"no reader was given entry {self.start + len(self._ends) + 1}, but one has {seq}")
        if index == len(self._ends):
            self.whole += entry
            self._ends.append(len(self.whole))
            return True
        begin = self._ends[index - 1] if index else 0
        if self.whole[begin : self._ends[index]] != entry:
            raise DeliveryError(f"two readers were given different bytes for entry {seq}")
        return False

    def last_at(self, place: int) -> int:
        """Return the newest entry that is whole at a place."""
        return self.start + bisect_right(self._ends, place)

    def end_of(self, seq: int) -> int | None:
        """Return the place behind an entry; None for one before the stream."""
        index = seq - self.start
        if index <= 0:
            return None if index else 0
        return self._ends[index - 1]
