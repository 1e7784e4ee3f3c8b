"""What hangs on the walls: profile pictures, and posts with a past."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from typing import Final

import msgspec

from server.accounts import service as accounts
from server.kit import database, ids
from server.media import preparing
from server.media import queries as media_queries
from server.media import service as media
from server.posts import queries as post_queries
from server.posts import service as posts
from server.search.indexing.posts import index_posts
from server.seed import whereabouts
from server.seed.arrivals import Arrived
from server.seed.darkroom import Order, Print
from server.seed.people import Plan
from server.seed.timing import post_id, post_times
from shared.media import Picture

PORTRAIT_WIDTH: Final = 640
PHOTO_WIDTH: Final = 1440


class Post(msgspec.Struct, frozen=True):
    id: int
    author: Arrived
    plan: Plan
    moment: datetime


Develop = Callable[[Order], Awaitable[Print]]


def planned_posts(arrived: Sequence[Arrived], founded: datetime) -> list[Post]:
    """All posts of the town, newest first: a town that is half made already looks alive."""
    planned = [
        (author, plan, moment)
        for author in arrived
        for plan, moment in zip(author.resident.posts, post_times(author.resident, founded), strict=True)
    ]
    numbered = [Post(post_id(moment, n), author, plan, moment) for n, (author, plan, moment) in enumerate(planned)]
    return sorted(numbered, key=lambda post: -post.id)


async def missing(posts: Sequence[Post]) -> list[Post]:
    """Those of them that no earlier run has hung."""
    there = {row["id"] for row in await post_queries.published([post.id for post in posts])}
    return [post for post in posts if post.id not in there]


async def hang(faces: Sequence[Arrived], photos: Sequence[Post], develop: Develop, tell: Callable[[], None]) -> None:
    """Develops and shows everything. Each picture appears whole, with its person or its post, or not at all."""

    names = await whereabouts.known()

    async def portray(one: Arrived) -> None:
        order = Order(one.resident.portrait, one.resident.seed, "square", PORTRAIT_WIDTH)
        picture = await develop(order)
        async with database.transaction():
            await accounts.set_picture(one.viewer.user_id, await _kept(one, picture, "profile"))
        tell()

    async def publish(post: Post) -> None:
        plan = post.plan
        orders = [Order(plan.picture, plan.seed + n, plan.shape, PHOTO_WIDTH) for n in range(plan.more + 1)]
        pictures = await asyncio.gather(*map(develop, orders))
        async with database.transaction():
            shown = [
                (int((await _kept(post.author, picture, "post")).id), plan.alt or picture.alt) for picture in pictures
            ]
            place = whereabouts.of(plan, post.author.resident.quarter, names)
            await posts.import_published(post.author.viewer.user_id, post.id, shown, plan.caption, post.moment, place)
            await index_posts([post.id])
        tell()

    async with asyncio.TaskGroup() as tasks:
        for one in faces:
            tasks.create_task(portray(one))
        for post in photos:
            tasks.create_task(publish(post))


async def _kept(owner: Arrived, picture: Print, use: media.Use) -> Picture:
    """Stores the picture as the owner's, in use from the start."""
    media_id = ids.new_id()
    await media_queries.add_media(owner.viewer.user_id, media_id)
    await preparing.finish(media_id, picture.decoded)
    await media.attach(owner.viewer, media_id, use)
    return (await media.pictures([media_id]))[media_id]
