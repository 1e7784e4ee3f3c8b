"""The photos and videos of a post: from the author's wish to rows, and back to the wire."""

from collections.abc import Collection, Mapping, Sequence

import msgspec
from asyncpg import Record

from server.accounts import service as accounts
from server.graph import visibility
from server.kit.problems import Conflict, Refused
from server.kit.text import clean
from server.kit.viewer import Viewer
from server.media import service as media
from server.posts import queries
from shared.looks import Look
from shared.media import Picture, Tag
from shared.posts import NewItem, OwnItem


class Item(msgspec.Struct, frozen=True, kw_only=True):
    media_id: int
    alt: str
    look: Look
    tags: dict[int, tuple[float, float]]
    """User id -> point."""


async def checked(viewer: Viewer, wanted: Sequence[NewItem]) -> list[Item]:
    """The items with their words cleaned and their tags resolved. Raises `Refused` and `NotFound`."""
    media_ids = [media.own_id(item.media_id) for item in wanted]
    if len(set(media_ids)) < len(media_ids):
        raise Refused("item-twice", fields={"items": "Each photo can be in a post once."})
    people = await _taggable(viewer, {tag.handle for item in wanted for tag in item.tags})
    return [
        Item(media_id=media_id, alt=clean(item.alt, "alt", lines=True), look=item.look, tags=_points(item.tags, people))
        for media_id, item in zip(media_ids, wanted, strict=True)
    ]


async def _taggable(viewer: Viewer, handles: Collection[str]) -> dict[str, int]:
    """Ids of people whom the viewer may tag: those who exist and have not blocked, or been blocked by, the viewer."""
    known = await accounts.ids_of(handles) if handles else {}
    standing = await visibility.standing(viewer.user_id) if known else visibility.NOBODY
    return {handle: user_id for handle, user_id in known.items() if user_id not in standing.hidden}


def _points(tags: Sequence[Tag], people: Mapping[str, int]) -> dict[int, tuple[float, float]]:
    points: dict[int, tuple[float, float]] = {}
    for tag in tags:
        if tag.handle not in people:
            raise Refused("tag-unknown", fields={"tags": f"There is no {tag.handle} who could be tagged."})
        if not (0 <= tag.x <= 1 and 0 <= tag.y <= 1):
            raise Refused("tag-outside", fields={"tags": "A tag must be inside the picture."})
        points[people[tag.handle]] = (tag.x, tag.y)
    return points


async def store(viewer: Viewer, draft_id: int, items: Sequence[Item]) -> None:
    """Puts these in the place of what the draft had. Media that are left out go with their bytes."""
    before = {row["media_id"] for row in await queries.items_of([draft_id])}
    for item in items:
        await media.attach(viewer, item.media_id)
    # Attached, they are locked: nobody else can be putting them into a post right now.
    if await queries.in_other_post(draft_id, [item.media_id for item in items]):
        raise Conflict("media-in-use", "One of these photos is in another post already.")
    await queries.replace_items(
        viewer.user_id, draft_id, [(item.media_id, item.alt, msgspec.to_builtins(item.look)) for item in items]
    )
    await queries.add_tags(viewer.user_id, draft_id, _tag_rows(items))
    for media_id in before - {item.media_id for item in items}:
        await media.discard(media_id)


async def reword(viewer: Viewer, draft_id: int, before: Sequence[Record], items: Sequence[Item]) -> None:
    """New alt texts and tags for a post whose pictures are final. Raises `Conflict` when the pictures are others."""
    if [row["media_id"] for row in before] != [item.media_id for item in items]:
        raise Conflict("post-has-its-media", "The photos of a post on its way or published cannot be replaced.")
    await queries.set_alts(viewer.user_id, draft_id, [item.alt for item in items])
    await queries.delete_tags(viewer.user_id, draft_id)
    await queries.add_tags(viewer.user_id, draft_id, _tag_rows(items))


def _tag_rows(items: Sequence[Item]) -> list[tuple[int, int, float, float]]:
    return [(position, user, *point) for position, item in enumerate(items) for user, point in item.tags.items()]


async def of(draft_ids: Sequence[int]) -> dict[int, list[Record]]:
    """Rows of each draft's items, in their order."""
    found: dict[int, list[Record]] = {draft_id: [] for draft_id in draft_ids}
    for row in await queries.items_of(draft_ids):
        found[row["draft_id"]].append(row)
    return found


async def tags_of(draft_ids: Sequence[int]) -> dict[tuple[int, int], list[Tag]]:
    """(draft id, position) -> tags of people who are still here."""
    found: dict[tuple[int, int], list[Tag]] = {}
    for row in await queries.tags_of(draft_ids):
        tag = Tag(handle=row["handle"], x=round(row["x"], 4), y=round(row["y"], 4))
        found.setdefault((row["draft_id"], row["position"]), []).append(tag)
    return found


def look_of(row: Record) -> Look:
    return msgspec.convert(row["look"], Look)


def as_own(row: Record, tags: Mapping[tuple[int, int], list[Tag]]) -> OwnItem:
    return OwnItem(
        media_id=str(row["media_id"]),
        alt=row["alt"],
        look=look_of(row),
        tags=tags.get((row["draft_id"], row["position"]), []),
    )


def as_picture(row: Record, picture: Picture, tags: Mapping[tuple[int, int], list[Tag]]) -> Picture:
    shown = tags.get((row["draft_id"], row["position"]), [])
    return msgspec.structs.replace(picture, alt=row["alt"], tags=shown)
