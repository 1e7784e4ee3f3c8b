"""What other domains may do with media: attach one of the viewer's own, show it, let go of it."""

from collections.abc import Iterable
from datetime import datetime
from typing import Final, Literal

from asyncpg import Record
from msgspec import Struct

from server.kit import database, ids, outbox, resources
from server.kit.problems import Conflict, NotFound
from server.kit.viewer import Viewer
from server.media import queries, store
from server.media.events import MediaDiscarded, MediaFailed
from server.media.kinds import MEDIA_TYPES
from server.media.refusals import SENTENCES, Refusal
from shared.limits import ALT_MAX, CAPTION_MAX
from shared.media import Limits, Media, MediaState, Picture, Variant

Use = Literal["post", "profile"]
CHUNK_BYTES: Final = 1024 * 1024


class MediaRow(Struct, frozen=True, kw_only=True):
    """`problem` and `reason` tell why it failed; width, height and blurhash are empty until it is ready."""

    id: int
    owner_id: int
    state: MediaState
    problem: str
    reason: str
    width: int
    height: int
    blurhash: str
    created_at: datetime


async def attach(viewer: Viewer, media_id: int, use: Use = "post") -> MediaRow:
    """The viewer's own media, finished or not; from now on kept for this use. Raises `NotFound` for anyone else's."""
    row = await queries.add_use(viewer.user_id, media_id, use)
    if row is None:
        raise NotFound("media")
    return _as_row(row)


async def discard(media_id: int, use: Use = "post") -> None:
    """Ends a use, in the caller's transaction. With the last one the media goes, and the bytes that are its alone."""
    if await queries.remove_use(media_id, use) == []:
        await remove(media_id)


async def remove(media_id: int) -> bool:
    """Deletes a media that nothing uses, in the caller's transaction. Returns whether it did."""
    digests = await queries.delete_unused(media_id)
    if digests is None:
        return False
    await outbox.emit(MediaDiscarded(media_id=media_id, sha256s=[digest.hex() for digest in digests]))
    return True


async def state_of(media_id: int) -> MediaRow:
    """As it is; inside a transaction it stays so until that ends, so that no change is missed. Raises `NotFound`."""
    row = await queries.held_media(media_id)
    if row is None:
        raise NotFound("media")
    return _as_row(row)


async def pictures(media_ids: Iterable[int]) -> dict[int, Picture]:
    """The ready ones of these, without alt texts, in one query."""
    found: dict[int, Picture] = {}
    for row in await queries.ready_pictures(list(media_ids)):
        picture = found.get(row["id"])
        if picture is None:
            picture = found[row["id"]] = Picture(
                id=str(row["id"]), width=row["width"], height=row["height"], blurhash=row["blurhash"], variants=[]
            )
        picture.variants.append(
            Variant(name=row["name"], width=row["wide"], height=row["high"], url=store.variant_url(row["sha256"]))
        )
    return found


async def own_picture(viewer: Viewer, media_id: str) -> Picture:
    """One of the viewer's own as profile picture. Raises `NotFound`, and `Conflict` when it is not ready."""
    row = await attach(viewer, own_id(media_id), "profile")
    picture = (await pictures([row.id])).get(row.id)
    if picture is None:
        raise Conflict("media-not-ready", row.reason or "This picture is still being prepared.")
    return picture


async def own(viewer: Viewer, media_id: str) -> Media:
    """How one of the viewer's own is getting on. Raises `NotFound` for anyone else's."""
    row = await queries.own_media(viewer.user_id, own_id(media_id))
    if row is None:
        raise NotFound("media")
    return Media(
        id=str(row["id"]),
        state=row["state"],
        reason=row["reason"],
        problem=row["problem"],
        picture=(await pictures([row["id"]])).get(row["id"]),
        created_at=row["created_at"],
    )


async def fail(media_id: int, refusal: Refusal) -> None:
    """Ends a media in processing, and its upload. A media in another state stays as it is."""
    async with database.transaction():
        owner_id = await queries.set_failed(media_id, refusal, SENTENCES[refusal])
        await queries.delete_upload(media_id)
        if owner_id is not None:
            await outbox.emit(
                MediaFailed(media_id=media_id, owner_id=owner_id, problem=refusal, reason=SENTENCES[refusal])
            )
        await database.after_commit(lambda: store.delete_original(media_id))


def limits() -> Limits:
    settings = resources.settings()
    return Limits(
        photo_max_bytes=settings.upload_max_bytes,
        photo_max_pixels=settings.photo_max_pixels,
        photo_types=[*MEDIA_TYPES.values(), "image/heif"],
        caption_max=CAPTION_MAX,
        alt_max=ALT_MAX,
        chunk_bytes=CHUNK_BYTES,
    )


def own_id(text: str) -> int:
    """The number behind an id from outside. Raises `NotFound` for what cannot be one."""
    number = ids.parse(text)
    if number is None:
        raise NotFound("media")
    return number


def _as_row(row: Record) -> MediaRow:
    return MediaRow(**{name: row[name] for name in MediaRow.__struct_fields__})
