"""What search does when something happens elsewhere: keeps its index true."""

from server.accounts.events import AccountCreated, ProfileChanged
from server.graph.events import Followed, Unfollowed
from server.kit import database
from server.posts.events import Engaged, PostDeleted, PostEdited, PostPublished
from server.search.indexing import queries
from server.search.indexing.people import index_people
from server.search.indexing.posts import index_posts

AT_ONCE = 200


async def find_people(events: list[AccountCreated] | list[ProfileChanged]) -> None:
    async with database.transaction():
        await index_people(sorted({event.user_id for event in events}))


async def weigh_followed(events: list[Followed] | list[Unfollowed]) -> None:
    """After their followers are counted."""
    await queries.weigh_people(sorted({event.followee_id for event in events}))


async def find_posts(events: list[PostPublished] | list[PostEdited] | list[PostDeleted]) -> None:
    post_ids = sorted({event.post_id for event in events})
    for start in range(0, len(post_ids), AT_ONCE):
        await index_posts(post_ids[start : start + AT_ONCE])


async def warm_engaged_posts(events: list[Engaged]) -> None:
    """After their likes and comments are counted."""
    await queries.warm_posts(sorted({post_id for event in events for post_id in event.post_ids}))
