"""The tables of notifications. Their keys and indexes are in the migrations."""

from piccolo.columns import BigInt, Boolean, Text, Timestamptz
from piccolo.table import Table

from server.kit.database import DB


class Notifications(Table, db=DB, tablename="notifications"):
    """Deeds of one kind on one thing, told to `user_id` as one. The key is (user_id, id)."""

    user_id = BigInt()
    id = BigInt()
    kind = Text()
    thing_id = BigInt()
    """The post, or the comment that was answered or liked; the person who asks to follow; 0 for the reader themselves.
    """
    author_id = BigInt()
    """Of the post."""
    post_id = BigInt()
    """0 where none is concerned."""
    deeds = BigInt()
    """How many ever joined, those that were taken back since included."""
    began_at = Timestamptz()
    at = Timestamptz()
    """When the latest joined. Of one reader it grows in the order of commits."""


class NotificationDeeds(Table, db=DB, tablename="notification_deeds"):
    """Who did it. The key is (user_id, kind, thing_id, deed_id): the same deed is not told twice."""

    user_id = BigInt()
    kind = Text()
    thing_id = BigInt()
    deed_id = BigInt()
    """The comment or the share; the post for a caption; else the person."""
    person_id = BigInt()
    notification_id = BigInt()
    at = Timestamptz()
    text = Text()
    """The note of a share."""


class NotificationReaders(Table, db=DB, tablename="notification_readers"):
    """How far somebody has seen, how far they were told, and of what they want to be told."""

    user_id = BigInt(primary_key=True)
    seen_at = Timestamptz()
    told_at = Timestamptz()
    """Newest `at` that was pushed."""
    tell_at = Timestamptz()
    """When the last `ReadersConcerned` about them was or is due."""
    telling = Boolean()
    """Whether one is on its way."""
    likes = Text()
    comments = Text()
    comment_likes = Text()
    mentions = Text()
    shares = Text()
    follows = Text()
    paused_until = Timestamptz(null=True)
