"""The rules of uploads, whatever the protocol: begin, receive, look, end.

No lock is held while bytes arrive. Each stretch is stored first and then claimed by moving the offset from where it
began to where it ends; of two devices that send the same stretch, one moves it and the other is told so.
"""

from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta
from typing import Final, Literal, Protocol

from asyncpg import Record
from msgspec import Struct

from server.kit import database, ids, resources
from server.kit.problems import ChecksumMismatch, Conflict, Gone, Invalid, NotFound, Problem, TooLarge, Unsupported
from server.media import queries, quotas, service, store
from server.media.kinds import HEAD_BYTES, VIDEO_TYPES, kind_of
from server.media.refusals import SENTENCES, Refusal
from shared.media import MediaKind

PART_BYTES: Final = 1024 * 1024
"""Largest stretch kept in memory, and lost when the server dies in the middle of one request."""
Way = Literal["tus", "direct"]


class Upload(Struct, frozen=True, kw_only=True):
    """`offset` is how many of `length` bytes are safely stored."""

    media_id: int
    length: int
    offset: int
    metadata: str
    expires_at: datetime


class Digest(Protocol):
    """A running hash, such as those of hashlib."""

    def update(self, data: bytes, /) -> None: ...

    def digest(self) -> bytes: ...


class Interrupted(Exception):
    """Raised by a body whose sender hung up in the middle."""


class Checksum(Struct, frozen=True):
    """What the bytes of one request must hash to."""

    start: Callable[[], Digest]
    expected: bytes


async def begin(owner_id: int, length: int, way: Way, metadata: str = "") -> Upload:
    """A new upload with its media. Raises `Invalid`, `TooLarge` or `TooMany`.

    Whether it brings a picture or a video is told by its first bytes, so that until then the larger limit holds.
    """
    settings = resources.settings()
    if length < 1:
        raise Invalid("upload-empty", "There is nothing in this file.")
    if length > upload_max_bytes():
        raise TooLarge("upload-too-large", SENTENCES["upload-too-large"])
    media_id = ids.new_id()
    expires_at = (datetime.now(UTC) + timedelta(hours=settings.upload_expiry_hours)).replace(microsecond=0)
    async with database.transaction():
        await quotas.check_upload(owner_id, length)
        await queries.add_media(owner_id, media_id)
        await queries.add_upload(owner_id, media_id, way, length, metadata, expires_at)
    return Upload(media_id=media_id, length=length, offset=0, metadata=metadata, expires_at=expires_at)


def upload_max_bytes() -> int:
    """Of any kind."""
    settings = resources.settings()
    return max(settings.photo_max_bytes, settings.video_max_bytes)


async def look(owner_id: int, media_id: int, way: Way = "tus") -> Upload:
    """Raises `NotFound`, also for those of others, and `Gone` when its time is over."""
    row = await queries.own_upload(owner_id, media_id, way)
    if row is None:
        raise NotFound("upload")
    if row["expired"]:
        raise Gone("upload-expired", SENTENCES["upload-expired"])
    return _as_upload(row)


async def receive(
    upload: Upload,
    offset: int,
    body: AsyncIterator[bytes],
    *,
    announced: int | None,
    checksum: Checksum | None = None,
    whole: bool = False,
) -> int:
    """Stores what `body` brings at `offset` and returns the new offset. `announced` is how long the body says it is.

    Ordinarily every part counts as soon as it is stored, and a broken connection keeps what came. With a checksum or an
    unknown length all of it counts or nothing does; with `whole` it must also be the whole original. Raises `Conflict`
    for a wrong offset, `TooLarge` beyond the upload's length and `ChecksumMismatch`. `Unsupported` when the bytes are
    neither a picture nor a video, and `TooLarge` when they are more than their kind may have: the upload is gone then.
    """
    if offset != upload.offset:
        raise _moved(upload.offset)
    if announced is not None and offset + announced > upload.length:
        raise _beyond()
    if whole and announced not in (None, upload.length):
        raise Invalid("upload-incomplete", f"{announced} of {upload.length} bytes came. Send all of them.")
    at_once = checksum is None and announced is not None and not whole
    receiver = _Receiver(upload, offset, at_once, whole)
    digest = checksum.start() if checksum else None
    try:
        async for chunk in body:
            if digest:
                digest.update(chunk)
            await receiver.take(chunk)
    except Interrupted as broken:
        if at_once:
            await receiver.finish()
        else:
            await receiver.undo()
        raise Invalid("upload-interrupted", "The connection broke. Go on from the offset that is stored.") from broken
    except BaseException:
        await receiver.undo()
        raise
    if digest and checksum and digest.digest() != checksum.expected:
        await receiver.undo()
        raise ChecksumMismatch("checksum-mismatch", "These bytes were damaged on their way. Send them again.")
    if whole and receiver.end != upload.length:
        await receiver.undo()
        raise Invalid("upload-incomplete", f"{receiver.end} of {upload.length} bytes came. Send all of them.")
    return await receiver.finish()


