"""The tables of posts. Their keys and indexes are in the migrations."""

from piccolo.columns import JSONB, Array, BigInt, Real, SmallInt, Text, Timestamptz
from piccolo.table import Table

from server.kit.database import DB


class Posts(Table, db=DB, tablename="posts"):
    """A post from draft on. The key is (author_id, id).

    `draft_id` never changes and is how the author's devices follow the post; `id` is made anew at the moment of
    publication, so that ids order posts by when they became visible, however long their media took.
    """

    author_id = BigInt()
    id = BigInt(primary_key=True)
    draft_id = BigInt()
    state = Text()
    caption = Text()
    aspect = Text()
    audience = Text()
    place = Text()
    hashtags = Array(base_column=Text())
    mentions = Array(base_column=Text())
    problem = Text()
    reason = Text()
    flag = Text()
    """Why somebody should review it; empty for nearly all."""
    created_at = Timestamptz()
    published_at = Timestamptz(null=True)
    edited_at = Timestamptz(null=True)


class PostItems(Table, db=DB, tablename="post_items"):
    """One photo or video of a post. The key is (author_id, draft_id, position); a media is in one post only."""

    author_id = BigInt()
    draft_id = BigInt()
    position = SmallInt()
    media_id = BigInt()
    alt = Text()
    look = JSONB()


class PostTags(Table, db=DB, tablename="post_tags"):
    """A person at a point of a picture. The key is (author_id, draft_id, position, user_id)."""

    author_id = BigInt()
    draft_id = BigInt()
    position = SmallInt()
    user_id = BigInt()
    x = Real()
    """Share of the width, from the left."""
    y = Real()
    """Share of the height, from the top."""


class PostVersions(Table, db=DB, tablename="post_versions"):
    """How a published post read until an edit. The key is (author_id, draft_id, until)."""

    author_id = BigInt()
    draft_id = BigInt()
    until = Timestamptz()
    caption = Text()
    place = Text()
    alts = Array(base_column=Text())
