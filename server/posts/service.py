"""The rules of posts: drafts, edits, deletion, and who may read them. How they go out is in `publication.py`."""

import unicodedata
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, Final

import msgspec
from asyncpg import Record
from msgspec import UNSET, UnsetType

from server.accounts import service as accounts
from server.graph import service as graph
from server.graph import ties, visibility
from server.kit import cursors, database, ids, outbox
from server.kit.problems import Conflict, NotFound
from server.kit.text import clean
from server.kit.viewer import Viewer
from server.media import service as media
from server.places import service as places
from server.posts import caption as captions
from server.posts import hydration, items, marks, publication, queries
from server.posts.events import PostDeleted, PostEdited
from server.posts.likes import liked
from shared.graph import Profile
from shared.limits import PAGE_DEFAULT
from shared.posts import NewPost, OwnPost, OwnPosts, Post, PostChange, PostPage, Version, Versions

PENDING_SHOWN: Final = 50
UNFINISHED_MAX: Final = 100
VERSIONS_SHOWN: Final = 100


async def create(viewer: Viewer, new: NewPost) -> OwnPost:
    """A draft, around the viewer's own media, finished or still uploading, or of words alone.

    Asked for again around the same media, as after an answer that was lost on its way, it is the same draft.
    """
    if same := await _same_draft(viewer, new):
        return await change(viewer, same, PostChange(**msgspec.structs.asdict(new)))
    if await queries.unfinished(viewer.user_id) >= UNFINISHED_MAX:
        raise Conflict("too-many-drafts", f"You have {UNFINISHED_MAX} unfinished posts. Share or discard some first.")
    wanted = await items.checked(viewer, new.items)
    caption = clean(new.caption, "caption", lines=True)
    hashtags, mentions = await _parse(caption)
    draft_id = ids.new_id()
    await queries.insert(
        {
            "author_id": viewer.user_id,
            "id": draft_id,
            "draft_id": draft_id,
            "state": "draft",
            "caption": caption,
            "aspect": new.aspect,
            "audience": new.audience,
            "who_may_comment": new.who_may_comment,
            **await _place(new.place, new.place_id),
            "hashtags": hashtags,
            "mentions": mentions,
        }
    )
    await items.store(viewer, draft_id, wanted)
    return await own(viewer, draft_id)


async def _same_draft(viewer: Viewer, new: NewPost) -> int | None:
    """The draft that holds just these media already."""
    wanted = [media.own_id(item.media_id) for item in new.items]
    row = await queries.showing(wanted[0]) if wanted else None
    if row is None or row["author_id"] != viewer.user_id or row["state"] != "draft":
        return None
    draft_id: int = row["draft_id"]
    held = [item["media_id"] for item in (await items.of([draft_id]))[draft_id]]
    return draft_id if held == wanted else None


async def publish(viewer: Viewer, post_id: int) -> OwnPost:
    """Publishes at once when everything is ready, else as soon as it is. Publishing twice changes nothing."""
    row = await _own_row(viewer, post_id, lock=True)
    if row["state"] in ("draft", "failed"):
        await publication.begin(row)
    return await own(viewer, post_id)


async def change(viewer: Viewer, post_id: int, wanted: PostChange) -> OwnPost:
    """Anything of a draft; of a post on its way or published all but media, shape and audience."""
    row = await _own_row(viewer, post_id, lock=True)
    if row["state"] in ("draft", "failed"):
        await _change_draft(viewer, row, wanted)
    else:
        await _reword(viewer, row, wanted)
    return await own(viewer, post_id)


async def _change_draft(viewer: Viewer, row: Record, wanted: PostChange) -> None:
    values = await _words(row, wanted)
    for name in ("aspect", "audience"):
        value = getattr(wanted, name)
        if value is not UNSET:
            values[name] = value
    # A failed post whose author goes on with it is a draft again.
    values |= {"state": "draft", "problem": "", "reason": ""}
    await queries.change(viewer.user_id, row["draft_id"], values)
    if isinstance(wanted.items, list):
        await items.store(viewer, row["draft_id"], await items.checked(viewer, wanted.items))


