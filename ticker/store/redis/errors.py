"""What redis-py raises when Redis is away, too slow or unwilling, and how it leaves this package."""

import asyncio
import os
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

import redis.exceptions
from redis.exceptions import AuthenticationError, BusyLoadingError, RedisError, ResponseError

from ticker.errors import StoreRefused, StoreUnavailable
from ticker.store.redis.connection import ELSEWHERE

UNREACHABLE: Final = (redis.exceptions.RedisError, OSError, TimeoutError)

_TOO_MANY: Final = "max number of clients reached"
_BEFORE_ANYTHING: Final = frozenset(
    {"OOM", "NOREPLICAS", "NOPERM", "READONLY", "MISCONF", "MASTERDOWN", "BUSY", "NOAUTH", "WRONGPASS", "MAXCLIENTS"}
)
"""Redis says these before a command, or before the first write of a script: there is nothing half done."""
_IN_SCRIPT: Final = re.compile(r" script: .*@user_script:\d+\.?")
_NOT_CONNECTED: Final = re.compile(r"^Error (-?\d+) connecting to (?:unix socket: )?(.+?)\. (.*?)\.?$")
_CODE: Final = re.compile(r"(?:^|caused error: \(['\"])([A-Z]{3,}) ")
"""At the start of an answer, or of what redis-py makes of one in a pipeline."""


def outage(failed: BaseException, *, may_stand: bool = False) -> StoreUnavailable:
    """Return what a failure of redis-py means: that Redis is away or too slow, or that it answered and refuses.

    With ``may_stand`` a write had been sent; it may have happened, unless the answer says that it has not.
    """
    # On a Unix socket redis-py wraps what the server answered to the handshake into a ConnectionError.
    answer = failed.__cause__ if isinstance(failed.__cause__, RedisError) else failed
    text = in_words(answer) or "Redis did not answer in time"
    code = None if isinstance(answer, ELSEWHERE) else _code(answer, text)
    if code is None:
        return StoreUnavailable(text, may_stand=may_stand and not isinstance(answer, BusyLoadingError))
    # What a user may not do is said in the middle of a script too.
    is_before = code in _BEFORE_ANYTHING and not (code == "NOPERM" and _IN_SCRIPT.search(text))
    text = _IN_SCRIPT.sub("", text.removeprefix(f"{code} "))
    return StoreRefused(code, text, may_stand=may_stand and not is_before)


def in_words(failed: BaseException) -> str:
    """Return what redis-py says of a failure, without the operating system's number where it has words for that."""

    def said(found: re.Match[str]) -> str:
        number = int(found[1])
        return f"cannot connect to {found[2]}: {os.strerror(number) if number > 0 else found[3]}"

    return _NOT_CONNECTED.sub(said, str(failed))


def _code(answer: BaseException, text: str) -> str | None:
    """Return Redis's word for a refusal; None where it refused nothing."""
    if _TOO_MANY in text:
        return "MAXCLIENTS"
    if not isinstance(answer, ResponseError | AuthenticationError):
        return None
    if "ACL failure in script" in text or "can't run this command" in text:
        return "NOPERM"
    found = _CODE.search(text)
    return answer.status_code or (found[1] if found else "ERR")


@asynccontextmanager
async def store_call(timeout_s: float, *, may_stand: bool = False) -> AsyncIterator[None]:
    """Bound what is awaited inside, and translate every failure of Redis.

    Raises:
        StoreRefused: Redis answers, and refuses.
        StoreUnavailable: Redis is away, or does not answer within ``timeout_s``.
    """
    try:
        async with asyncio.timeout(timeout_s):
            yield
    except UNREACHABLE as failed:
        raise outage(failed, may_stand=may_stand) from failed