class _Receiver:
    """Cuts what arrives into parts, stores them, and moves the offset over them at once or at the end."""

    def __init__(self, upload: Upload, offset: int, at_once: bool, whole: bool) -> None:
        self.upload = upload
        self.at_once = at_once
        self.whole = whole
        self.offset = offset
        self.end = offset
        self._buffer = bytearray()
        self._parts: list[tuple[int, int, str]] = []
        self._head = b""

    async def take(self, chunk: bytes) -> None:
        self.end += len(chunk)
        if self.end > self.upload.length:
            raise _beyond()
        self._buffer += chunk
        while len(self._buffer) >= PART_BYTES:
            await self._store(bytes(self._buffer[:PART_BYTES]))
            del self._buffer[:PART_BYTES]

    async def finish(self) -> int:
        """Stores the rest and returns the offset behind everything that counts."""
        if self._buffer:
            await self._store(bytes(self._buffer))
            self._buffer.clear()
        if self._parts:
            await self._claim()
        return self.offset

    async def undo(self) -> None:
        """Leaves nothing of what does not count yet."""
        self._buffer.clear()
        await store.delete([key for _, _, key in self._parts])
        self._parts = []

    async def _store(self, data: bytes) -> None:
        start = self._parts[-1][0] + self._parts[-1][1] if self._parts else self.offset
        if not self._parts:
            self._head = data[:HEAD_BYTES]
        self._parts.append((start, len(data), await store.put_part(self.upload.media_id, start, data)))
        if self.at_once:
            await self._claim()
        elif self.whole and start == 0:
            await self._refuse_early()

    async def _claim(self) -> None:
        media_id = self.upload.media_id
        end = self._parts[-1][0] + self._parts[-1][1]
        refusal: Refusal | None = None
        async with database.transaction():
            row = await queries.advance(media_id, self.offset, end, self._head)
            if row is not None:
                await queries.add_parts(media_id, self._parts)
                refusal = await self._judge(row)
        if row is None:
            await self.undo()
            raise await _why_not(self.upload)
        self._parts = []
        self.offset = end
        if refusal is not None:
            raise _refused(refusal)

    async def _refuse_early(self) -> None:
        """What comes in one request counts at its end only, but need not all come to be refused."""
        if len(self._head) == HEAD_BYTES and (refusal := _refusal(media_kind(self._head), self.upload.length)):
            await service.fail(self.upload.media_id, refusal)
            raise _refused(refusal)

    async def _judge(self, row: Record) -> Refusal | None:
        """Once the first bytes are there: notes the kind, ends what is not taken, and announces what is whole."""
        whole = row["completed_at"] is not None
        if len(row["head"]) < HEAD_BYTES and not whole:
            return None
        media_id = self.upload.media_id
        kind = media_kind(row["head"])
        if refusal := _refusal(kind, self.upload.length):
            await service.fail(media_id, refusal)
            return refusal
        assert kind is not None
        if self.offset < HEAD_BYTES:
            await queries.set_kind(media_id, kind)
        if whole:
            await service.announce(media_id, kind)
        return None


async def end(owner_id: int, media_id: int) -> None:
    """Ends an upload and removes what came. Raises `Conflict` when something already shows its picture."""
    await look(owner_id, media_id)
    async with database.transaction():
        if not await service.remove(media_id):
            raise Conflict("media-in-use", "Something shows this picture. Delete that instead.")


def media_kind(head: bytes) -> MediaKind | None:
    """What the first bytes begin; None for what is never taken."""
    kind = kind_of(head)
    if kind is None:
        return None
    return "video" if kind in VIDEO_TYPES else "picture"


def _refusal(kind: MediaKind | None, length: int) -> Refusal | None:
    settings = resources.settings()
    if kind is None:
        return "picture-type"
    most = settings.video_max_bytes if kind == "video" else settings.photo_max_bytes
    return "upload-too-large" if length > most else None


def _refused(refusal: Refusal) -> Problem:
    kind = TooLarge if refusal == "upload-too-large" else Unsupported
    return kind(refusal, SENTENCES[refusal])


def _as_upload(row: Record) -> Upload:
    return Upload(
        media_id=row["media_id"],
        length=row["length"],
        offset=row["received"],
        metadata=row["metadata"],
        expires_at=row["expires_at"],
    )


def _moved(offset: int) -> Conflict:
    return Conflict("upload-offset", f"{offset} bytes are stored. Go on from there.", offset=offset)


def _beyond() -> TooLarge:
    return TooLarge("upload-beyond-length", "More bytes came than this upload was announced with.")


async def _why_not(upload: Upload) -> Exception:
    row = await queries.upload_of(upload.media_id)
    if row is None:
        return NotFound("upload")
    if row["expired"]:
        return Gone("upload-expired", SENTENCES["upload-expired"])
    return _moved(row["received"])
