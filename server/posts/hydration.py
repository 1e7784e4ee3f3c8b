"""Ready-made JSON of published posts, kept in Valkey so that a page of the feed is spliced, not built.

A key holds the JSON of `shared.posts.Post` up to its last values, whether the viewer likes the post and has saved it: a
page appends one of `ENDS` and parses nothing. An empty value is the tombstone of a post that is gone. Readers fill
misses with SET NX; whoever changes a post writes over it after the commit. So a reader that was slow cannot put an
old version over a newer one, and after a FLUSHALL everything fills itself again.
"""

from collections.abc import Iterable, Sequence

import msgspec
from asyncpg import Record

from server.accounts import service as accounts
from server.accounts.rows import AccountRow
from server.kit import resources
from server.kit.pipe import Command
from server.media import addresses
from server.media import service as media
from server.posts import items, queries
from server.posts.counts import queries as count_queries
from shared.looks import ratio_of
from shared.media import Picture
from shared.posts import Post

SECONDS_KEPT = 3 * 24 * 3600
TOMBSTONE = b""
ENDS = (b'false,"saved":false}', b'true,"saved":false}', b'false,"saved":true}', b'true,"saved":true}')
"""Of neither liked nor saved, liked, saved, both."""
OPEN = b'"open":true,"liked":'
"""What ready-made JSON ends with when everybody may see the post, and no other does."""
Ready = tuple[bytes, int]
"""Open JSON, and the seconds for which it may be kept: not longer than the signed addresses in it work."""


def key(post_id: int) -> bytes:
    return b"card:" + post_id.to_bytes(8, "big")


async def build(rows: Sequence[Record]) -> dict[int, Post]:
    """Posts as viewers see them; without those whose author or one of whose pictures is missing."""
    if not rows:
        return {}
    drafts = [row["draft_id"] for row in rows]
    authors = await accounts.by_ids({row["author_id"] for row in rows})
    shown, tags = await items.of(drafts), await items.tags_of(drafts)
    counts = await count_queries.counts([(row["author_id"], row["id"]) for row in rows])
    pictures = await media.pictures([item["media_id"] for listed in shown.values() for item in listed])
    built: dict[int, Post] = {}
    for row in rows:
        listed = shown[row["draft_id"]]
        author = authors.get(row["author_id"])
        if author is None or author.state != "active":
            continue
        if listed and all(item["media_id"] in pictures for item in listed):
            set_ = [items.as_picture(item, pictures[item["media_id"]], tags) for item in listed]
            built[row["id"]] = as_post(row, author, set_, *counts.get(row["id"], (0, 0)))
    return built


def as_post(row: Record, author: AccountRow, pictures: list[Picture], likes: int, comments: int) -> Post:
    return Post(
        id=str(row["id"]),
        author=author.author,
        pictures=pictures,
        ratio=round(ratio_of(row["aspect"], pictures[0].width, pictures[0].height), 4),
        place=row["place"],
        place_id=str(row["place_id"]) if row["place_id"] else None,
        audience=row["audience"],
        caption=row["caption"],
        hashtags=row["hashtags"],
        mentions=row["mentions"],
        who_may_comment=row["who_may_comment"],
        published_at=row["published_at"],
        edited_at=row["edited_at"],
        likes=likes,
        comments=comments,
        open=row["audience"] == "everyone" and not author.private,
    )


def opened(post: Post) -> bytes:
    """Its JSON without the end that says what the viewer did with it."""
    return msgspec.json.encode(post).removesuffix(ENDS[0])


async def fill(post_ids: Sequence[int]) -> dict[int, bytes]:
    """JSON of the posts from PostgreSQL, put into Valkey unless something newer stands there. Gone posts are empty."""
    ready = await _ready(post_ids)
    commands: list[Command] = [("SET", key(i), made, "NX", "EX", kept) for i, (made, kept) in ready.items()]
    if commands:
        await resources.pipe().run(*commands)
    return {i: made for i, (made, _) in ready.items()}


async def rewrite(post_ids: Iterable[int]) -> None:
    """Writes what PostgreSQL says now over whatever Valkey holds."""
    ids = list(post_ids)
    if not ids:
        return
    commands: list[Command] = [("SET", key(i), made, "EX", kept) for i, (made, kept) in (await _ready(ids)).items()]
    await resources.pipe().run(*commands)


async def _ready(post_ids: Sequence[int]) -> dict[int, Ready]:
    built = await build(await queries.published(post_ids))
    return {
        i: (opened(built[i]), _seconds_kept(built[i])) if i in built else (TOMBSTONE, SECONDS_KEPT) for i in post_ids
    }


def _seconds_kept(post: Post) -> int:
    signed = any(addresses.is_signed(picture.variants[0].url) for picture in post.pictures)
    return addresses.seconds_to_keep() if signed else SECONDS_KEPT


async def forget(post_ids: Sequence[int]) -> None:
    """The next reader fills them again."""
    for start in range(0, len(post_ids), 1000):
        await resources.pipe().run(("UNLINK", *[key(i) for i in post_ids[start : start + 1000]]))
