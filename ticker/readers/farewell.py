"""The last bytes of a connection that was refused over HTTP, and the time to read them. Decides nothing."""

import socket
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from ticker.wire.problems import ProblemKind, problem_parts

LINGER_S: Final = 1.0
"""How long a refused connection may read its answer. To close while it still sends would be a reset, and take away
the answer before it is read."""
LINGER_MAX_BYTES: Final = 1_048_576
"""What a refused connection may still send meanwhile."""
NO_DESCRIPTORS: Final = "Come back in a moment: this process may open no more files."
NO_HEADERS: Final[Mapping[str, str]] = MappingProxyType({})


def plain_answer(kind: ProblemKind, detail: str = "", *, headers: Mapping[str, str] = NO_HEADERS) -> bytes:
    """Build a whole HTTP answer with a problem, after which the connection is closed."""
    body, status, fields = problem_parts(kind, detail, headers=headers)
    if status == 503:
        fields["Retry-After"] = "1"
    lines = "".join(f"{name}: {text}\r\n" for name, text in fields.items())
    return f"HTTP/1.1 {status} {kind.title}\r\n{lines}Connection: close\r\n\r\n".encode("latin-1") + body


def end_output(fd: int) -> None:
    """Send the end of a socket's output; it can still be read."""
    borrowed = socket.socket(fileno=fd)
    try:
        borrowed.shutdown(socket.SHUT_WR)
    except OSError:
        pass  # the other side has gone already
    finally:
        borrowed.detach()
