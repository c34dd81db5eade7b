"""What a page complains of on its console."""

from typing import Final

from playwright.async_api import ConsoleMessage

NOT_OURS: Final = ("Failed to load resource", "WebSocket connection to", "Service Worker registration blocked by")
"""How Chromium begins what it says about a refused connection, and Playwright about a worker that it blocks: the pages'
business, not a mistake of theirs."""


def complaint(said: ConsoleMessage) -> list[str]:
    is_ours = said.type in {"error", "warning"} and not said.text.startswith(NOT_OURS)
    return [said.text] if is_ours else []
