"""Answers of any size, sent in pieces of shared bytes: who does not read keeps little alive. Decides nothing."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from starlette.responses import Response
from starlette.types import Receive, Scope, Send

PIECE_BYTES: Final = 32_768
"""What is written at once. The next piece waits until the connection has taken most of this one."""
Part = bytes | memoryview


class InPieces(Response):
    """An answer of parts that others hold too. Each piece is made when the connection has room for it."""

    def __init__(
        self, parts: Iterable[Part], *, length: int, headers: Mapping[str, str], status_code: int = 200
    ) -> None:
        self.status_code = status_code
        self.background = None
        self.media_type = None
        self.init_headers({name.lower(): text for name, text in headers.items()} | {"content-length": str(length)})
        self._parts = parts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002 - as ASGI has it
        """Send it, as fast as it is read."""
        await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
        if scope["method"] != "HEAD":
            for piece in pieces_of(self._parts):
                await send({"type": "http.response.body", "body": piece, "more_body": True})
        await send({"type": "http.response.body", "body": b""})


def whole(body: Part, *, headers: Mapping[str, str], status_code: int = 200) -> InPieces:
    """Give an answer whose body is there as a whole, and held by others too."""
    return InPieces([body], length=len(body), headers=headers, status_code=status_code)


def pieces_of(parts: Iterable[Part]) -> Iterator[Part]:
    """Join small parts and cut large ones; no piece is above ``PIECE_BYTES``, and a large part is not copied."""
    gathered: list[Part] = []
    size = 0
    for part in parts:
        view = memoryview(part)
        if size + len(view) > PIECE_BYTES and gathered:
            yield _joined(gathered)
            gathered, size = [], 0
        while len(view) > PIECE_BYTES:
            yield view[:PIECE_BYTES]
            view = view[PIECE_BYTES:]
        if view:
            gathered.append(view)
            size += len(view)
    if size:
        yield _joined(gathered)


def _joined(parts: list[Part]) -> Part:
    return parts[0] if len(parts) == 1 else b"".join(parts)
