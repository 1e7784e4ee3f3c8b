"""Ready-made JSON of published posts, kept in Valkey so that a page of the feed is spliced, not built.

A key holds the JSON of `shared.posts.Post`; an empty value is the tombstone of a post that is gone. Readers fill
misses with SET NX; whoever changes a post writes over it after the commit. So a reader that was slow cannot put an
old version over a newer one, and after a FLUSHALL everything fills itself again.
"""

from collections.abc import Iterable, Sequence

import msgspec
from asyncpg import Record

from server.accounts import service as accounts
from server.kit import resources
from server.kit.pipe import Command
from server.media import service as media
from server.posts import queries
from shared.accounts import Author
from shared.media import Picture
from shared.posts import Post

SECONDS_KEPT = 3 * 24 * 3600
TOMBSTONE = b""


def key(post_id: int) -> bytes:
    return b"post:" + post_id.to_bytes(8, "big")


async def build(rows: Sequence[Record]) -> dict[int, Post]:
    """Posts as viewers see them; without those whose picture or author is missing."""
    authors = await accounts.authors(list({row["author_id"] for row in rows}))
    pictures = await media.pictures([row["media_id"] for row in rows])
    return {
        row["id"]: as_post(row, authors[row["author_id"]], pictures[row["media_id"]])
        for row in rows
        if row["author_id"] in authors and row["media_id"] in pictures
    }


def as_post(row: Record, author: Author, picture: Picture) -> Post:
    return Post(
        id=str(row["id"]),
        author=author,
        picture=msgspec.structs.replace(picture, alt=row["alt"]),
        caption=row["caption"],
        hashtags=row["hashtags"],
        mentions=row["mentions"],
        published_at=row["published_at"],
        edited_at=row["edited_at"],
    )


async def fill(post_ids: Sequence[int]) -> dict[int, bytes]:
    """JSON of the posts from PostgreSQL, put into Valkey unless something newer stands there. Gone posts are empty."""
    built = await build(await queries.published(post_ids))
    ready = {i: msgspec.json.encode(built[i]) if i in built else TOMBSTONE for i in post_ids}
    commands: list[Command] = [("SET", key(i), value, "NX", "EX", SECONDS_KEPT) for i, value in ready.items()]
    if commands:
        await resources.pipe().run(*commands)
    return ready


async def rewrite(post_ids: Iterable[int]) -> None:
    """Writes what PostgreSQL says now over whatever Valkey holds."""
    ids = list(post_ids)
    if not ids:
        return
    built = await build(await queries.published(ids))
    commands: list[Command] = [
        ("SET", key(i), msgspec.json.encode(built[i]) if i in built else TOMBSTONE, "EX", SECONDS_KEPT) for i in ids
    ]
    await resources.pipe().run(*commands)


async def forget(post_ids: Sequence[int]) -> None:
    """The next reader fills them again."""
    for start in range(0, len(post_ids), 1000):
        await resources.pipe().run(("UNLINK", *[key(i) for i in post_ids[start : start + 1000]]))
