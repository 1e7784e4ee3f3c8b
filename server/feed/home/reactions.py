"""What Home forgets when something happens. Blocks, mutes and hidden posts each page asks for anyway."""

from server.accounts.events import ProfileChanged
from server.feed.home import named, outside
from server.graph.events import Followed, Unfollowed
from server.search.events import FollowedHashtagsChanged


async def forget_outside(events: list[FollowedHashtagsChanged]) -> None:
    await outside.forget({event.user_id for event in events})


async def forget_outside_of_followers(events: list[Followed | Unfollowed]) -> None:
    await outside.forget({event.follower_id for event in events})


async def forget_named(events: list[ProfileChanged]) -> None:
    await named.forget({event.user_id for event in events})
