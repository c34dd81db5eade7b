"""What surfaces report, in one hash of Redis for each feed, announced on the feed's desk channel. Judges nothing."""

import dataclasses
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Annotated, Final

import orjson
from pydantic import Field, FiniteFloat, PlainValidator, TypeAdapter
from redis.asyncio import Redis

from ticker.errors import InvalidCursor
from ticker.model import TIME_MAX_MS, Cursor, Slug, UpdateId
from ticker.settings import Timing
from ticker.store.names import USUAL, Names
from ticker.store.pubsub import Subscriptions
from ticker.store.redis.cluster import ClusterRedis, by_node, on_node, publishing
from ticker.store.redis.errors import store_call
from ticker.store.unreadable import Unreadable, UnreadableRecords, What, decode

FORGOTTEN_AFTER_S: Final = 24 * 3600
NAMES_MAX: Final = 32
"""The surfaces that one key may speak for, in all its feeds; the same name in several feeds is one."""
REMOVED: Final = "removed"
"""The state in which a surface reports for the last time."""
_UNKNOWN: Final = "unknown"
_READ_FIRST: Final = -1
"""What report.lua takes and gives where it does not reach the other feeds."""
_REPORT: Final = (files("ticker.store") / "report.lua").read_text("utf-8")


def read_cursor(said: object) -> Cursor | None:
    """Read a cursor as surfaces report it; None is none.

    Raises:
        ValueError: it is no cursor.
    """
    try:
        return None if said is None else Cursor.parse(str(said))
    except InvalidCursor:
        raise ValueError("is no cursor") from None


Number = Annotated[int, Field(ge=0, le=TIME_MAX_MS)]


@dataclass(frozen=True, slots=True)
class Shown:
    """One update that a surface has on air, in the version that it shows."""

    id: UpdateId
    version: Number


@dataclass(frozen=True, slots=True)
class SurfaceReport:
    """What a surface says of itself. Times are milliseconds since 1970 by Redis's clock."""

    name: str
    kind: str
    cursor: Annotated[Cursor | None, PlainValidator(read_cursor)]
    """How far it has read; None before its first snapshot."""
    shown: tuple[Shown, ...]
    state: str
    delay_s: FiniteFloat
    """How many seconds it keeps back what is new."""
    at_ms: Number
    since_ms: Number
    """When its first report came."""
    mode: str | None = None
    """What its operator has it do: ``auto``, ``taken``, ``held``, ``cleared``; None where it has none."""


_KEPT: Final = TypeAdapter(SurfaceReport)


