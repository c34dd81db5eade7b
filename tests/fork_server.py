"""Forks ``ticker`` from a process that has imported it already: a start takes a second of CPU, and tests need hundreds.

``python -m tests.fork_server DESCRIPTOR`` accepts at that listening socket. Whoever connects sends where to work, the
arguments and the environment, with the descriptors for input, output and errors; it is told the child's pid, and its
status at its end.
"""

import contextlib
import importlib
import json
import os
import pkgutil
import random
import select
import signal
import socket
import sys
import time
from collections.abc import Mapping, Sequence
from typing import Any

from tests.processes import NUMBER, REQUEST_MAX_BYTES
from ticker import cli


def main() -> None:
    """Import the rest of ticker, then fork whatever is asked for, until the input ends."""
    for name in ("app", *(f"cli.{module.name}" for module in pkgutil.iter_modules(cli.__path__))):
        importlib.import_module(f"ticker.{name}")
    reading, writing = os.pipe()
    for end in (reading, writing):
        os.set_blocking(end, False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.set_wakeup_fd(writing, warn_on_full_buffer=False)
    listening = socket.socket(fileno=int(sys.argv[1]))
    told: dict[int, socket.socket] = {}
    while True:
        ready, _, _ = select.select([listening, reading, sys.stdin], [], [])
        if sys.stdin in ready:
            return
        if listening in ready:
            connection, _ = listening.accept()
            pid = _fork(connection, [listening, *told.values()], [reading, writing])
            told[pid] = connection
            connection.send(NUMBER.pack(pid))
        if reading in ready:
            with contextlib.suppress(BlockingIOError):
                os.read(reading, 4096)
        _reap(told)


def _reap(told: dict[int, socket.socket]) -> None:
    while told:
        pid, status = os.waitpid(-1, os.WNOHANG)
        if pid == 0:
            return
        with contextlib.suppress(OSError), told.pop(pid) as telling:
            telling.send(NUMBER.pack(os.waitstatus_to_exitcode(status)))


def _fork(connection: socket.socket, ours: Sequence[socket.socket], pipe: Sequence[int]) -> int:
    text, files, _, _ = socket.recv_fds(connection, REQUEST_MAX_BYTES, 3)
    request: dict[str, Any] = json.loads(text)
    pid = os.fork()
    if pid:
        for file in files:
            os.close(file)
        return pid
    signal.set_wakeup_fd(-1)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    for held in (connection, *ours):
        held.close()
    for number in pipe:
        os.close(number)
    _become(request, files)
    os._exit(1)


def _become(request: Mapping[str, Any], files: Sequence[int]) -> None:
    """Be what ``python -m ticker`` would be."""
    os.setsid()
    for number, file in enumerate(files):
        os.dup2(file, number)
        os.close(file)
    os.chdir(request["cwd"])
    os.environ.clear()
    os.environ.update(request["environment"])
    time.tzset()
    random.seed()
    sys.stdin, sys.stdout, sys.stderr = open(0), open(1, "w"), open(2, "w")  # noqa: SIM115
    for out in (sys.stdout, sys.stderr):
        out.reconfigure(line_buffering=True)
    sys.argv = ["ticker", *request["arguments"]]
    status: object = 1
    try:
        cli.main()
        status = 0
    except SystemExit as ended:
        status = ended.code
    except BaseException:  # noqa: BLE001 - whatever it is, it is shown and no test's
        sys.excepthook(*sys.exc_info())
    if isinstance(status, str):
        sys.stderr.write(f"{status}\n")
        status = 1
    for out in (sys.stdout, sys.stderr):
        with contextlib.suppress(OSError, ValueError):
            out.flush()
    os._exit(status if isinstance(status, int) else 0)


if __name__ == "__main__":
    main()
