"""The rules of collections, which their owner alone sees: `NotFound("collection")` for everybody else's."""

from collections.abc import Sequence

from asyncpg import Record

from server.kit import ids
from server.kit.problems import Conflict, NotFound, Refused
from server.kit.text import clean
from server.kit.viewer import Viewer
from server.media import service as media
from server.posts import items
from server.posts.saves import queries, service
from shared.engagement import Collection, Collections, NewCollection, Saved
from shared.limits import COLLECTIONS_MAX, PAGE_DEFAULT
from shared.posts import PostPage

COVERS = 4


async def listed(viewer: Viewer) -> Collections:
    return Collections(items=await _presented(await queries.collections(viewer.user_id, COVERS)))


async def one(viewer: Viewer, collection_id: int) -> Collection:
    found = await _presented(await queries.collections(viewer.user_id, COVERS, collection_id))
    if not found:
        raise NotFound("collection")
    return found[0]


async def create(viewer: Viewer, new: NewCollection) -> Collection:
    """Raises `Conflict`: `collection-name-taken`, whatever the case of its letters, and `collections-limit`."""
    name, key = _name(new)
    collection_id = ids.new_id()
    outcome = await queries.add_collection(viewer.user_id, collection_id, name, key, COLLECTIONS_MAX)
    if outcome == "taken":
        raise _taken()
    if outcome == "full":
        raise Conflict("collections-limit", f"You can have at most {COLLECTIONS_MAX} collections.")
    return Collection(id=str(collection_id), name=name, posts=0)


async def rename(viewer: Viewer, collection_id: int, new: NewCollection) -> Collection:
    """Raises `Conflict("collection-name-taken")`."""
    name, key = _name(new)
    if await queries.name_taken(viewer.user_id, key, collection_id):
        raise _taken()
    if not await queries.rename_collection(viewer.user_id, collection_id, name, key):
        raise NotFound("collection")
    return await one(viewer, collection_id)


async def delete(viewer: Viewer, collection_id: int) -> None:
    """Its posts stay saved."""
    if not await queries.drop_collection(viewer.user_id, collection_id):
        raise NotFound("collection")


async def page(viewer: Viewer, collection_id: int, cursor: str | None) -> PostPage:
    """The last put in first; without those that are gone or that the viewer may not see now."""
    await _own(viewer, collection_id)
    rows = await queries.collected(viewer.user_id, collection_id, service.before(cursor), PAGE_DEFAULT + 1)
    return await service.as_page(viewer, rows)


async def collect(viewer: Viewer, collection_id: int, post_id: int) -> Saved:
    """Saves the post as well. Raises `NotFound("post")`."""
    await _own(viewer, collection_id)
    await service.save(viewer, post_id)
    if await queries.hold(viewer.user_id, post_id):
        await queries.collect(viewer.user_id, collection_id, post_id, ids.new_id())
    return await service.saved_in(viewer, post_id)


async def uncollect(viewer: Viewer, collection_id: int, post_id: int) -> Saved:
    """The post stays saved."""
    await _own(viewer, collection_id)
    await queries.uncollect(viewer.user_id, collection_id, post_id)
    return await service.state(viewer, post_id)


async def _own(viewer: Viewer, collection_id: int) -> None:
    if not await queries.has_collection(viewer.user_id, collection_id):
        raise NotFound("collection")


def _name(new: NewCollection) -> tuple[str, str]:
    """As shown, and as compared."""
    name = clean(new.name, "name")
    if not name:
        raise Refused("collection-name", "Give the collection a name.", {"name": "Give the collection a name."})
    return name, name.casefold()


def _taken() -> Conflict:
    reason = "You have a collection of this name."
    return Conflict("collection-name-taken", reason, {"name": reason})


async def _presented(rows: Sequence[Record]) -> list[Collection]:
    firsts = {}
    for draft_id, shown in (await items.of([draft_id for row in rows for draft_id in row["covers"]])).items():
        if shown:
            firsts[draft_id] = shown[0]
    pictures = await media.pictures([item["media_id"] for item in firsts.values()])
    covers = {
        draft_id: items.as_picture(item, pictures[item["media_id"]], {})
        for draft_id, item in firsts.items()
        if item["media_id"] in pictures
    }
    return [
        Collection(
            id=str(row["id"]),
            name=row["name"],
            posts=row["posts"],
            covers=[covers[draft_id] for draft_id in row["covers"] if draft_id in covers],
        )
        for row in rows
    ]