class SurfaceStore:
    """Writes and reads what surfaces report."""

    def __init__(
        self, redis: Redis, *, timing: Timing, names: Names = USUAL, unreadable: UnreadableRecords | None = None
    ) -> None:
        self.subscriptions = Subscriptions(redis)
        self.names = names
        self.unreadable = unreadable or UnreadableRecords()
        self._redis = redis
        self._timing = timing
        self._report = redis.register_script(_REPORT)

    async def write(self, feed: Slug, report: SurfaceReport, *, key_id: str, others: Iterable[Slug] = ()) -> bool:
        """Keep a report in the place of the surface's former one, and tell every process.

        Report whether it was kept: not if its key speaks for ``NAMES_MAX`` other surfaces, of this feed and the
        ``others``. In a cluster no script reaches two feeds: there they are read before a key's first report in a name,
        so that first reports of one instant to several feeds may be a few more.

        Raises:
            StoreUnavailable: Redis did not answer in time.
        """
        others = [other for other in others if other != feed]
        is_cluster = isinstance(self._redis, ClusterRedis)
        feeds = [feed] if is_cluster else [feed, *others]
        keys = [key for slug in feeds for key in (self.names.surfaces(slug), self.names.reporters(slug))]
        kept: list[str | bytes | int] = [report.name, encode_report(report), key_id, NAMES_MAX, FORGOTTEN_AFTER_S]

        async def written(elsewhere: str | bytes) -> int:
            async def write(node: Redis) -> int:
                arguments = [*kept, self.names.desk(feed), publishing(self._redis), elsewhere]
                return int(await self._report(keys=keys, args=arguments, client=node))

            return await on_node(self._redis, keys[0], write)

        async with store_call(self._timing.check_timeout_s):
            answer = await written(_UNKNOWN if is_cluster and others else "")
            if answer == _READ_FIRST:
                answer = await written(orjson.dumps(await self._names_of(key_id, others)))
        return bool(answer)

    async def _names_of(self, key_id: str, feeds: Iterable[Slug]) -> list[str]:
        """Read the names that a key speaks for in these feeds, in a round trip to each server."""
        slugs = {self.names.surfaces(slug): slug for slug in feeds}
        found: set[bytes] = set()
        for node, keys in (await by_node(self._redis, slugs)).items():
            async with node.pipeline(transaction=False) as pipeline:
                for key in keys:
                    pipeline.hkeys(key)
                    pipeline.hgetall(self.names.reporters(slugs[key]))
                answers = await pipeline.execute()
            for reported, reporters in zip(answers[::2], answers[1::2], strict=True):
                found |= {name for name in reported if reporters.get(name) == key_id.encode()}
        return [name.decode() for name in found]

    async def remove(self, feed: Slug, report: SurfaceReport) -> bool:
        """Remove the surface whose last report this is, and tell every process; report whether it was kept.

        Raises:
            StoreUnavailable: Redis did not answer in time.
        """
        key, text = self.names.surfaces(feed), encode_report(report)

        async def remove(node: Redis) -> bool:
            async with node.pipeline(transaction=False) as pipeline:
                pipeline.hdel(key, report.name)
                pipeline.hdel(self.names.reporters(feed), report.name)
                pipeline.execute_command(publishing(self._redis), self.names.desk(feed), text)
                return bool((await pipeline.execute())[0])

        async with store_call(self._timing.check_timeout_s):
            return await on_node(self._redis, key, remove)

    async def read_all(self, feeds: Iterable[Slug], *, now_ms: int) -> dict[Slug, list[SurfaceReport]]:
        """Read what is kept for these feeds, in a round trip to each server, and remove what is a day old.

        Raises:
            StoreUnavailable: Redis did not answer in time.
        """
        slugs = {self.names.surfaces(slug): slug for slug in feeds}
        kept: dict[Slug, list[SurfaceReport]] = {}
        async with store_call(self._timing.check_timeout_s):
            for node, keys in (await by_node(self._redis, slugs)).items():
                async with node.pipeline(transaction=False) as pipeline:
                    for key in keys:
                        pipeline.hgetall(key)
                    answers = await pipeline.execute()
                for key, stored in zip(keys, answers, strict=True):
                    kept[slugs[key]], old = self._sorted_out(key, stored, now_ms - FORGOTTEN_AFTER_S * 1000)
                    if old:
                        await node.hdel(key, *old)
                        await node.hdel(self.names.reporters(slugs[key]), *old)
        return kept

    def _sorted_out(
        self, key: str, stored: Mapping[bytes, bytes], oldest_ms: int
    ) -> tuple[list[SurfaceReport], list[bytes]]:
        """Return what is reported, and the names of what is to be removed; leave alone what cannot be read."""
        kept, old = [], []
        for name, text in stored.items():
            try:
                report = decode_report(text)
            except ValueError as broken:
                if _is_old(text, oldest_ms):
                    old.append(name)
                else:
                    self.unreadable.note(Unreadable(What.REPORT, f"{key} {name.decode(errors='replace')}", str(broken)))
                continue
            if report.at_ms > oldest_ms:
                kept.append(report)
            else:
                old.append(name)
        return kept, old


def encode_report(report: SurfaceReport) -> bytes:
    """Write a report as Redis keeps it."""
    cursor = None if report.cursor is None else str(report.cursor)
    return orjson.dumps({**dataclasses.asdict(report), "cursor": cursor})


def decode_report(text: bytes | str) -> SurfaceReport:
    """Read a report as Redis keeps it.

    Raises:
        ValueError: it is none, but was written there by another program.
    """
    return decode(_KEPT, text)


def _is_old(text: bytes, oldest_ms: int) -> bool:
    """Report whether a report that cannot be read, a newer version's say, tells that it is too old to keep."""
    try:
        return bool(0 <= orjson.loads(text)["at_ms"] <= oldest_ms)
    except (ValueError, KeyError, TypeError):
        return False
