"""How SPX 1.4.1 takes an OGraf manifest into a project, and what it hands to a graphic.

A port of the rules of the real server that decide what arrives, for tests alone; it plays nothing.
"""

import json
from typing import Any, Final

ESCAPES: Final = {"\n": "<br>", "\r": "", "&": "&amp;", ">": "&gt;", "<": "&lt;", '"': "&quot;", "'": "&#039;"}
"""What each text of an item becomes on its way, one after the other."""
LAYERS: Final = range(1, 6)


class Item:
    """A graphic on a rundown."""

    def __init__(self, manifest: dict[str, Any]) -> None:
        properties = manifest["schema"]["properties"]
        self.fields = {name: told.get("default") or "" for name, told in properties.items()}
        self.buttons = [action["id"] for action in manifest["customActions"]]
        own = manifest.get("v_spx", {})
        self.layers = {name: own.get(name) for name in ("playlayer", "webplayout")}
        self.steps = manifest["stepCount"] or 1

    @property
    def layer(self) -> int:
        """Return the layer of the web renderer that it plays on.

        Raises:
            ValueError: it has none, and nothing is shown.
        """
        layer = min(5, int(self.layers["webplayout"] or "NaN"))
        if layer not in LAYERS:
            raise ValueError(layer)
        return layer

    def data(self) -> dict[str, str]:
        """Return what the renderer hands to the graphic; empty fields and buttons have no value there."""
        sent = {name: cleaned(value) for name, value in self.fields.items() if value}
        return {**sent, "epochID": "1764360000000"}


def cleaned(text: Any) -> str:
    """Write a text as HTML.

    Raises:
        TypeError: it is no text; the server answers each command of the item with 500.
    """
    if not isinstance(text, str):
        raise TypeError(text)
    clean: str = text
    for sign, escape in (*ESCAPES.items(), ("\\", "&#92;")):
        clean = clean.replace(sign, escape)
    return clean


def update_call(fields: dict[str, str]) -> str:
    """Return what ``update`` of a template that is no OGraf graphic is called with."""
    return json.dumps({**{name: cleaned(value) for name, value in fields.items()}, "epochID": "1764360000000"})
