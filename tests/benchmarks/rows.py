"""Rows of the tables as a running installation would have written them, put in by COPY."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

import asyncpg
from msgspec import Struct

from server.accounts import tokens
from server.kit import ids
from server.kit.viewer import Viewer

VARIANTS = (("square", 320, 320), ("w640", 640, 800), ("w1080", 1080, 1350))
PLACEHOLDER = "LKO2?U%2Tw=w]~RBVZRi};RPxuwH"


class Rows(Struct):
    table: str
    columns: tuple[str, ...]
    records: Sequence[tuple[Any, ...]]


class NewPost(Struct):
    id: int
    author_id: int
    caption: str
    state: str = "published"

    @property
    def media_id(self) -> int:
        return self.id + 1


async def put(database_url: str, rows: Iterable[Rows]) -> None:
    """Writes them all. They are right by construction: foreign keys are not checked, which would take a minute."""
    connection = await asyncpg.connect(database_url)
    try:
        await connection.execute("SET session_replication_role = replica; SET synchronous_commit = off")
        for each in rows:
            await connection.copy_records_to_table(each.table, records=each.records, columns=each.columns)
        await connection.execute("ANALYZE")
    finally:
        await connection.close()


def users(user_ids: Iterable[int]) -> Rows:
    now = datetime.now(UTC)
    return Rows(
        "users",
        ("id", "handle", "skeleton", "name", "password_hash", "last_seen_at"),
        [(i, handle(i), handle(i), f"Resident {i % 9973}", "!", now) for i in user_ids],
    )


def sessions(user_ids: Iterable[int]) -> Rows:
    return Rows(
        "sessions",
        ("id", "user_id", "family_hash", "secret_hash"),
        [(i + 1, i, b"\0" * 32, b"\0" * 32) for i in user_ids],
    )


def follows(follows: Iterable[tuple[int, int]]) -> tuple[Rows, Rows]:
    """Of pairs (follower, followed)."""
    now = datetime.now(UTC)
    pairs = list(follows)
    return (
        Rows(
            "following",
            ("user_id", "other_id", "state", "created_at"),
            [(follower, followed, "following", now) for follower, followed in pairs],
        ),
        Rows(
            "followers",
            ("user_id", "follower_id", "state", "created_at"),
            [(followed, follower, "following", now) for follower, followed in pairs],
        ),
    )


def posts(made: Sequence[NewPost]) -> tuple[Rows, Rows, Rows, Rows]:
    """Posts with ready pictures, which have no bytes."""
    return (
        Rows(
            "media",
            ("id", "owner_id", "state", "width", "height", "blurhash", "uses"),
            [(post.media_id, post.author_id, "ready", 1080, 1350, PLACEHOLDER, ["post"]) for post in made],
        ),
        Rows(
            "media_variants",
            ("media_id", "name", "sha256", "width", "height", "bytes"),
            [
                (post.media_id, name, post.id.to_bytes(8, "big") * 3 + name.encode().ljust(8), wide, high, wide * 99)
                for post in made
                for name, wide, high in VARIANTS
            ],
        ),
        Rows(
            "posts",
            ("author_id", "id", "draft_id", "state", "caption", "hashtags", "published_at"),
            [
                (
                    post.author_id,
                    post.id,
                    post.id,
                    post.state,
                    post.caption,
                    ["city"],
                    ids.time_of(post.id) if post.state == "published" else None,
                )
                for post in made
            ],
        ),
        Rows(
            "post_items",
            ("author_id", "draft_id", "position", "media_id", "alt"),
            [(post.author_id, post.id, 0, post.media_id, "A view of a town") for post in made],
        ),
    )


def handle(user_id: int) -> str:
    return f"u{user_id}"


def access_tokens(user_ids: Iterable[int]) -> dict[int, str]:
    """Tokens of the `sessions`, good for as long as any. Resources must be open."""
    return {i: tokens.issue(Viewer(i, handle(i), "person", i + 1))[0] for i in user_ids}
