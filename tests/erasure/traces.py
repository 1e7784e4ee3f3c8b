"""Every trace of somebody, wherever this installation keeps anything: all tables, all keys in Valkey, all blobs."""

import json
import re
from collections.abc import Collection
from typing import Any

from msgspec import Struct

from server.kit import database, resources
from server.settings import Settings
from tests.world import blob_files

TABLES = """
SELECT c.relname FROM pg_class c WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace
AND c.relname <> 'migration' ORDER BY 1
"""
HOUR = 3600


class Marks(Struct, frozen=True):
    """By what somebody is known: their ids and those of their things, and words that nobody else uses."""

    ids: Collection[int]
    words: Collection[str]

    def among(self, value: Any) -> bool:
        """Whether any of them stands in the value, however deep."""
        text = json.dumps(value, ensure_ascii=False).lower()
        numbers = {int(number) for number in re.findall(r"\d+", text)}
        return not numbers.isdisjoint(self.ids) or any(word in text for word in self.words)


async def rows() -> dict[str, list[dict[str, Any]]]:
    """Every row of every table, bytes as hex."""
    found = {}
    for row in await database.fetch(TABLES):
        table = row["relname"]
        listed = await database.fetch(f'SELECT to_jsonb(t) AS row FROM "{table}" t')
        found[table] = [one["row"] for one in listed]
    return found


def columns_with(marks: Marks, tables: dict[str, list[dict[str, Any]]]) -> set[tuple[str, str]]:
    """With partitions of a table under its own name."""
    return {
        (re.sub(r"_(default|\d{8})$", "", table), column)
        for table, listed in tables.items()
        for row in listed
        for column, value in row.items()
        if marks.among(value)
    }


async def keys_with(user_id: int, words: Collection[str]) -> dict[str, int]:
    """Keys in Valkey in whose name or value the person stands -> seconds that are left to them, -1 for ever."""
    data = resources.data()
    needles = [str(user_id).encode(), user_id.to_bytes(8, "big"), user_id.to_bytes(8, "little")]
    needles += [word.encode() for word in words]
    found = {}
    async for key in data.scan_iter():
        whole = key + repr(await _value(key)).encode() + await _bytes(key)
        if any(needle in whole for needle in needles):
            found[key.decode(errors="backslashreplace")] = await data.ttl(key)
    return found


async def _value(key: bytes) -> Any:
    data = resources.data()
    match await data.type(key):
        case b"zset":
            return await data.zrange(key, 0, -1, withscores=True)
        case b"set":
            return await data.smembers(key)
        case b"hash":
            return await data.hgetall(key)
        case b"list":
            return await data.lrange(key, 0, -1)
        case b"stream":
            return await data.xrange(key)
    return None


async def _bytes(key: bytes) -> bytes:
    """Of a string, or of the members of a set in which numbers are packed."""
    data = resources.data()
    match await data.type(key):
        case b"string":
            return bytes(await data.get(key) or b"")
        case b"zset":
            return b"".join(await data.zrange(key, 0, -1))
    return b""


async def blobs_without_rows(settings: Settings) -> list[str]:
    """Names of files that no row leads to."""
    digests = await database.fetch("SELECT encode(sha256, 'hex') AS name FROM media_variants")
    parts = await database.fetch("SELECT key FROM upload_parts")
    named = {row["name"] for row in digests} | {row["key"].rpartition("/")[2] for row in parts}
    return [str(path) for path in blob_files(settings) if path.name.partition(".")[0] not in named]
