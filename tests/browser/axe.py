"""axe-core on a page: what it finds keeps somebody out. It reads and changes nothing."""

from importlib.resources import files
from typing import Any

from playwright.async_api import Frame, Page

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


async def found_by_axe(page: Page | Frame, *, without: tuple[str, ...] = ()) -> list[str]:
    """Return what axe-core finds, as ``rule: element: why``; open shadows are looked into, other frames are not.

    The script comes by the debugger, so that no policy of the page keeps it out.
    """
    if not await page.evaluate("'axe' in window"):
        await page.evaluate(files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8"))
    options = {
        "iframes": False,
        "resultTypes": ["violations"],
        "runOnly": {"type": "tag", "values": RULES},
        "rules": {rule: {"enabled": False} for rule in without},
    }
    found: dict[str, Any] = await page.evaluate("(options) => axe.run(document, options)", options)
    return [
        f"{rule['id']}: {node['target']}: {node['failureSummary']}"
        for rule in found["violations"]
        for node in rule["nodes"]
    ]
