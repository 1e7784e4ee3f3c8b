"""What the feed is held against, under the same server: the same bytes without work, and one SQL statement a page."""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import asyncpg
from asyncpg import Record
from litestar import Litestar, Response, get
from litestar.enums import MediaType

from shared.accounts import Author
from shared.feed import FeedPage
from shared.media import Picture, Variant
from shared.posts import Post

STATIC = Path(os.environ["BENCH_STATIC"]).read_bytes()
LENGTH = 30
# The newest of each followed author first, then the newest of those: the fastest of the plans we tried.
PULL = """
SELECT p.id, p.caption, i.alt, p.hashtags, p.mentions, p.published_at, p.edited_at,
       u.id AS author_id, u.handle, u.name, u.picture, m.id AS media_id, m.width, m.height, m.blurhash, v.variants
FROM (SELECT newest.* FROM following f CROSS JOIN LATERAL (
          SELECT * FROM posts p WHERE p.author_id = f.other_id AND p.state = 'published' AND p.id < $2
          ORDER BY p.id DESC LIMIT $3) newest
      WHERE f.user_id = $1 AND f.state = 'following' ORDER BY newest.id DESC LIMIT $3) p
JOIN users u ON u.id = p.author_id AND u.state = 'active'
JOIN post_items i ON i.author_id = p.author_id AND i.draft_id = p.draft_id
JOIN media m ON m.id = i.media_id
CROSS JOIN LATERAL (SELECT array_agg(ROW(name, width, height, encode(sha256, 'hex')) ORDER BY width) AS variants
                    FROM media_variants WHERE media_id = m.id) v
WHERE NOT EXISTS (SELECT FROM blocks b WHERE b.user_id = $1 AND b.other_id = p.author_id)
  AND NOT EXISTS (SELECT FROM blocked_by b WHERE b.user_id = $1 AND b.other_id = p.author_id)
  AND NOT EXISTS (SELECT FROM mutes b WHERE b.user_id = $1 AND b.other_id = p.author_id)
ORDER BY p.id DESC
"""


@get("/static")
async def static() -> Response[bytes]:
    return Response(STATIC, media_type=MediaType.JSON)


@get("/pull/{user_id:int}")
async def pull(user_id: int, before: int = 2**62) -> FeedPage:
    """A page without authentication, celebrities, rate limit or cursor."""
    rows = await _pool().fetch(PULL, user_id, before, LENGTH)
    return FeedPage(items=[_post(row) for row in rows])


def _post(row: Record) -> Post:
    return Post(
        id=str(row["id"]),
        author=Author(id=str(row["author_id"]), handle=row["handle"], name=row["name"], avatar=None),
        pictures=[
            Picture(
                id=str(row["media_id"]),
                width=row["width"],
                height=row["height"],
                blurhash=row["blurhash"],
                alt=row["alt"],
                variants=[
                    Variant(name=name, width=width, height=height, url=f"http://127.0.0.1:8000/media/{sha}.webp")
                    for name, width, height, sha in row["variants"]
                ],
            )
        ],
        ratio=row["width"] / row["height"],
        caption=row["caption"],
        hashtags=row["hashtags"],
        mentions=row["mentions"],
        published_at=row["published_at"],
        edited_at=row["edited_at"],
    )


_opened: "dict[str, asyncpg.Pool[Any]]" = {}


def _pool() -> "asyncpg.Pool[Any]":
    return _opened["pool"]


@asynccontextmanager
async def lifespan(_: Litestar) -> AsyncIterator[None]:
    async with asyncpg.create_pool(
        os.environ["VITRINE_DATABASE_URL"], min_size=10, max_size=10, server_settings={"jit": "off"}
    ) as _opened["pool"]:
        yield


app = Litestar([static, pull], lifespan=[lifespan], openapi_config=None, logging_config=None)
