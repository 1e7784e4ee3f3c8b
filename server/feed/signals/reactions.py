"""What ranking forgets, or learns at once, when something happens."""

from server.accounts.events import PrivacyChanged, StandingChanged
from server.feed.home import snapshot
from server.feed.signals import posts, profiles, queries
from server.graph.events import Blocked, CloseFriendsChanged, Followed, Unfollowed
from server.kit import cursors
from server.media.events import MediaAnalysed
from server.posts import queries as post_queries
from server.posts.counts import queries as count_queries
from server.posts.events import Engaged, HideChanged, PostDeleted, PostEdited

POSTS_OF_ONE_AUTHOR = 1_000


async def know_engagement(events: list[Engaged]) -> None:
    """After `count_engagement` in the same transaction, so that what is written has the new counts."""
    engaged = {pair for event in events for pair in zip(event.author_ids, event.post_ids, strict=True)}
    await posts.put_engagement(await count_queries.counts(sorted(engaged)))


async def know_changed_posts(events: list[PostEdited] | list[PostDeleted]) -> None:
    await posts.rewrite({event.post_id for event in events})


async def know_what_posts_show(events: list[MediaAnalysed]) -> None:
    """Most are not published before machine vision has seen them; this is about the others."""
    await posts.rewrite(await queries.showing([event.media_id for event in events]))


async def forget_posts_of_changed_people(events: list[PrivacyChanged] | list[StandingChanged]) -> None:
    for user_id in {event.user_id for event in events}:
        await posts.forget(await post_queries.published_ids(user_id, cursors.BIGINT_MAX, POSTS_OF_ONE_AUTHOR))


async def forget_profiles_of_followers(events: list[Followed | Unfollowed]) -> None:
    await profiles.forget({event.follower_id for event in events})


async def forget_profiles_of_both(events: list[Blocked]) -> None:
    await profiles.forget({user_id for event in events for user_id in (event.user_id, event.other_id)})


async def forget_profiles_of_friends(events: list[CloseFriendsChanged]) -> None:
    await profiles.forget({event.user_id for event in events})


async def show_less(events: list[HideChanged]) -> None:
    """The profile says what to show less from now on, and what has not been read yet is ranked by it."""
    await profiles.forget({event.user_id for event in events})
    for user_id in {event.user_id for event in events if event.why == "not-interested"}:
        await snapshot.outdate(user_id)
