"""What was filed and which readers have it. Pure; the caller passes the time.

The ledger is why the bench can be believed: each reader's entries must follow each other without
a hole, and an update counts as delivered only when the last reader has it.
"""

from dataclasses import dataclass, field


@dataclass(slots=True)
class Deliveries:
    """The books of one phase: updates by serial (ours) and by place (the server's ``seq``)."""

    readers: int
    sent_s: dict[int, float] = field(default_factory=dict)
    """When the filing of a serial was sent."""
    filed_s: list[float] = field(default_factory=list)
    """How long each filing took until its answer."""
    latencies_s: list[float] = field(default_factory=list)
    """How long each of our updates took until the last reader had it."""
    deliveries: int = 0
    foreign: int = 0
    """Entries that others filed meanwhile."""
    _serials: dict[int, int | None] = field(default_factory=dict)
    _lacking: dict[int, int] = field(default_factory=dict)

    def send(self, serial: int, at_s: float) -> None:
        """Note that a filing goes out now."""
        self.sent_s[serial] = at_s

    def answer(self, serial: int, at_s: float) -> None:
        """Note that the filing was answered."""
        self.filed_s.append(at_s - self.sent_s[serial])

    def know(self, seq: int, serial: int | None) -> None:
        """Note which update stands at ``seq``: asked once per entry, before it is first taken."""
        if seq not in self._serials:
            self._serials[seq] = serial
            self._lacking[seq] = self.readers
            self.foreign += serial not in self.sent_s

    def take(self, first: int, last: int, at_s: float) -> None:
        """Note that one more reader has the entries from ``first`` to ``last``."""
        self.deliveries += last - first + 1
        for seq in range(first, last + 1):
            self._lacking[seq] -= 1
            if not self._lacking[seq]:
                self._complete(seq, at_s)

    def _complete(self, seq: int, at_s: float) -> None:
        serial = self._serials[seq]
        if serial is not None and serial in self.sent_s:
            self.latencies_s.append(at_s - self.sent_s[serial])

    @property
    def is_complete(self) -> bool:
        """Report whether every reader has every update that was sent."""
        return not self.readers or len(self.latencies_s) == len(self.sent_s)

    @property
    def lacking(self) -> int:
        """Count deliveries that are still owed."""
        begun = sum(count for seq, count in self._lacking.items() if self._serials[seq] in self.sent_s)
        unseen = len(self.sent_s) - sum(serial in self.sent_s for serial in self._serials.values())
        return begun + unseen * self.readers
