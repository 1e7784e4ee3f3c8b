"""The rules of comments: who may write, read, like, pin and delete them."""

from asyncpg import Record

from server.accounts import service as accounts
from server.accounts.rows import author
from server.graph import ties, visibility
from server.kit import cursors, ids, outbox
from server.kit.problems import Conflict, Forbidden, NotFound, Refused
from server.kit.text import clean
from server.kit.viewer import Viewer
from server.posts import caption as captions
from server.posts import queries as post_queries
from server.posts import service as posts
from server.posts.comments import queries
from server.posts.counts import service as counts
from server.posts.events import CommentDeleted, CommentLiked, CommentWritten
from shared.engagement import Comment, CommentPage, Like, NewComment
from shared.limits import PAGE_DEFAULT, PINNED_COMMENTS_MAX

LEAD = 3
"""Comments shown above the one that was asked for, where its page is not the first."""


async def write(viewer: Viewer, post_id: int, new: NewComment) -> Comment:
    """Raises `NotFound` for a post or a comment that the viewer may not see, and `Forbidden` when comments are closed
    (`comments-closed`) or for followers (`comments-for-followers`).
    """
    post = await posts.readable(viewer, post_id)
    await _may_comment(viewer, post)
    text = clean(new.text, "text", lines=True)
    if not text:
        raise Refused("comment-empty", "Write something first.", {"text": "Write something first."})
    _, handles = captions.parse(text, "text")
    known = await accounts.known_handles(handles) if handles else set()
    mentions = [handle for handle in handles if handle in known]
    parent_id = None if new.reply_to is None else await _parent(viewer, post_id, new.reply_to)
    comment_id, author_id = ids.new_id(), post["author_id"]
    await queries.insert(author_id, comment_id, post_id, viewer.user_id, parent_id, text, mentions)
    await outbox.emit(CommentWritten(comment_id, post_id, author_id, viewer.user_id, parent_id or 0, mentions))
    await counts.tell(author_id, post_id, comments=1)
    return await _answer(viewer, comment_id)


async def _may_comment(viewer: Viewer, post: Record) -> None:
    who = post["who_may_comment"]
    if who == "nobody":
        raise Forbidden("comments-closed", "Comments on this post are closed.")
    close = who == "everyone" or post["author_id"] == viewer.user_id
    if not close and not await ties.followed_among(viewer.user_id, [post["author_id"]]):
        raise Forbidden("comments-for-followers", "Only followers can comment on this post.")


async def _parent(viewer: Viewer, post_id: int, reply_to: str) -> int:
    """The comment on the post itself under which a reply to this one stands. It stays until the transaction ends."""
    row = await _visible(viewer, ids.parse(reply_to))
    if row["post_id"] != post_id:
        raise NotFound("comment")
    parent_id: int = row["parent_id"] or row["comment_id"]
    if not await queries.hold(row["author_id"], parent_id):
        raise NotFound("comment")
    return parent_id


async def page(viewer: Viewer, post_id: int, cursor: str | None, at: int | None = None) -> CommentPage:
    """Pinned ones first, then the newest; none by people hidden from the viewer. `at` a comment, the page with its
    thread: the first one if it stands there, else one that begins a little above it.

    Raises `NotFound("post")`, and `NotFound("comment")` when that comment cannot be reached in the viewer's list.
    """
    author_id: int = (await posts.readable(viewer, post_id))["author_id"]
    below = cursors.decode(cursor, int)[0] if cursor else cursors.BIGINT_MAX
    hidden = (await visibility.standing(viewer.user_id)).hidden
    root = await _root(viewer, post_id, at) if at and not cursor else None
    above: list[int] = []
    if root and root["pinned_at"] is None:
        above = await queries.newer(author_id, post_id, hidden, root["comment_id"], PAGE_DEFAULT)
    deep = len(above) == PAGE_DEFAULT
    if deep:
        below = above[LEAD - 1] + 1
    first = [] if cursor or deep else await queries.pinned(viewer.user_id, author_id, post_id, hidden)
    rows = await queries.page(viewer.user_id, author_id, post_id, hidden, below, PAGE_DEFAULT + 1)
    found = _as_page(rows, [_as_comment(row) for row in first])
    found.above, found.thread = deep, str(root["comment_id"]) if root else None
    return found


async def replies(viewer: Viewer, comment_id: int, cursor: str | None, at: int | None = None) -> CommentPage:
    """Oldest first; none by people hidden from the viewer. `at` a reply, the page with it, as `page` does.

    Raises `NotFound("comment")`.
    """
    author_id: int = (await _visible(viewer, comment_id))["author_id"]
    after = cursors.decode(cursor, int)[0] if cursor else 0
    hidden = (await visibility.standing(viewer.user_id)).hidden
    above: list[int] = []
    if at and not cursor:
        if (await _visible(viewer, at))["parent_id"] != comment_id:
            raise NotFound("comment")
        above = await queries.older(author_id, comment_id, hidden, at, PAGE_DEFAULT)
    deep = len(above) == PAGE_DEFAULT
    if deep:
        after = above[LEAD - 1] - 1
    found = _as_page(await queries.replies(viewer.user_id, author_id, comment_id, hidden, after, PAGE_DEFAULT + 1), [])
    found.above = deep
    return found


