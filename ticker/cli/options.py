"""The options that several commands share. No behaviour of its own."""

from pathlib import Path
from typing import Annotated, Final

import typer

DEFAULT_URL: Final = "http://127.0.0.1:8000"

Url = Annotated[
    str, typer.Option("--url", help="address of the service", envvar="TICKER_URL", metavar="URL", show_default=True)
]
KeyOption = Annotated[
    str | None,
    typer.Option("--key", help="key to file with; prefer the variable: other users can see flags",
                 envvar="TICKER_KEY", metavar="tk_…", show_default=False),
]  # fmt: skip
KeyFile = Annotated[
    Path | None,
    typer.Option("--key-file", help="file that contains the key, if --key is not set",
                 envvar="TICKER_KEY_FILE", metavar="PATH", show_default=False),
]  # fmt: skip
FeedOption = Annotated[str, typer.Option("--feed", help="the feed", metavar="SLUG")]
Json = Annotated[bool, typer.Option("--json", help="print JSON for programs")]
DataDir = Annotated[
    Path | None,
    typer.Option("--data-dir", help=r"where the embedded Valkey stores its log \[default: .ticker]",
                 envvar="TICKER_DATA_DIR", metavar="PATH", show_default=False),
]  # fmt: skip
RedisUrl = Annotated[
    str | None,
    typer.Option("--redis-url", help="an external Redis or Valkey, instead of the embedded one",
                 envvar="TICKER_REDIS_URL", metavar="URL", show_default=False),
]  # fmt: skip
RedisPrefix = Annotated[
    str | None,
    typer.Option("--redis-prefix", help=r"prefix of its keys and channels \[default: ticker]",
                 envvar="TICKER_REDIS_PREFIX", metavar="TEXT", show_default=False),
]  # fmt: skip
IdempotencyKey = Annotated[
    str | None,
    typer.Option("--idempotency-key", help=r"retries with the same key are filed only once \[default: random]",
                 metavar="TEXT", show_default=False),
]  # fmt: skip
Patience = Annotated[float, typer.Option("--patience", help="how long to retry, in seconds", min=0, metavar="SECONDS")]
