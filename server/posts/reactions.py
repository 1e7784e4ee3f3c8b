"""What posts do when something happens elsewhere, and to keep their ready-made JSON right."""

from server.accounts.events import PrivacyChanged, ProfileChanged
from server.kit import cursors
from server.media.events import GraceOver, MediaAnalysed, MediaFailed, MediaReady, VideoCompleted
from server.posts import hydration, publication, queries
from server.posts.events import PostDeleted, PostEdited

CACHED_OF_ONE_AUTHOR = 10_000


async def take_posts_on(events: list[MediaReady | MediaFailed | MediaAnalysed | GraceOver]) -> None:
    for event in events:
        await publication.media_changed(event.media_id)


async def complete_videos(events: list[VideoCompleted]) -> None:
    completed = [await publication.video_completed(event.media_id) for event in events]
    await hydration.rewrite({post_id for post_id in completed if post_id})


async def rewrite_edited_posts(events: list[PostEdited]) -> None:
    await hydration.rewrite({event.post_id for event in events})


async def bury_deleted_posts(events: list[PostDeleted]) -> None:
    await hydration.rewrite({event.post_id for event in events})


async def forget_posts_of_changed_authors(events: list[ProfileChanged | PrivacyChanged]) -> None:
    for user_id in {event.user_id for event in events}:
        await hydration.forget(await queries.published_ids(user_id, cursors.BIGINT_MAX, CACHED_OF_ONE_AUTHOR))
