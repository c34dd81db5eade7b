"""Processes that share a port: they must serve the same store, and one that shuts down leaves it to the others."""

from typing import Final

from ticker.errors import InvalidSettings

_TRIES: Final = 20
"""The kernel chooses who answers: of two, the same one so often is as good as impossible."""


async def refuse_foreign_neighbour(url: str, store_id: str) -> None:
    """Ask the process that listens at ``url`` for its store; where none does, the port is not shared.

    Raises:
        InvalidSettings: it is no ticker, does not answer, or serves another store.
    """
    import httpx  # noqa: PLC0415 - few processes share a port, and the import is a tenth of a start

    try:
        async with httpx.AsyncClient(timeout=2.0, trust_env=False) as client:
            answer = await client.get(f"{url}/healthz")
            neighbour = answer.json().get("store")
    except httpx.ConnectError:
        return
    except (httpx.TransportError, ValueError, AttributeError):
        neighbour = None
    if neighbour != store_id:
        who = "a ticker with another store" if neighbour else "something that is no ticker"
        raise InvalidSettings(f"--reuse-port (TICKER_REUSE_PORT): {who} answers at {url}: choose another --port")


async def is_another_ready(url: str) -> bool:
    """Report whether a process at ``url`` takes new readers; asked by a process that does not any more itself."""
    import httpx  # noqa: PLC0415

    try:
        async with httpx.AsyncClient(timeout=2.0, trust_env=False) as client:
            for _ in range(_TRIES):
                answer = await client.get(f"{url}/readyz", headers={"Connection": "close"})
                if answer.status_code == httpx.codes.OK:
                    return True
    except httpx.TransportError:
        pass
    return False
