"""The codes with which a WebSocket ends, and whether the reader should come back.

4000-4499 mean come back, by your own jitter; 4500-4999 mean do not. 1xxx are RFC 6455's.
"""

from enum import IntEnum


class CloseCode(IntEnum):
    """Why a socket was closed (RFC 6455 section 7.4; 4000-4999 are private use)."""

    reason: str
    """The text that goes into the close frame (at most 123 bytes)."""

    NORMAL = 1000, ""
    PROTOCOL_ERROR = 1002, "protocol error"
    UNSUPPORTED = 1003, "binary is not taken here"
    INVALID_TEXT = 1007, "text is not UTF-8"
    TOO_BIG = 1009, "over 4096 bytes"
    TOO_SLOW = 4008, "too slow: come back with your cursor"
    RESTARTING = 4012, "restarting: come back with your cursor"
    FULL = 4013, "full or not ready: come back later"
    NO_SUCH_FEED = 4501, "no such feed"
    NOT_ALLOWED = 4503, "not allowed from this origin"
    BAD_REQUEST = 4504, "bad request"

    def __new__(cls, value: int, reason: str = "") -> "CloseCode":
        code = int.__new__(cls, value)
        code._value_, code.reason = value, reason
        return code

    @property
    def may_return(self) -> bool:
        """Report whether coming back can help."""
        return self.value < 4500
