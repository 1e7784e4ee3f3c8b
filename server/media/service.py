"""What other domains may do with media: attach one of the viewer's own, give it a look, show it, let go of it."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Final, Literal

import msgspec
from asyncpg import Record
from msgspec import Struct

from server.kit import database, ids, outbox, resources
from server.kit.problems import Conflict, NotFound
from server.kit.viewer import Viewer
from server.media import addresses, queries, store
from server.media.events import MediaDiscarded, MediaFailed, UploadCompleted, VideoUploaded
from server.media.refusals import SENTENCES, Refusal
from server.media.vision import service as vision
from shared.looks import Look
from shared.media import Media, MediaKind, MediaState, Picture, Rendition, Strip, Variant, Video

Use = Literal["post", "profile"]
HELD: Final = "Our machines think that this may be too revealing. A person looks at it before anyone else does."


class MediaRow(Struct, frozen=True, kw_only=True):
    """`problem` and `reason` tell why it failed; width, height and blurhash are empty until it is ready."""

    id: int
    owner_id: int
    kind: MediaKind
    state: MediaState
    problem: str
    reason: str
    width: int
    height: int
    blurhash: str
    created_at: datetime


class Clearance(Struct, frozen=True):
    """Whether media may be seen by others: all of them, or not yet, or never, or not before a person has looked."""

    state: Literal["waiting", "cleared", "failed", "held"]
    problem: str = ""
    reason: str = ""
    flagged: bool = False


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
    gone = await queries.delete_unused(media_id)
    if gone is None:
        return False
    digests, folder = gone
    await let_go(media_id, digests, [folder] if folder else [])
    return True


async def let_go(media_id: int, digests: Iterable[bytes], folders: Sequence[str] = ()) -> None:
    """Has stored files deleted that this media does not show any more, in the caller's transaction."""
    await outbox.emit(
        MediaDiscarded(media_id=media_id, sha256s=[digest.hex() for digest in digests], folders=list(folders))
    )


async def give_look(media_id: int, look: Look, ratio: float) -> None:
    """Has the media rendered in this look, cut to `ratio` (width over height, 0 for its own), unless it is already.

    Raises `Conflict` when its original is no longer kept.
    """
    row = await queries.set_look(media_id, msgspec.to_builtins(look), ratio)
    if row is None:
        return
    if not row["kept"] and row["state"] == "ready":
        raise Conflict("media-final", "This photo has been published before and keeps its look.")
    if row["arrived"]:
        await announce(media_id, row["kind"])


async def announce(media_id: int, kind: MediaKind) -> None:
    """Tells the workers that an original waits for them, in the caller's transaction."""
    await outbox.emit(VideoUploaded(media_id=media_id) if kind == "video" else UploadCompleted(media_id=media_id))


async def restrict(media_id: int, restricted: bool) -> None:
    """Whether fewer people may see it than the owner's account: its addresses are signed then."""
    await queries.set_restricted(media_id, restricted)


async def seal(media_id: int) -> None:
    """Its look is final: the original goes, in the caller's transaction. A video's goes when all of it is made."""
    if await queries.delete_finished_upload(media_id):
        await database.after_commit(lambda: store.delete_original(media_id))
    digest = await queries.delete_base(media_id)
    if digest:
        await let_go(media_id, [digest])


async def clearance(media_ids: Sequence[int]) -> Clearance:
    """Of all these together; inside a transaction it stays so until that ends, so that no change is missed."""
    settings = resources.settings()
    rows = await queries.standing_of(media_ids, settings.ml_grace)
    if len(rows) < len(set(media_ids)):
        return Clearance("failed", "media-missing", "A photo of this post is gone. Choose it again.")
    for row in rows:
        if row["state"] == "failed":
            return Clearance("failed", row["problem"], row["reason"])
    if any(row["state"] != "ready" for row in rows):
        return Clearance("waiting")
    if any(row["verdict"] == "hold" for row in rows):
        return Clearance("held", "nsfw", HELD)
    if settings.vision and not all(row["analysed"] or row["grace_over"] for row in rows):
        return Clearance("waiting")
    return Clearance("cleared", flagged=any(row["verdict"] == "flag" for row in rows))


