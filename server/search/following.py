"""Hashtags that people follow, whose posts may come into their Home."""

from server.kit import outbox
from server.kit.problems import Conflict
from server.kit.text import clean
from server.kit.viewer import Viewer
from server.search import queries, topics
from server.search.events import FollowedHashtagsChanged
from shared.limits import FOLLOWED_HASHTAGS_MAX
from shared.search import Hashtag, Hashtags


async def follow(viewer: Viewer, tag: str) -> Hashtag:
    """The same when repeated. Raises `NotFound` for what cannot be one, and `Conflict` when there are too many."""
    kept = topics.normal(clean(tag, "tag"))
    if await queries.follow_hashtag(viewer.user_id, kept, FOLLOWED_HASHTAGS_MAX):
        await outbox.emit(FollowedHashtagsChanged(viewer.user_id))
    elif not await queries.followed_among(viewer.user_id, [kept]):
        raise Conflict("too-many-hashtags", f"You follow {FOLLOWED_HASHTAGS_MAX} hashtags, which is as many as go.")
    return await _shown(viewer, kept)


async def unfollow(viewer: Viewer, tag: str) -> Hashtag:
    """The same when repeated. Raises `NotFound`."""
    kept = topics.normal(clean(tag, "tag"))
    if await queries.unfollow_hashtag(viewer.user_id, kept):
        await outbox.emit(FollowedHashtagsChanged(viewer.user_id))
    return await _shown(viewer, kept)


async def listed(viewer: Viewer) -> Hashtags:
    """The viewer's own, by name."""
    tags = await queries.followed_hashtags(viewer.user_id)
    found = await topics.hashtags(tags)
    for hashtag in found.values():
        hashtag.followed = True
    return Hashtags(items=[found[tag] for tag in tags])


async def hashtag(viewer: Viewer, tag: str) -> Hashtag:
    """With whether the viewer follows it. Raises `NotFound`."""
    return await _shown(viewer, topics.normal(clean(tag, "tag")))


async def _shown(viewer: Viewer, kept: str) -> Hashtag:
    found = await topics.hashtag(kept)
    found.followed = bool(await queries.followed_among(viewer.user_id, [kept]))
    return found
