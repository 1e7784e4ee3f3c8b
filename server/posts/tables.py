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
    place_id = BigInt(null=True)
    """Of the gazetteer; `place` is its name then."""
    who_may_comment = Text()
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


class Likes(Table, db=DB, tablename="likes"):
    """Who likes a post. The key is (author_id, post_id, user_id)."""

    author_id = BigInt()
    post_id = BigInt()
    user_id = BigInt()
    id = BigInt()
    """Orders them by time."""


class Liked(Table, db=DB, tablename="liked"):
    """`Likes` from the other side: what `user_id` likes. The key is (user_id, post_id)."""

    user_id = BigInt()
    post_id = BigInt()
    author_id = BigInt()


class PostCounts(Table, db=DB, tablename="post_counts"):
    """Folded counts of a post, see `counts/`. The key is (author_id, post_id)."""

    author_id = BigInt()
    post_id = BigInt()
    likes = BigInt()
    comments = BigInt()
    """With replies."""


class Comments(Table, db=DB, tablename="comments"):
    """A comment on a post of `author_id`, written by `user_id`. The key is (author_id, id)."""

    author_id = BigInt()
    id = BigInt()
    post_id = BigInt()
    user_id = BigInt()
    parent_id = BigInt(null=True)
    """The comment under which a reply stands."""
    text = Text()
    mentions = Array(base_column=Text())
    likes = BigInt()
    """As last folded."""
    pinned_at = Timestamptz(null=True)


class CommentLikes(Table, db=DB, tablename="comment_likes"):
    """Who likes a comment. The key is (author_id, comment_id, user_id)."""

    author_id = BigInt()
    comment_id = BigInt()
    user_id = BigInt()


class Saves(Table, db=DB, tablename="saves"):
    """What `user_id` has saved. The key is (user_id, post_id)."""

    user_id = BigInt()
    post_id = BigInt()
    author_id = BigInt()
    id = BigInt()
    """Orders them by time."""


class Collections(Table, db=DB, tablename="collections"):
    """A named heap of saves. The key is (user_id, id)."""

    user_id = BigInt()
    id = BigInt()
    name = Text()
    name_key = Text()
    """Unique per person: the name without regard to case."""
    latest = BigInt()
    """Id of what was put in last, its own at first."""


class CollectionPosts(Table, db=DB, tablename="collection_posts"):
    """What lies in a collection; gone with the save. The key is (user_id, collection_id, post_id)."""

    user_id = BigInt()
    collection_id = BigInt()
    post_id = BigInt()
    id = BigInt()


class HiddenPosts(Table, db=DB, tablename="hidden_posts"):
    """What `user_id` wants to see nowhere but by its own link. The key is (user_id, post_id)."""

    user_id = BigInt()
    post_id = BigInt()
    author_id = BigInt()
    why = Text()
    """`hidden` or `not-interested`."""
    created_at = Timestamptz()


class Shares(Table, db=DB, tablename="shares"):
    """The last time `user_id` handed a post to `to_id`. The key is (user_id, to_id, post_id)."""

    user_id = BigInt()
    to_id = BigInt()
    post_id = BigInt()
    author_id = BigInt()
    id = BigInt()
    note = Text()
    shared_at = Timestamptz()


class DismissedSuggestions(Table, db=DB, tablename="dismissed_suggestions"):
    """Whom `user_id` does not want suggested. The key is (user_id, other_id)."""

    user_id = BigInt()
    other_id = BigInt()
    created_at = Timestamptz()
