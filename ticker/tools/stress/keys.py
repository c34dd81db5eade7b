"""What filings are sent with: the desk's key and a correspondent's, made beside the running servers."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ticker.model import Role
from ticker.settings import Settings
from ticker.store.keys import add_key
from ticker.store.open import open_store


@dataclass(frozen=True, slots=True)
class Keys:
    """The key of the updates' owner, and that of the desk, which may act on any."""

    correspondent: str
    editor: str

    @property
    def are_two(self) -> bool:
        """Report whether owner and desk have different keys."""
        return self.correspondent != self.editor


async def keys_beside(editor: str, store: Mapping[str, Any]) -> Keys:
    """Make a correspondent's key in the store of these settings; servers that do not know it yet answer 401.

    Raises:
        StoreUnavailable: the store does not answer.
    """
    async with open_store(Settings.load({}, store)) as redis:
        _, secret = await add_key(redis, name="correspondents", role=Role.CORRESPONDENT, feeds=("*",))
    return Keys(secret, editor)
