"""Reading a request's body: only JSON, only so much, only so long. Parses nothing."""

import asyncio
from typing import Final

from starlette.requests import ClientDisconnect, Request

from ticker.newsroom.constraints import BODY_MAX_BYTES
from ticker.newsroom.refusals import Refusal
from ticker.wire.problems import ProblemKind

_JSON: Final = "application/json"


async def read_body(request: Request, *, may_be_empty: bool, patience_s: float) -> bytes:
    """Read the whole body. One that may be empty needs no media type while it is.

    Raises:
        Refusal: another media type, too large, too slow, or the client went away.
    """
    is_json = _is_json(request)
    if not is_json and not may_be_empty:
        raise _not_json()
    if is_json and _declared_bytes(request) > BODY_MAX_BYTES:
        raise _too_large()  # without reading it, but what is declared small is counted all the same
    body = bytearray()
    try:
        async with asyncio.timeout(patience_s):
            async for chunk in request.stream():
                body += chunk
                if body and not is_json:
                    raise _not_json()
                if len(body) > BODY_MAX_BYTES:
                    raise _too_large()
    except TimeoutError:
        raise Refusal(
            ProblemKind.REQUEST_TIMEOUT,
            f"Send the whole body within {patience_s:g} s.",
            headers={"Connection": "close"},
        ) from None
    except ClientDisconnect:
        raise Refusal(ProblemKind.BAD_REQUEST, "Send as many bytes as Content-Length says.") from None
    return bytes(body)


def _is_json(request: Request) -> bool:
    media_type, *parameters = [part.strip().lower() for part in request.headers.get("content-type", "").split(";")]
    encoding = request.headers.get("content-encoding", "identity").lower()
    charsets = [part.partition("=")[2].strip('" ') for part in parameters if part.startswith("charset")]
    return media_type == _JSON and encoding == "identity" and all(charset == "utf-8" for charset in charsets)


def _declared_bytes(request: Request) -> int:
    declared = request.headers.get("content-length", "")
    return int(declared) if declared.isascii() and declared.isdigit() else 0


def _not_json() -> Refusal:
    return Refusal(ProblemKind.UNSUPPORTED_MEDIA_TYPE, headers={"Accept": _JSON})


def _too_large() -> Refusal:
    return Refusal(ProblemKind.TOO_LARGE, f"Send at most {BODY_MAX_BYTES} bytes.")
