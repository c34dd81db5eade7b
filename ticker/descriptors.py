"""What the operating system lets this process have. Knows nothing of readers or feeds."""

import resource
from typing import Final

LADDER: Final = (1_048_576, 262_144, 65_536, 24_576, 10_240)
"""What is tried where the hard limit is "unlimited" but the kernel takes no such number (macOS)."""

OWN_DESCRIPTORS: Final = 200
"""What a process wants beside one for each reader."""


def raise_descriptor_limit() -> int:
    """Raise the soft limit of open files to the hard one; return how many this process may have.

    Never lowers it, and never fails: where the kernel refuses, what stood before stands.
    """
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wishes = LADDER if hard == resource.RLIM_INFINITY else (hard,)
    for wish in wishes:
        if soft == resource.RLIM_INFINITY or wish <= soft:
            break
        try:
            resource.setrlimit(resource.RLIMIT_NOFILE, (wish, hard))
        except (OSError, ValueError):
            continue
        soft = wish
    return LADDER[0] if soft == resource.RLIM_INFINITY else soft
