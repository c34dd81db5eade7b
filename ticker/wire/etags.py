"""Entity tags (RFC 9110, section 8.8.3): made of content, and compared with ``If-None-Match``. Pure."""

import hashlib


def etag_of(content: bytes | memoryview) -> str:
    """Return the strong entity tag of this content."""
    return f'"{hashlib.sha256(content).hexdigest()[:32]}"'


def matches(if_none_match: str, etag: str) -> bool:
    """Report whether the client has what the tag names; compared weakly, as RFC 9110 section 13.1.2 says."""
    listed = {part.strip().removeprefix("W/") for part in if_none_match.split(",")}
    return etag in listed or "*" in listed