async def _reword(viewer: Viewer, row: Record, wanted: PostChange) -> None:
    for name in ("aspect", "audience"):
        if getattr(wanted, name) not in (UNSET, row[name]):
            raise Conflict("post-is-final", "The shape and the audience of a post cannot change once it is shared.")
    draft_id: int = row["draft_id"]
    before = (await items.of([draft_id]))[draft_id]
    tags = await items.tags_of([draft_id])
    values = await _words(row, wanted)
    if isinstance(wanted.items, list):
        await items.reword(viewer, draft_id, before, await items.checked(viewer, wanted.items))
    after = (await items.of([draft_id]))[draft_id]
    alts = [item["alt"] for item in before]
    told = {name: value for name, value in values.items() if value != row[name]}
    reworded = bool(told.keys() - {"who_may_comment"}) or alts != [item["alt"] for item in after]
    if not reworded and not told and tags == await items.tags_of([draft_id]):
        return
    if row["state"] == "published":
        if reworded:
            await queries.add_version(viewer.user_id, draft_id, row["caption"], row["place"], alts)
            values["edited_at"] = datetime.now(UTC)
        await outbox.emit(PostEdited(post_id=row["id"], author_id=viewer.user_id))
        await _rewrite_after_commit(row["id"])
    if values:
        await queries.change(viewer.user_id, draft_id, values)


async def _words(row: Record, wanted: PostChange) -> dict[str, Any]:
    values: dict[str, Any] = {}
    if isinstance(wanted.caption, str):
        values["caption"] = clean(wanted.caption, "caption", lines=True)
        values["hashtags"], values["mentions"] = await _parse(values["caption"])
    if wanted.place_id is not UNSET or wanted.place not in (UNSET, row["place"]):
        values |= await _place(wanted.place, wanted.place_id)
    if wanted.who_may_comment is not UNSET:
        values["who_may_comment"] = wanted.who_may_comment
    return values


async def _place(place: str | UnsetType, place_id: str | UnsetType | None) -> dict[str, Any]:
    """What to store. The gazetteer's name goes above words, and words alone are no place of the gazetteer."""
    if isinstance(place_id, str):
        number, name = await places.named(place_id)
        return {"place": name, "place_id": number}
    if isinstance(place, str):
        return {"place": clean(place, "place"), "place_id": None}
    return {"place_id": None}


async def delete(viewer: Viewer, post_id: int) -> None:
    """Deletes a post or a draft of one's own, and its media with all their bytes."""
    await remove(await _own_row(viewer, post_id, lock=True))


async def remove(row: Record) -> None:
    """Deletes a post or a draft whose row the caller's transaction holds, with its media."""
    shown = (await items.of([row["draft_id"]]))[row["draft_id"]]
    await queries.delete(row["author_id"], row["draft_id"])
    for item in shown:
        await media.discard(item["media_id"])
    # One that is held may have been out before, and be liked and talked about.
    if row["state"] in ("published", "held"):
        await outbox.emit(PostDeleted(post_id=row["id"], author_id=row["author_id"]))
        await _rewrite_after_commit(row["id"])


async def own(viewer: Viewer, post_id: int) -> OwnPost:
    return (await _own_posts(viewer, [await _own_row(viewer, post_id)]))[0]


async def pending(viewer: Viewer) -> OwnPosts:
    return OwnPosts(items=await _own_posts(viewer, await queries.pending(viewer.user_id, PENDING_SHOWN)))


async def read(viewer: Viewer, post_id: int) -> Post:
    """One published post. Hidden and missing are the same `NotFound`."""
    built = await for_viewer(viewer, [await readable(viewer, post_id)])
    if post_id not in built:
        raise NotFound("post")
    return built[post_id]


async def for_viewer(viewer: Viewer, rows: Sequence[Record]) -> dict[int, Post]:
    """Posts with what is the viewer's own about them."""
    built = await hydration.build(rows)
    for post_id in await liked.among(viewer.user_id, built):
        built[post_id].liked = True
    for post_id, mark in (await marks.among(viewer.user_id, built)).items():
        built[post_id].saved = bool(mark & marks.SAVED)
    return built


async def versions(viewer: Viewer, post_id: int) -> Versions:
    """What a post read like before its edits, for whoever may read it."""
    row = await readable(viewer, post_id)
    found = await queries.versions(row["author_id"], row["draft_id"], VERSIONS_SHOWN)
    return Versions(items=[Version(**one) for one in found])


async def readable(viewer: Viewer, post_id: int) -> Record:
    """The row of a published post that the viewer may see. Hidden and missing are the same `NotFound`."""
    found = await readable_among(viewer, [post_id])
    if post_id not in found:
        raise NotFound("post")
    return found[post_id]


