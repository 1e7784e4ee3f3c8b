"""What the feed does when posts and ties change."""

from server.accounts.events import AccountErased
from server.feed import celebrities, queries, stars, threshold, timeline
from server.feed.home import named, preferences
from server.feed.signals import profiles, seen
from server.graph.events import Blocked, Followed, Unfollowed
from server.posts.events import PostDeleted, PostPublished


async def show_own_post(events: list[PostPublished]) -> None:
    """Authors see their own posts at once, whatever the fan-out is doing."""
    for event in events:
        await timeline.push([event.author_id], timeline.entry(event.post_id, event.author_id))


async def refresh_celebrity(events: list[PostPublished | PostDeleted]) -> None:
    for author_id in {event.author_id for event in events}:
        if await queries.celebrity(author_id):
            await celebrities.announce_after_commit(author_id)


async def forget_followers_timeline(events: list[Followed | Unfollowed]) -> None:
    await _forget({event.follower_id for event in events})


async def forget_timelines_of_both(events: list[Blocked]) -> None:
    await _forget({user_id for event in events for user_id in (event.user_id, event.other_id)})


async def forget_feeds_of_erased(events: list[AccountErased]) -> None:
    """What would be kept for longer than an hour; their readings end by themselves before."""
    user_ids = {event.user_id for event in events}
    await _forget(user_ids)
    await profiles.forget(user_ids)
    await seen.KEPT.forget(user_ids)
    await named.forget(user_ids)
    await preferences.forget(user_ids)


async def _forget(user_ids: set[int]) -> None:
    await stars.forget(user_ids)
    await timeline.forget(user_ids)


async def weigh_gained_followers(events: list[Followed]) -> None:
    for author_id in sorted({event.followee_id for event in events}):
        await threshold.weigh_gain(author_id)


async def weigh_lost_followers(events: list[Unfollowed]) -> None:
    for author_id in sorted({event.followee_id for event in events}):
        await threshold.weigh_loss(author_id)
