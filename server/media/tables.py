"""The tables of media. Their keys and indexes are in the migrations."""

from piccolo.columns import Array, BigInt, Bytea, Integer, Text, Timestamptz
from piccolo.table import Table

from server.kit.database import DB


class Media(Table, db=DB, tablename="media"):
    """One picture of one owner, from the first byte of its upload on."""

    id = BigInt(primary_key=True)
    owner_id = BigInt()
    state = Text()
    """`processing`, `ready` or `failed`."""
    problem = Text()
    """A name of `refusals.py`, when failed."""
    reason = Text()
    width = Integer()
    """Upright, in pixels; 0 until ready."""
    height = Integer()
    blurhash = Text()
    uses = Array(base_column=Text())
    """What shows it, such as `post`. Media in no use are swept after a day."""
    created_at = Timestamptz()


class MediaVariant(Table, db=DB, tablename="media_variants"):
    """One size of a picture. The primary key is (media_id, name)."""

    media_id = BigInt()
    name = Text()
    sha256 = Bytea()
    """Of its bytes, which lie at `media/<first two hex digits>/<hex>.webp` in the blob store."""
    width = Integer()
    height = Integer()
    bytes = Integer()


class Upload(Table, db=DB, tablename="uploads"):
    """How the original of a media arrives. Kept after completion until it expires, to answer late questions."""

    media_id = BigInt(primary_key=True)
    owner_id = BigInt()
    way = Text()
    """`tus`, or `direct` for one PUT."""
    length = BigInt()
    received = BigInt()
    """Bytes that are safely stored: the offset of tus."""
    head = Bytea()
    """The first bytes, enough for `kinds.kind_of`."""
    metadata = Text()
    """`Upload-Metadata` of tus as it came; echoed, never read."""
    expires_at = Timestamptz()
    completed_at = Timestamptz(null=True)
    created_at = Timestamptz()


class UploadPart(Table, db=DB, tablename="upload_parts"):
    """A stretch of an original in the blob store. The primary key is (media_id, start)."""

    media_id = BigInt()
    start = BigInt()
    size = Integer()
    key = Text()
