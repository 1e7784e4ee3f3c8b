"""The tables of media. Their keys and indexes are in the migrations."""

from piccolo.columns import JSONB, Array, BigInt, Boolean, Bytea, Integer, Real, SmallInt, Text, Timestamptz
from piccolo.table import Table

from server.kit.database import DB


class Media(Table, db=DB, tablename="media"):
    """One picture or video of one owner, from the first byte of its upload on."""

    id = BigInt(primary_key=True)
    owner_id = BigInt()
    kind = Text()
    """`picture` or `video`."""
    state = Text()
    """`processing`, `ready` or `failed`."""
    problem = Text()
    """A name of `refusals.py`, when failed."""
    reason = Text()
    width = Integer()
    """As shown, in pixels; 0 until ready."""
    height = Integer()
    blurhash = Text()
    look = JSONB()
    """`shared.looks.Look` that it has, or gets while processing."""
    ratio = Real()
    """Width over height to which it is cut; 0 leaves its own."""
    seconds = Real()
    """Of a video."""
    sound = Boolean()
    folder = Text()
    """Of a video's files: `video/<folder>/` in the blob store. Another look gets another folder."""
    restricted = Boolean()
    """Shown to fewer people than the owner's account, so that its addresses are signed."""
    bytes = BigInt()
    """Of everything that is stored to be shown."""
    pdq = Bytea(null=True)
    """Perceptual hash, 256 bits."""
    ready_at = Timestamptz(null=True)
    analysed_at = Timestamptz(null=True)
    verdict = Text()
    """Of machine vision: empty, `flag` or `hold`."""
    uses = Array(base_column=Text())
    """What shows it, such as `post`. Media in no use are swept after a day."""
    created_at = Timestamptz()


class MediaVariant(Table, db=DB, tablename="media_variants"):
    """One size of a picture or of a video's poster. The primary key is (media_id, name).

    The variant `base` is the original before its look, for the composer; it goes when the post is published.
    """

    media_id = BigInt()
    name = Text()
    sha256 = Bytea()
    """Of its bytes, which lie at `media/<first two hex digits>/<hex>.webp` in the blob store."""
    width = Integer()
    height = Integer()
    bytes = Integer()


class Rendition(Table, db=DB, tablename="renditions"):
    """One quality of a video, named by its short side; also `mp4` and `strip`. The key is (media_id, name)."""

    media_id = BigInt()
    name = Text()
    state = Text()
    """`waiting`, `making`, `ready` or `failed`."""
    percent = SmallInt()
    width = Integer()
    height = Integer()
    rate = Real()
    """Frames a second."""
    bitrate = Integer()
    """Average, in bits a second."""
    peak = Integer()
    codecs = Text()
    """As RFC 6381 names them."""
    bytes = BigInt()
    details = JSONB()


class MediaFinding(Table, db=DB, tablename="media_findings"):
    """What one model saw. The key is (media_id, model)."""

    media_id = BigInt()
    model = Text()
    version = Text()
    finding = JSONB()
    embedding = Bytea(null=True)
    """Of 16-bit floats, little-endian."""
    created_at = Timestamptz()


class BlockedPicture(Table, db=DB, tablename="blocked_pictures"):
    """Pictures that may not be shown, by their perceptual hash."""

    pdq = Bytea(primary_key=True)
    reason = Text()
    added_at = Timestamptz()


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


class VideoAdmitted(Table, db=DB, tablename="videos_admitted"):
    """Counts towards the minutes that an account may bring in a day, also when the media is gone."""

    media_id = BigInt(primary_key=True)
    owner_id = BigInt()
    seconds = Real()
    admitted_at = Timestamptz()


class UploadPart(Table, db=DB, tablename="upload_parts"):
    """A stretch of an original in the blob store. The primary key is (media_id, start)."""

    media_id = BigInt()
    start = BigInt()
    size = Integer()
    key = Text()
