"""Looks at who shares a port: two processes on one port must serve the same store."""

from ticker.errors import InvalidSettings


async def refuse_foreign_neighbour(url: str, store_id: str) -> None:
    """Ask whoever listens at ``url`` for its store; where nobody does, there is no neighbour.

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
