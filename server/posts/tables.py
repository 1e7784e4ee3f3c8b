"""The posts table."""

from piccolo.columns import Array, BigInt, Text, Timestamptz
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
    media_id = BigInt()
    caption = Text()
    alt = Text()
    hashtags = Array(base_column=Text())
    mentions = Array(base_column=Text())
    problem = Text()
    reason = Text()
    created_at = Timestamptz()
    published_at = Timestamptz(null=True)
    edited_at = Timestamptz(null=True)
