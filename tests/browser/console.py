"""What a page complains of on its console."""

from typing import Final

from playwright.async_api import ConsoleMessage

NETWORK: Final = ("Failed to load resource", "WebSocket connection to")
"""How Chromium begins what it says about a refused connection: the pages' business, not a mistake of theirs."""


def complaint(said: ConsoleMessage) -> list[str]:
    is_ours = said.type in {"error", "warning"} and not said.text.startswith(NETWORK)
    return [said.text] if is_ours else []
