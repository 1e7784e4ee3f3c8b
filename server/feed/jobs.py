"""Long work of the feed."""

from server.feed import fanout
from server.kit.jobs import job
from server.posts.events import PostPublished


@job(tier="fanout", tries=8, timeout=300)
async def fan_out_post(event: PostPublished) -> None:
    await fanout.fan_out(event.post_id, event.author_id)
