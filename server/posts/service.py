"""The rules of posts: drafts, publication, edits, deletion, and who may read them."""

import unicodedata
from collections.abc import Sequence
from datetime import UTC, datetime

from asyncpg import Record

from server.accounts import service as accounts
from server.graph import service as graph
from server.graph import visibility
from server.kit import cursors, database, ids, outbox
from server.kit.problems import Conflict, NotFound
from server.kit.text import clean
from server.kit.viewer import Viewer
from server.media import service as media
from server.posts import caption as captions
from server.posts import hydration, queries
from server.posts.events import PostDeleted, PostEdited, PostPublished
from shared.graph import Profile
from shared.limits import PAGE_DEFAULT
from shared.posts import NewPost, OwnPost, OwnPosts, Post, PostChange, PostPage

PENDING_SHOWN = 50


async def create(viewer: Viewer, new: NewPost) -> OwnPost:
    """A draft around one of the viewer's own media, finished or still uploading."""
    media_id = await _own_media(viewer, new.media_id)
    caption, alt = clean(new.caption, "caption", lines=True), clean(new.alt, "alt", lines=True)
    hashtags, mentions = await _parse(caption)
    draft_id = ids.new_id()
    await queries.insert(
        {
            "author_id": viewer.user_id,
            "id": draft_id,
            "draft_id": draft_id,
            "state": "draft",
            "media_id": media_id,
            "caption": caption,
            "alt": alt,
            "hashtags": hashtags,
            "mentions": mentions,
        }
    )
    return await own(viewer, draft_id)


async def publish(viewer: Viewer, post_id: int) -> OwnPost:
    """Publishes at once when the media is ready, else as soon as it is. Publishing twice changes nothing."""
    row = await _own_row(viewer, post_id, lock=True)
    if row["state"] in ("draft", "failed"):
        await queries.set_processing(viewer.user_id, row["draft_id"])
        state = await media.state_of(row["media_id"])
        if state.state == "ready":
            await _make_public(row)
        elif state.state == "failed":
            await queries.set_failed(viewer.user_id, row["draft_id"], state.problem, state.reason)
    return await own(viewer, post_id)


async def media_ready(media_id: int) -> None:
    """Makes public what waited for this media."""
    for row in await queries.waiting_for(media_id):
        if row["state"] == "processing":
            await _make_public(row)


async def media_failed(media_id: int, problem: str, reason: str) -> None:
    for row in await queries.waiting_for(media_id):
        if row["state"] == "processing":
            await queries.set_failed(row["author_id"], row["draft_id"], problem, reason)


async def _make_public(row: Record) -> None:
    post_id = ids.new_id()
    await queries.set_published(row["author_id"], row["draft_id"], post_id, ids.time_of(post_id))
    await _published(post_id, row["author_id"])


async def _published(post_id: int, author_id: int) -> None:
    await outbox.emit(PostPublished(post_id=post_id, author_id=author_id))


async def change(viewer: Viewer, post_id: int, wanted: PostChange) -> OwnPost:
    """Caption and alt text at any time; the media only until the post is published."""
    row = await _own_row(viewer, post_id, lock=True)
    caption = clean(wanted.caption, "caption", lines=True) if isinstance(wanted.caption, str) else row["caption"]
    alt = clean(wanted.alt, "alt", lines=True) if isinstance(wanted.alt, str) else row["alt"]
    media_id, state = row["media_id"], row["state"]
    if isinstance(wanted.media_id, str):
        media_id = await _own_media(viewer, wanted.media_id)
        if media_id != row["media_id"] and state not in ("draft", "failed"):
            raise Conflict("post-has-its-media", "The photo of a post on its way or published cannot be replaced.")
        state = "draft"
    hashtags, mentions = await _parse(caption)
    public = row["state"] == "published"
    await queries.change(
        viewer.user_id,
        row["draft_id"],
        caption=caption,
        alt=alt,
        media_id=media_id,
        state=state,
        hashtags=hashtags,
        mentions=mentions,
        edited=public and (caption, alt) != (row["caption"], row["alt"]),
    )
    if media_id != row["media_id"]:
        await _let_go_of(row["media_id"])
    if public:
        await outbox.emit(PostEdited(post_id=row["id"], author_id=viewer.user_id))
        await _rewrite_after_commit(row["id"])
    return await own(viewer, post_id)


