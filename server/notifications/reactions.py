"""What notifications make of what happens elsewhere."""

from collections.abc import Iterable

from server.accounts import service as accounts
from server.graph.events import Blocked, Followed, FollowRequested, FollowRequestEnded, Unfollowed
from server.notifications import deeds, queries
from server.notifications.deeds import Deed
from server.posts.events import (
    CommentDeleted,
    CommentLiked,
    CommentWritten,
    LikesChanged,
    PostDeleted,
    PostEdited,
    PostPublished,
    PostShared,
)


async def notify_of_likes(events: list[LikesChanged]) -> None:
    changes = [
        change
        for event in events
        for change in zip(event.author_ids, event.post_ids, event.user_ids, event.changes, strict=True)
    ]
    await deeds.note(
        [
            Deed(author_id, "like", post_id, user_id, user_id, author_id, post_id)
            for author_id, post_id, user_id, change in changes
            if change > 0
        ]
    )
    await deeds.concern({author_id for author_id, _, _, change in changes if change < 0})


async def notify_of_comment_likes(events: list[CommentLiked]) -> None:
    liked = {(event.author_id, event.comment_id) for event in events}
    comments = {row["id"]: row for row in await queries.comment_rows(liked)}
    known = [(event, comments[event.comment_id]) for event in events if event.comment_id in comments]
    await deeds.note(
        [
            Deed(
                row["user_id"],
                "comment_like",
                event.comment_id,
                event.user_id,
                event.user_id,
                event.author_id,
                row["post_id"],
            )
            for event, row in known
            if event.change > 0
        ]
    )
    await deeds.concern({row["user_id"] for event, row in known if event.change < 0})


async def notify_of_comments(events: list[CommentWritten]) -> None:
    """One comment tells one person once: as a reply rather than as a mention, as either rather than as a comment."""
    parents = {
        row["id"]: row["user_id"]
        for row in await queries.comment_rows({(event.author_id, event.parent_id) for event in events})
    }
    named = await accounts.ids_of({handle for event in events for handle in event.mentions})
    found = []
    for event in events:
        kinds: list[tuple[int, str, int]] = []
        if event.parent_id in parents:
            kinds.append((parents[event.parent_id], "reply", event.parent_id))
        kinds += [(named[handle], "mention", event.post_id) for handle in event.mentions if handle in named]
        kinds.append((event.author_id, "comment", event.post_id))
        found += [
            Deed(
                user_id,
                kind,  # type: ignore[arg-type]
                thing_id,
                event.comment_id,
                event.user_id,
                event.author_id,
                event.post_id,
                story=event.comment_id,
            )
            for user_id, kind, thing_id in kinds
        ]
    await deeds.note(found)


async def notify_of_named_people(events: list[PostPublished] | list[PostEdited]) -> None:
    """Who is tagged in a picture or mentioned in the caption, and was not before."""
    posts = {(event.author_id, event.post_id) for event in events}
    await deeds.note(
        [
            Deed(
                row["user_id"],
                "tag" if row["tagged"] else "mention",
                row["post_id"],
                row["post_id"],
                row["author_id"],
                row["author_id"],
                row["post_id"],
                story=row["post_id"],
            )
            for row in await queries.named_in_posts(posts)
        ]
    )


async def notify_of_shares(events: list[PostShared]) -> None:
    await deeds.note(
        [
            Deed(
                user_id,
                "share",
                event.post_id,
                event.share_id,
                event.user_id,
                event.author_id,
                event.post_id,
                event.note,
            )
            for event in events
            for user_id in event.to
        ]
    )


async def notify_of_followers(events: list[Followed]) -> None:
    """Who let somebody in is not told of it; who asked is."""
    await deeds.note(
        [
            Deed(event.follower_id, "accepted", 0, event.followee_id, event.followee_id)
            if event.accepted
            else Deed(event.followee_id, "follow", 0, event.follower_id, event.follower_id)
            for event in events
        ]
    )
    await deeds.concern({event.followee_id for event in events if event.accepted})


async def notify_of_requests(events: list[FollowRequested]) -> None:
    """Each is a notification of its own, for each wants an answer."""
    await deeds.note(
        [
            Deed(event.followee_id, "request", event.follower_id, event.follower_id, event.follower_id)
            for event in events
        ]
    )


async def count_again(
    events: list[Unfollowed] | list[FollowRequestEnded] | list[Blocked] | list[CommentDeleted] | list[PostDeleted],
) -> None:
    """Something may have vanished from somebody's list."""
    await deeds.concern(_losing(events))


def _losing(
    events: Iterable[Unfollowed | FollowRequestEnded | Blocked | CommentDeleted | PostDeleted],
) -> set[int]:
    found = set()
    for event in events:
        match event:
            case Unfollowed() | FollowRequestEnded():
                found.add(event.followee_id)
            case Blocked():
                found.add(event.user_id)
            case CommentDeleted() | PostDeleted():
                found.add(event.author_id)
    return found
