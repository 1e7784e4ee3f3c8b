"""The tables of accounts. Keys, checks and indexes are in the migrations."""

from piccolo.columns import JSONB, BigInt, Boolean, Bytea, Integer, Text, Timestamptz
from piccolo.table import Table

from server.kit.database import DB


class User(Table, db=DB, tablename="users"):
    id = BigInt(primary_key=True)
    handle = Text(unique=True)
    skeleton = Text(unique=True)
    """See `handles.skeleton`."""
    name = Text()
    name_key = Text()
    """The name as `text.search_key` folds it."""
    bio = Text()
    private = Boolean()
    role = Text()
    state = Text()
    """`active`, `suspended`, `leaving` or `erasing`. Whoever is not active does not exist for others."""
    leaves_at = Timestamptz(null=True)
    """When everything of somebody who is leaving goes; NULL for all others."""
    picture_media_id = BigInt(null=True)
    picture = JSONB(null=True)
    """A `shared.media.Picture`, kept here because every list of people shows it."""
    password_hash = Text()
    created_at = Timestamptz()
    last_seen_at = Timestamptz()


class UserWord(Table, db=DB, tablename="user_words"):
    """What somebody is found by: the handle, and each word of the name as `text.search_key` folds it. The key is
    (word, user_id), which Piccolo cannot say."""

    word = Text(primary_key=True)
    user_id = BigInt()


class HeldHandle(Table, db=DB, tablename="held_handles"):
    """All that is left of somebody who left: a handle that nobody else can have before `free_at`."""

    handle = Text(primary_key=True)
    skeleton = Text(unique=True)
    free_at = Timestamptz()


class Session(Table, db=DB, tablename="sessions"):
    id = BigInt(primary_key=True)
    user_id = BigInt()
    device = Text()
    address = Text()
    family_hash = Bytea()
    """SHA-256 of the part that all refresh tokens of the session share."""
    secret_hash = Bytea()
    """SHA-256 of the part that only the newest one has."""
    generation = Integer()
    """How often the refresh token was exchanged."""
    created_at = Timestamptz()
    last_used_at = Timestamptz()
    rotated_at = Timestamptz()
    ended_at = Timestamptz(null=True)