async def pictures(media_ids: Iterable[int]) -> dict[int, Picture]:
    """The ready ones of these, without alt texts and tags, in two queries at most."""
    found: dict[int, Picture] = {}
    videos: dict[int, Record] = {}
    for row in await queries.ready_pictures(list(media_ids)):
        picture = found.get(row["id"])
        if picture is None:
            picture = found[row["id"]] = Picture(
                id=str(row["id"]), width=row["width"], height=row["height"], blurhash=row["blurhash"], variants=[]
            )
            if row["kind"] == "video":
                videos[row["id"]] = row
        url = addresses.picture(row["sha256"], signed=row["signed"])
        picture.variants.append(Variant(name=row["name"], width=row["wide"], height=row["high"], url=url))
    if videos:
        made = await queries.renditions(list(videos))
        for media_id, row in videos.items():
            found[media_id].video = _video(row, [one for one in made if one["media_id"] == media_id])
    return found


def _video(row: Record, made: Sequence[Record]) -> Video:
    ready = {one["name"]: one for one in made if one["state"] == "ready"}

    def address(path: str) -> str:
        return addresses.video(row["folder"], path, signed=row["signed"])

    strip = ready.get("strip")
    return Video(
        seconds=row["seconds"],
        sound=row["sound"],
        hls=address("master.m3u8"),
        mp4=address("video.mp4") if "mp4" in ready else "",
        strip=msgspec.convert(strip["details"] | {"url": address("strip.webp")}, Strip) if strip else None,
    )


async def own_picture(viewer: Viewer, media_id: str) -> Picture:
    """One of the viewer's own as profile picture. Raises `NotFound`, and `Conflict` when it is not ready."""
    row = await attach(viewer, own_id(media_id), "profile")
    picture = (await pictures([row.id])).get(row.id)
    if picture is None or row.kind != "picture":
        raise Conflict("media-not-ready", row.reason or "This picture is still being prepared.")
    if (await clearance([row.id])).state == "held":
        raise Conflict("media-held", HELD)
    await seal(row.id)
    return picture


async def own(viewer: Viewer, media_id: str) -> Media:
    """How one of the viewer's own is getting on. Raises `NotFound` for anyone else's."""
    number = own_id(media_id)
    row = await queries.own_media(viewer.user_id, number)
    if row is None:
        raise NotFound("media")
    made = await queries.renditions([number]) if row["kind"] == "video" else []
    return Media(
        id=str(number),
        kind=row["kind"],
        state=row["state"],
        reason=row["reason"],
        problem=row["problem"],
        picture=(await pictures([number])).get(number),
        ahead=await queries.ahead_of(number) if row["state"] == "processing" else 0,
        renditions=[
            Rendition(name=one["name"], state=one["state"], percent=one["percent"])
            for one in made
            if one["name"] != "strip"
        ],
        suggestions=await vision.suggestions(number) if resources.settings().vision else None,
        created_at=row["created_at"],
    )


async def fail(media_id: int, refusal: Refusal) -> None:
    """Ends a media in processing, and its upload. A media in another state stays as it is."""
    async with database.transaction():
        owner_id = await queries.set_failed(media_id, refusal, SENTENCES[refusal])
        if owner_id is None:
            return
        await queries.delete_upload(media_id)
        await outbox.emit(MediaFailed(media_id=media_id, owner_id=owner_id, problem=refusal, reason=SENTENCES[refusal]))
        await database.after_commit(lambda: store.delete_original(media_id))


def own_id(text: str) -> int:
    """The number behind an id from outside. Raises `NotFound` for what cannot be one."""
    number = ids.parse(text)
    if number is None:
        raise NotFound("media")
    return number


def _as_row(row: Record) -> MediaRow:
    return MediaRow(**{name: row[name] for name in MediaRow.__struct_fields__})
