"""``python -m tests.system.soak.observed …``: ``ticker`` that says on SIGUSR1 which tasks it has and how many objects.

Nothing else is different. From outside one sees memory and descriptors, but no tasks.
"""

import asyncio
import gc
import json
import signal
import sys
from types import FrameType

from ticker.cli import main


def tell(_number: int, _frame: FrameType | None) -> None:
    """Write one line: the names of all tasks, and how many objects the collector knows of."""
    gc.collect()
    tasks = sorted(_name(task) for task in asyncio.all_tasks())
    sys.stderr.write(f"observed {json.dumps({'tasks': tasks, 'objects': len(gc.get_objects())})}\n")
    sys.stderr.flush()


def _name(task: "asyncio.Task[object]") -> str:
    name = task.get_name()
    return getattr(task.get_coro(), "__qualname__", name) if name.startswith("Task-") else name


if __name__ == "__main__":
    signal.signal(signal.SIGUSR1, tell)
    main()
