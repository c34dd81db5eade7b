"""What this machine allows: the limits that a busy process meets first."""

import resource
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from ticker.listen import BACKLOG, OWN_DESCRIPTORS
from ticker.settings import Settings
from ticker.tools.doctor.findings import Finding, bad, doubtful, good

FEW_DESCRIPTORS: Final = 4_096
_BACKLOG_FILE: Final = Path("/proc/sys/net/core/somaxconn")


def look_at_machine(settings: Settings, *, backlog_file: Path = _BACKLOG_FILE) -> Iterator[Finding]:
    """Look at the limits of open files and of the queue of connections."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    yield judge_descriptors(None if hard == resource.RLIM_INFINITY else hard, wanted=settings.max_readers)
    if backlog_file.exists():  # Linux
        yield judge_backlog(int(backlog_file.read_text(encoding="utf-8")))


def judge_descriptors(limit: int | None, *, wanted: int | None) -> Finding:
    """Judge how many files a process may open: a reader takes one."""
    check = "open files"
    needed = (wanted or 0) + OWN_DESCRIPTORS
    if limit is None:
        return good(check, "no limit")
    if wanted is not None and limit < needed:
        return bad(
            check,
            f"at most {limit}, and {wanted} readers are allowed",
            f"allow {needed}: LimitNOFILE={needed} in the systemd unit, or ulimit -n {needed}; or lower --max-readers",
        )
    room = limit - OWN_DESCRIPTORS
    if limit < FEW_DESCRIPTORS:
        return doubtful(check, f"at most {limit}: room for {room} readers", "LimitNOFILE=1048576 in the systemd unit")
    return good(check, f"at most {limit}: room for {room} readers")


def judge_backlog(most: int) -> Finding:
    """Judge how many connections may wait to be accepted, after a restart say."""
    check = "connections that may wait"
    if most < BACKLOG:
        return doubtful(
            check, f"at most {most}: more than that at once are turned away", f"sysctl -w net.core.somaxconn={BACKLOG}"
        )
    return good(check, f"at most {most}")
