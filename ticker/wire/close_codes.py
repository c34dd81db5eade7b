"""The codes with which a WebSocket ends, and whether the reader should come back.

4000-4499 mean come back, by your own jitter; 4500-4999 mean do not. 1xxx are RFC 6455's.
"""

from enum import IntEnum


class CloseCode(IntEnum):
    """Why a socket was closed (RFC 6455 section 7.4; 4000-4999 are private use)."""

    NORMAL = 1000
    PROTOCOL_ERROR = 1002
    UNSUPPORTED = 1003
    INVALID_TEXT = 1007
    TOO_BIG = 1009
    TOO_SLOW = 4008
    RESTARTING = 4012
    FULL = 4013
    NO_SUCH_FEED = 4501
    NOT_ALLOWED = 4503
    BAD_REQUEST = 4504

    @property
    def reason(self) -> str:
        """Return the text that goes into the close frame (at most 123 bytes)."""
        return _REASONS[self]

    @property
    def may_return(self) -> bool:
        """Report whether coming back can help."""
        return self.value < 4500


_REASONS = {
    CloseCode.NORMAL: "",
    CloseCode.PROTOCOL_ERROR: "protocol error",
    CloseCode.UNSUPPORTED: "binary is not taken here",
    CloseCode.INVALID_TEXT: "text is not UTF-8",
    CloseCode.TOO_BIG: "over 4096 bytes",
    CloseCode.TOO_SLOW: "too slow: come back with your cursor",
    CloseCode.RESTARTING: "restarting: come back with your cursor",
    CloseCode.FULL: "full or not ready: come back later",
    CloseCode.NO_SUCH_FEED: "no such feed",
    CloseCode.NOT_ALLOWED: "not allowed from this origin",
    CloseCode.BAD_REQUEST: "bad request",
}