async def _root(viewer: Viewer, post_id: int, comment_id: int) -> Record:
    """The comment on that post in whose thread this one stands, when the viewer may see both."""
    row = await _visible(viewer, comment_id)
    if row["post_id"] != post_id:
        raise NotFound("comment")
    return row if row["parent_id"] is None else await _visible(viewer, row["parent_id"])


async def delete(viewer: Viewer, comment_id: int) -> None:
    """One's own comment or one on one's own post, with its replies. Raises `NotFound`, `Forbidden`."""
    row = await _visible(viewer, comment_id)
    author_id, post_id = row["author_id"], row["post_id"]
    if viewer.user_id not in (row["user_id"], author_id):
        raise Forbidden("comment-of-another", "Only its writer and the post's author can delete a comment.")
    if not await queries.hold(author_id, comment_id, alone=True):
        raise NotFound("comment")
    gone = await queries.delete(author_id, comment_id)
    await outbox.emit(CommentDeleted(comment_id, post_id, author_id))
    await counts.tell(author_id, post_id, comments=-gone)


async def like(viewer: Viewer, comment_id: int) -> Like:
    """The same when repeated. Raises `NotFound("comment")`."""
    return await _set_like(viewer, comment_id, True)


async def unlike(viewer: Viewer, comment_id: int) -> Like:
    return await _set_like(viewer, comment_id, False)


async def _set_like(viewer: Viewer, comment_id: int, liked: bool) -> Like:
    row = await _visible(viewer, comment_id)
    author_id: int = row["author_id"]
    if not await queries.hold(author_id, comment_id):
        raise NotFound("comment")
    change = queries.add_like if liked else queries.drop_like
    if await change(author_id, comment_id, viewer.user_id):
        await outbox.emit(CommentLiked(author_id, comment_id, viewer.user_id, 1 if liked else -1))
    return Like(liked=liked, likes=await queries.count_likes(author_id, comment_id))


async def pin(viewer: Viewer, comment_id: int) -> Comment:
    """Raises `NotFound`, `Forbidden` on posts of others, `Conflict` for replies and beyond three pins."""
    row = await _on_own_post(viewer, comment_id)
    if row["parent_id"] is not None:
        raise Conflict("reply-cannot-be-pinned", "Only comments on the post itself can be pinned.")
    if row["pinned_at"] is None:
        if await queries.count_pinned(row["author_id"], row["post_id"]) >= PINNED_COMMENTS_MAX:
            raise Conflict("too-many-pins", f"At most {PINNED_COMMENTS_MAX} comments can be pinned. Unpin one first.")
        await queries.set_pinned(row["author_id"], comment_id, True)
    return await _answer(viewer, comment_id)


async def unpin(viewer: Viewer, comment_id: int) -> Comment:
    row = await _on_own_post(viewer, comment_id)
    if row["pinned_at"] is not None:
        await queries.set_pinned(row["author_id"], comment_id, False)
    return await _answer(viewer, comment_id)


async def _on_own_post(viewer: Viewer, comment_id: int) -> Record:
    """The comment as it is while nobody else pins one on that post."""
    row = await _visible(viewer, comment_id)
    if row["author_id"] != viewer.user_id:
        raise Forbidden("post-of-another", "Only the post's author can pin comments.")
    await post_queries.own(viewer.user_id, row["post_id"], lock=True)
    return await _visible(viewer, comment_id)


async def _visible(viewer: Viewer, comment_id: int | None) -> Record:
    """The comment, when the viewer may see it, its post and who wrote it. Raises `NotFound("comment")`."""
    row = None if comment_id is None else await queries.one(viewer.user_id, comment_id)
    if row is None:
        raise NotFound("comment")
    try:
        await posts.readable(viewer, row["post_id"])
    except NotFound:
        raise NotFound("comment") from None
    if row["user_id"] in (await visibility.standing(viewer.user_id)).hidden:
        raise NotFound("comment")
    return row


async def _answer(viewer: Viewer, comment_id: int) -> Comment:
    row = await queries.one(viewer.user_id, comment_id)
    if row is None:
        raise NotFound("comment")
    return _as_comment(row)


def _as_page(rows: list[Record], before: list[Comment]) -> CommentPage:
    """Of one row more than a page has, if there are so many."""
    shown = rows[:PAGE_DEFAULT]
    return CommentPage(
        items=before + [_as_comment(row) for row in shown],
        cursor=cursors.encode(shown[-1]["comment_id"]) if len(rows) > PAGE_DEFAULT else None,
    )


def _as_comment(row: Record) -> Comment:
    return Comment(
        id=str(row["comment_id"]),
        post_id=str(row["post_id"]),
        parent_id=None if row["parent_id"] is None else str(row["parent_id"]),
        author=author(row),
        text=row["text"],
        mentions=row["mentions"],
        likes=row["likes"],
        liked=row["liked"],
        replies=row["replies"],
        pinned=row["pinned_at"] is not None,
        written_at=ids.time_of(row["comment_id"]),
    )
