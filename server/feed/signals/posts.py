"""What ranking knows of posts, a row of `features.POST` for each, kept in Valkey for an hour.

Readers fill misses with SET NX, whoever edits or deletes a post writes over it, as with ready-made JSON
(`posts/hydration.py`); an empty value stands for a post that is gone. Counts are written into rows that are there when
they are folded, so a row is as true as `post_counts` and `exposure`; the rest may be an hour old.
"""

import hashlib
import logging
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Final

import numpy as np
import numpy.typing as npt
from valkey.exceptions import ValkeyError

from server.feed.ranking.features import POST
from server.feed.signals import content, queries
from server.kit import ids, resources
from server.kit.pipe import Command

SECONDS_KEPT: Final = 3600
DAYS: Final = 30
"""Over which an author's posts are counted."""
SIZE: Final = POST.itemsize
BLANK: Final = bytes(SIZE)
GONE: Final = b""
LAYOUT: Final = hashlib.blake2b(repr(POST.descr).encode(), digest_size=2).hexdigest().encode()
"""Rows of another release are not found."""
CAPTION_MAX: Final = 65_535
PUT: Final = """
if redis.call('STRLEN', KEYS[1]) == tonumber(ARGV[1]) then redis.call('SETRANGE', KEYS[1], ARGV[2], ARGV[3]) end
"""
log = logging.getLogger(__name__)


def key(post_id: int) -> bytes:
    return b"post-signals-%b:%b" % (LAYOUT, post_id.to_bytes(8, "big"))


_prefix = key(0)[:-8]
_before = b"\r\n$%d\r\n%b" % (len(_prefix) + 8, _prefix)


def command(posts: Sequence[bytes]) -> Command:
    """Asks for these posts, at least one (ids of 8 bytes); the reply goes to `rows`, or to `parse`."""
    return b"*%d\r\n$4\r\nMGET%b%b\r\n" % (len(posts) + 1, _before, _before.join(posts))


def parse(replies: Sequence[bytes | None]) -> tuple[np.ndarray, npt.NDArray[np.bool_]]:
    """An array of `POST` parallel to what was asked for, zeros where nothing is known; and where something is."""
    found = np.frombuffer(b"".join([one or BLANK for one in replies]), POST)
    return found, found["id"] != 0


async def rows(post_ids: Sequence[int], replies: Sequence[bytes | None]) -> tuple[np.ndarray, npt.NDArray[np.bool_]]:
    """The same, with those that Valkey did not know from SQL. Posts that are gone stay unknown."""
    missing = [post_id for post_id, one in zip(post_ids, replies, strict=True) if one is None]
    if missing:
        filled = await fill(missing)
        replies = [filled.get(post_id) if one is None else one for post_id, one in zip(post_ids, replies, strict=True)]
    return parse(replies)


async def load(post_ids: Sequence[int]) -> tuple[np.ndarray, npt.NDArray[np.bool_]]:
    """The same in one call; from SQL alone when Valkey does not answer."""
    if not post_ids:
        return np.zeros(0, POST), np.zeros(0, np.bool_)
    try:
        [replies] = await resources.pipe().run(command([post_id.to_bytes(8, "big") for post_id in post_ids]))
    except (ValkeyError, OSError) as error:
        log.warning("signals of posts read from SQL: %s", error)
        replies = [None] * len(post_ids)
    return await rows(post_ids, replies)


async def fill(post_ids: Sequence[int]) -> dict[int, bytes]:
    """Rows of these posts from SQL, kept unless something newer stands there."""
    built = await _built(post_ids)
    await _keep([("SET", key(post_id), row, "NX", "EX", SECONDS_KEPT) for post_id, row in built.items()])
    return built


async def rewrite(post_ids: Iterable[int]) -> None:
    """Writes what SQL says now over whatever Valkey holds."""
    if wanted := list(post_ids):
        built = await _built(wanted)
        await _keep([("SET", key(post_id), row, "EX", SECONDS_KEPT) for post_id, row in built.items()])


async def forget(post_ids: Collection[int]) -> None:
    """The next reader fills them again."""
    if post_ids:
        await _keep([("UNLINK", *[key(post_id) for post_id in post_ids])])


async def put_engagement(counts: Mapping[int, tuple[int, int]]) -> None:
    """Writes likes and comments into rows that are there."""
    await _put("likes", counts)


async def put_exposure(counts: Mapping[int, tuple[int, int, int]]) -> None:
    """The same with shares, hides and views."""
    await _put("shares", counts)


async def _put(first: str, counts: Mapping[int, tuple[int, ...]]) -> None:
    """Writes numbers that stand side by side in the row from the field `first` on."""
    at = POST.fields[first][1]  # type: ignore[index]
    await _keep(
        [
            ("EVAL", PUT, 1, key(post_id), SIZE, at, np.array(numbers, "<f4").tobytes())
            for post_id, numbers in counts.items()
        ]
    )


async def _keep(commands: Sequence[Command]) -> None:
    try:
        if commands:
            await resources.pipe().run(*commands)
    except (ValkeyError, OSError) as error:
        log.warning("signals of posts not kept: %s", error)


async def _built(post_ids: Sequence[int]) -> dict[int, bytes]:
    """Of each its row, or `GONE`."""
    found = await queries.posts(post_ids)
    since = ids.at(datetime.now(UTC) - timedelta(days=DAYS))
    posted = await queries.posts_since(list({row["author_id"] for row in found}), since)
    made = np.zeros(len(found), POST)
    made["content"] = content.of([row["embedding"] for row in found], [row["hashtags"] for row in found])
    for name, column in (("id", "id"), ("author", "author_id")):
        made[name] = [row[column] for row in found]
    for name in ("likes", "comments", "shares", "hides", "views", "reach", "private"):
        made[name] = [row[name] for row in found]
    made["posts_a_day"] = [posted[row["author_id"]] / DAYS for row in found]
    made["fingerprint"] = [content.fingerprint(row["pdq"]) for row in found]
    made["kind"] = [2 if row["video"] else int(row["items"] > 1) for row in found]
    made["caption"] = [min(row["caption"], CAPTION_MAX) for row in found]
    made["hashtags"] = [min(len(row["hashtags"]), 255) for row in found]
    return dict.fromkeys(post_ids, GONE) | {row["id"]: one.tobytes() for row, one in zip(found, made, strict=True)}