async def readable_among(viewer: Viewer, post_ids: Sequence[int]) -> dict[int, Record]:
    """Rows of those published posts among these that the viewer may see, also those that they hid from themselves."""
    rows = {row["id"]: row for row in await queries.published(post_ids)}
    seen = await visibility.visible_authors(viewer.user_id, {row["author_id"] for row in rows.values()})
    closed = {row["author_id"] for row in rows.values() if row["audience"] != "everyone"}
    followed = await ties.followed_among(viewer.user_id, closed) | {viewer.user_id}
    return {
        post_id: row
        for post_id, row in rows.items()
        if row["author_id"] in seen and (row["audience"] == "everyone" or row["author_id"] in followed)
    }


async def visible(viewer: Viewer, post_ids: Sequence[int]) -> dict[int, Record]:
    """Rows of those published posts among these that may stand in a list for this viewer, hidden ones left out."""
    rows = await readable_among(viewer, post_ids)
    unwanted = await marks.hidden_among(viewer.user_id, rows)
    return {post_id: row for post_id, row in rows.items() if post_id not in unwanted}


async def shown(viewer: Viewer, rows: Sequence[Record]) -> list[Post]:
    """Posts of these rows, in their order, with what is the viewer's own about them."""
    built = await for_viewer(viewer, rows)
    return [built[row["id"]] for row in rows if row["id"] in built]


async def profile(viewer: Viewer, handle: str) -> Profile:
    found = await graph.profile(viewer, handle)
    if not found.relationship.blocked:
        found.posts = await queries.count_published(int(found.id), as_follower=_follows(found))
    return found


def _follows(person: Profile | graph.Regard) -> bool:
    return person.you or person.relationship.tie == "following"


async def posts_of(viewer: Viewer, handle: str, cursor: str | None, limit: int = PAGE_DEFAULT) -> PostPage:
    """A person's posts, newest first; empty when the viewer may not see them."""
    regarded = await graph.regard(viewer, handle)
    if not regarded.visible:
        return PostPage(items=[])
    before = cursors.decode(cursor, int)[0] if cursor else cursors.BIGINT_MAX
    found = await queries.published_ids(regarded.person.id, before, limit + 1, as_follower=_follows(regarded))
    shown = found[:limit]
    built = await for_viewer(viewer, await queries.published(shown))
    return PostPage(
        items=[built[i] for i in shown if i in built],
        cursor=cursors.encode(shown[-1]) if len(found) > limit else None,
    )


async def import_published(
    author_id: int,
    post_id: int,
    pictures: Sequence[tuple[int, str]],
    caption: str,
    published_at: datetime,
    place: tuple[int, str] | None = None,
) -> None:
    """A post with a past of its own, for the seeded town and for archives, of pairs of media id and alt text.

    `place` is id and name of one of the gazetteer.

    Importing the same id again adds nothing.
    """
    hashtags, mentions = await _parse(caption)
    await queries.insert(
        {
            "author_id": author_id,
            "id": post_id,
            "draft_id": post_id,
            "state": "published",
            "caption": unicodedata.normalize("NFC", caption),
            "hashtags": hashtags,
            "mentions": mentions,
            "published_at": published_at.astimezone(UTC),
            "place": place[1] if place else "",
            "place_id": place[0] if place else None,
        }
    )
    await queries.replace_items(author_id, post_id, [(media_id, alt, {}) for media_id, alt in pictures])


async def _own_row(viewer: Viewer, post_id: int, *, lock: bool = False) -> Record:
    row = await queries.own(viewer.user_id, post_id, lock=lock)
    if row is None:
        raise NotFound("post")
    return row


async def _own_posts(viewer: Viewer, rows: Sequence[Record]) -> list[OwnPost]:
    drafts = [row["draft_id"] for row in rows]
    shown, tags = await items.of(drafts), await items.tags_of(drafts)
    built = await for_viewer(viewer, [row for row in rows if row["state"] == "published"])
    return [
        OwnPost(
            id=str(row["draft_id"]),
            items=[items.as_own(item, tags) for item in shown[row["draft_id"]]],
            post=built.get(row["id"]),
            place_id=str(row["place_id"]) if row["place_id"] else None,
            **{
                name: row[name]
                for name in (
                    "state",
                    "caption",
                    "aspect",
                    "audience",
                    "place",
                    "who_may_comment",
                    "reason",
                    "problem",
                    "created_at",
                )
            },
        )
        for row in rows
    ]


async def _parse(caption: str) -> tuple[list[str], list[str]]:
    """Hashtags, and those mentions that name somebody."""
    hashtags, mentions = captions.parse(caption)
    known = await accounts.known_handles(mentions) if mentions else set()
    return hashtags, [handle for handle in mentions if handle in known]


async def _rewrite_after_commit(post_id: int) -> None:
    async def rewrite() -> None:
        await hydration.rewrite([post_id])

    await database.after_commit(rewrite)
