"""What posts do when something happens elsewhere, and to keep their ready-made JSON right."""

from server.accounts.events import ProfileChanged
from server.kit import cursors
from server.media.events import MediaFailed, MediaReady
from server.posts import hydration, queries, service
from server.posts.events import PostDeleted, PostEdited

CACHED_OF_ONE_AUTHOR = 10_000


async def publish_waiting_posts(events: list[MediaReady]) -> None:
    for event in events:
        await service.media_ready(event.media_id)


async def fail_waiting_posts(events: list[MediaFailed]) -> None:
    for event in events:
        await service.media_failed(event.media_id, event.problem, event.reason)


async def rewrite_edited_posts(events: list[PostEdited]) -> None:
    await hydration.rewrite({event.post_id for event in events})


async def bury_deleted_posts(events: list[PostDeleted]) -> None:
    await hydration.rewrite({event.post_id for event in events})


async def forget_posts_of_changed_authors(events: list[ProfileChanged]) -> None:
    for user_id in {event.user_id for event in events}:
        await hydration.forget(await queries.published_ids(user_id, cursors.BIGINT_MAX, CACHED_OF_ONE_AUTHOR))
