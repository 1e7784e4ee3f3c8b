"""The tables of the graph. Their keys are (user_id, other_id), which Piccolo cannot say: see the migrations."""

from piccolo.columns import BigInt, Boolean, Integer, Text, Timestamptz
from piccolo.table import Table

from server.kit.database import DB


class Following(Table, db=DB, tablename="following"):
    """Whom `user_id` follows or asks to."""

    user_id = BigInt(primary_key=True)
    other_id = BigInt()
    state = Text()
    """`following` or `requested`."""
    created_at = Timestamptz()


class Follower(Table, db=DB, tablename="followers"):
    """`Following` from the other side: who follows `user_id` or asks to."""

    user_id = BigInt(primary_key=True)
    follower_id = BigInt()
    state = Text()
    created_at = Timestamptz()


class Block(Table, db=DB, tablename="blocks"):
    """Whom `user_id` blocks."""

    user_id = BigInt(primary_key=True)
    other_id = BigInt()
    created_at = Timestamptz()


class BlockedBy(Table, db=DB, tablename="blocked_by"):
    """`Block` from the other side: who blocks `user_id`."""

    user_id = BigInt(primary_key=True)
    other_id = BigInt()
    created_at = Timestamptz()


class Mute(Table, db=DB, tablename="mutes"):
    """Whose posts, stories or both `user_id` does not want to see; a row of neither there is not."""

    user_id = BigInt(primary_key=True)
    other_id = BigInt()
    created_at = Timestamptz()
    posts = Boolean()
    stories = Boolean()


class CloseFriend(Table, db=DB, tablename="close_friends"):
    """Whom `user_id` counts among their close friends, and tells nobody."""

    user_id = BigInt(primary_key=True)
    other_id = BigInt()
    created_at = Timestamptz()


class Reach(Table, db=DB, tablename="reach"):
    """How many follow `user_id`, as of a moment ago: for ranking, and for numbers too large to count at once."""

    user_id = BigInt(primary_key=True)
    followers = Integer()
    counted_at = Timestamptz()
