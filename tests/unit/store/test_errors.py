"""What redis-py says of a failure, as people are told it."""

import pytest

from ticker.store.redis.errors import in_words


@pytest.mark.parametrize(
    ("said", "told"),
    [
        (
            "Error 111 connecting to 127.0.0.1:1. Connect call failed ('127.0.0.1', 1).",
            "cannot connect to 127.0.0.1:1: Connection refused",
        ),
        (
            "Error 2 connecting to unix socket: /run/redis.sock. No such file or directory.",
            "cannot connect to /run/redis.sock: No such file or directory",
        ),
        (
            "Error -2 connecting to nowhere.invalid:6379. Name or service not known.",
            "cannot connect to nowhere.invalid:6379: Name or service not known",
        ),
        ("Timeout connecting to server", "Timeout connecting to server"),
    ],
)
def test_who_cannot_be_reached_is_told_in_words_and_once(said: str, told: str) -> None:
    assert in_words(ConnectionError(said)) == told
