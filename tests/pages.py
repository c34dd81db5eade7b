"""Reads the tables of the documentation, so that tests can hold them against the code."""

import re
from collections.abc import Iterator
from functools import cache
from typing import Final

from tests.processes import ROOT

CONFIGURATION: Final = "docs/configuration.md"
PROTOCOL: Final = "docs/protocol.md"
ARCHITECTURE: Final = "docs/architecture.md"
SURFACES: Final = ("docs/surfaces.md", "clients/lower-third/README.md")
PAGES: Final = (
    "README.md",
    "CONTRIBUTING.md",
    ARCHITECTURE,
    CONFIGURATION,
    PROTOCOL,
    "docs/operations.md",
    "docs/performance.md",
    "docs/stress.md",
    *SURFACES,
)


@cache
def text(page: str) -> str:
    return (ROOT / page).read_text()


def section(page: str, heading: str) -> str:
    """Return what stands below a heading, up to the next of its level or above."""
    found = re.search(rf"^(#+) {re.escape(heading)}$", text(page), re.MULTILINE)
    assert found is not None, f"{page} has no section {heading!r}"
    rest = text(page)[found.end() :]
    following = re.search(rf"^#{{1,{len(found[1])}}} ", rest, re.MULTILINE)
    return rest[: following.start()] if following else rest


def tables(page: str, heading: str) -> Iterator[list[list[str]]]:
    """Return the rows of each table of a section, without its head."""
    for table in re.findall(r"(?:^\|.*\n)+", section(page, heading), re.MULTILINE):
        rows = [re.split(r"(?<!\\)\|", line.strip().strip("|")) for line in table.splitlines()]
        yield [[cell.strip() for cell in row] for row in rows[2:]]


def rows(page: str, heading: str, number: int = 0) -> list[list[str]]:
    return list(tables(page, heading))[number]


def bare(cell: str) -> str:
    return cell.strip("`").replace("\\|", "|")


def quoted(cell: str) -> tuple[str, ...]:
    """Return every word that stands in backticks."""
    return tuple(re.findall(r"`([^`]+)`", cell))
