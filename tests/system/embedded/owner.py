"""Owns an embedded Valkey as ``serve`` does, until it is killed: a process for tests to end in bad ways."""

import asyncio
import sys
from pathlib import Path

from ticker.store.embedded.server import EmbeddedValkey


async def own(data_dir: Path) -> None:
    async with EmbeddedValkey(data_dir, address="http://127.0.0.1:8000") as valkey:
        print(f"valkey={valkey.pid} adopted={valkey.was_adopted}", flush=True)  # noqa: T201 (tests read it)
        await valkey.supervise()


if __name__ == "__main__":
    asyncio.run(own(Path(sys.argv[1])))