async def delete(viewer: Viewer, post_id: int) -> None:
    """Deletes a post or a draft of one's own, and its media when nothing else uses it."""
    row = await _own_row(viewer, post_id, lock=True)
    await queries.delete(viewer.user_id, row["draft_id"])
    await _let_go_of(row["media_id"])
    if row["state"] == "published":
        await outbox.emit(PostDeleted(post_id=row["id"], author_id=viewer.user_id))
        await _rewrite_after_commit(row["id"])


async def own(viewer: Viewer, post_id: int) -> OwnPost:
    return (await _own_posts([await _own_row(viewer, post_id)]))[0]


async def pending(viewer: Viewer) -> OwnPosts:
    return OwnPosts(items=await _own_posts(await queries.pending(viewer.user_id, PENDING_SHOWN)))


async def read(viewer: Viewer, post_id: int) -> Post:
    """One published post. Hidden and missing are the same `NotFound`."""
    rows = await queries.published([post_id])
    if not rows or not await visibility.visible_authors(viewer.user_id, [rows[0]["author_id"]], for_feed=False):
        raise NotFound("post")
    built = await hydration.build(rows)
    if post_id not in built:
        raise NotFound("post")
    return built[post_id]


async def profile(viewer: Viewer, handle: str) -> Profile:
    found = await graph.profile(viewer, handle)
    found.posts = await queries.count_published(int(found.id)) if not found.relationship.blocked else 0
    return found


async def posts_of(viewer: Viewer, handle: str, cursor: str | None, limit: int = PAGE_DEFAULT) -> PostPage:
    """A person's posts, newest first; empty when the viewer may not see them."""
    person = await graph.profile(viewer, handle)
    if not person.visible:
        return PostPage(items=[])
    before = cursors.decode(cursor, int)[0] if cursor else cursors.BIGINT_MAX
    found = await queries.published_ids(int(person.id), before, limit + 1)
    shown = found[:limit]
    built = await hydration.build(await queries.published(shown))
    return PostPage(
        items=[built[i] for i in shown if i in built],
        cursor=cursors.encode(shown[-1]) if len(found) > limit else None,
    )


async def import_published(
    author_id: int, post_id: int, media_id: int, caption: str, alt: str, published_at: datetime
) -> None:
    """A post with a past of its own, for the seeded town and for archives. Importing the same id again adds nothing."""
    hashtags, mentions = await _parse(caption)
    await queries.insert(
        {
            "author_id": author_id,
            "id": post_id,
            "draft_id": post_id,
            "state": "published",
            "media_id": media_id,
            "caption": unicodedata.normalize("NFC", caption),
            "alt": alt,
            "hashtags": hashtags,
            "mentions": mentions,
            "published_at": published_at.astimezone(UTC),
        }
    )


async def _own_row(viewer: Viewer, post_id: int, *, lock: bool = False) -> Record:
    row = await queries.own(viewer.user_id, post_id, lock=lock)
    if row is None:
        raise NotFound("post")
    return row


async def _own_posts(rows: Sequence[Record]) -> list[OwnPost]:
    built = await hydration.build([row for row in rows if row["state"] == "published"])
    return [
        OwnPost(
            id=str(row["draft_id"]),
            state=row["state"],
            media_id=str(row["media_id"]),
            caption=row["caption"],
            alt=row["alt"],
            reason=row["reason"],
            problem=row["problem"],
            created_at=row["created_at"],
            post=built.get(row["id"]),
        )
        for row in rows
    ]


async def _own_media(viewer: Viewer, media_id: str) -> int:
    return (await media.attach(viewer, media.own_id(media_id))).id


async def _let_go_of(media_id: int) -> None:
    if not await queries.uses_of(media_id):
        await media.discard(media_id)


async def _parse(caption: str) -> tuple[list[str], list[str]]:
    """Hashtags, and those mentions that name somebody."""
    hashtags, mentions = captions.parse(caption)
    known = await accounts.known_handles(mentions) if mentions else set()
    return hashtags, [handle for handle in mentions if handle in known]


async def _rewrite_after_commit(post_id: int) -> None:
    async def rewrite() -> None:
        await hydration.rewrite([post_id])

    await database.after_commit(rewrite)
