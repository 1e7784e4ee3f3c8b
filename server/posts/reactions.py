"""What posts do when something happens elsewhere, and to keep their ready-made JSON right."""

from server.accounts.events import AccountErased, PrivacyChanged, ProfileChanged, StandingChanged
from server.kit import cursors, resources
from server.live import service as live
from server.media.events import GraceOver, MediaAnalysed, MediaFailed, MediaReady, VideoAdvanced, VideoCompleted
from server.posts import hydration, marks, publication, queries
from server.posts.comments import queries as comments
from server.posts.counts import service as counts
from server.posts.events import (
    CommentLiked,
    Engaged,
    HideChanged,
    LikesChanged,
    PostDeleted,
    PostEdited,
    SaveChanged,
)
from server.posts.likes import liked
from server.posts.likes import queries as likes
from server.posts.suggestions import service as suggestions
from shared.live import Posting

CACHED_OF_ONE_AUTHOR = 10_000
REWRITTEN_AT_ONCE = 500


async def take_posts_on(events: list[MediaReady | MediaFailed | MediaAnalysed | GraceOver]) -> None:
    for event in events:
        await publication.media_changed(event.media_id)


async def complete_videos(events: list[VideoCompleted]) -> None:
    completed = [await publication.video_completed(event.media_id) for event in events]
    await hydration.rewrite({post_id for post_id in completed if post_id})


async def show_progress(events: list[VideoAdvanced]) -> None:
    """To the author, while the post waits for its video."""
    for media_id, percent in {event.media_id: event.percent for event in events}.items():
        row = await queries.waiting_for(media_id)
        if row is not None:
            told = Posting(post_id=str(row["draft_id"]), state="processing", percent=percent)
            await live.nudge([row["author_id"]], "posting", told)


async def rewrite_edited_posts(events: list[PostEdited]) -> None:
    await hydration.rewrite({event.post_id for event in events})


async def bury_deleted_posts(events: list[PostDeleted]) -> None:
    await hydration.rewrite({event.post_id for event in events})


async def forget_posts_of_changed_authors(events: list[ProfileChanged | PrivacyChanged]) -> None:
    for user_id in {event.user_id for event in events}:
        await hydration.forget(await queries.published_ids(user_id, cursors.BIGINT_MAX, CACHED_OF_ONE_AUTHOR))


async def forget_posts_that_show(events: list[StandingChanged]) -> None:
    """Of others, who tagged them: ready-made JSON names whoever may be seen."""
    for user_id in {event.user_id for event in events}:
        await hydration.forget(await queries.showing_person(user_id, CACHED_OF_ONE_AUTHOR))


async def forget_marks_of_erased(events: list[AccountErased]) -> None:
    user_ids = {event.user_id for event in events}
    await marks.forget(user_ids)
    await liked.KEPT.forget(user_ids)
    await resources.pipe().run(("DEL", *[suggestions.key(user_id) for user_id in user_ids]))


async def count_engagement(events: list[Engaged]) -> None:
    """Exactly once: it adds to the counts in the transaction that acknowledges the events."""
    await counts.fold(events)


async def rewrite_engaged_posts(events: list[Engaged]) -> None:
    """After `count_engagement` in the same transaction, so that what is written here has the new counts."""
    post_ids = sorted({post_id for event in events for post_id in event.post_ids})
    for start in range(0, len(post_ids), REWRITTEN_AT_ONCE):
        await hydration.rewrite(post_ids[start : start + REWRITTEN_AT_ONCE])


async def note_likes(events: list[LikesChanged]) -> None:
    """Writes what PostgreSQL says by now, should the process that took the likes have died before it could."""
    pairs = sorted({pair for event in events for pair in zip(event.user_ids, event.post_ids, strict=True)})
    now = await likes.who_of([user_id for user_id, _ in pairs], [post_id for _, post_id in pairs])
    await liked.note((*pair, pair in now) for pair in pairs)


async def forget_marks(events: list[SaveChanged] | list[HideChanged]) -> None:
    await marks.forget({event.user_id for event in events})


async def count_comment_likes(events: list[CommentLiked]) -> None:
    """Exactly once, as `count_engagement`."""
    sums: dict[tuple[int, int], int] = {}
    for event in events:
        comment = event.author_id, event.comment_id
        sums[comment] = sums.get(comment, 0) + event.change
    await comments.add_likes([(*comment, change) for comment, change in sorted(sums.items())])
