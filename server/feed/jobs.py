"""Long work of the feed."""

from server.feed import fanout, threshold
from server.feed.events import CelebrityChanged
from server.kit.jobs import job
from server.posts.events import PostDeleted, PostPublished


@job(tier="fanout", tries=8, timeout=300)
async def fan_out_post(event: PostPublished) -> None:
    await fanout.fan_out(event.post_id, event.author_id)


@job(tier="fanout", timeout=300)
async def sweep_post(event: PostDeleted) -> None:
    await fanout.sweep(event.post_id, event.author_id)


@job(tier="fanout", tries=8, timeout=300)
async def settle_celebrity(event: CelebrityChanged) -> None:
    await threshold.settle(event.author_id)
