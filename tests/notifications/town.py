"""People who act through the services, each verb in a transaction of its own as a request would have it."""

from collections.abc import Awaitable, Callable
from typing import Any

from server.graph import service as graph
from server.kit import database
from server.kit.viewer import Viewer
from server.notifications import service as notifications
from server.posts import service as posts
from server.posts.comments import service as comments
from server.posts.likes import service as likes
from server.posts.shares import service as shares
from shared.engagement import Comment, NewComment, NewShare
from shared.notifications import Notification, Notifications, NotificationSettingsChange
from tests.world import World


async def committed(verb: Callable[..., Awaitable[Any]], *given: Any) -> Any:
    async with database.transaction():
        return await verb(*given)


class Town:
    def __init__(self, world: World) -> None:
        self.world = world

    async def people(self, count: int) -> list[Viewer]:
        return [await self.world.newcomer() for _ in range(count)]

    async def like(self, post_id: int, *people: Viewer) -> None:
        for person in people:
            await likes.like(person, post_id)

    async def unlike(self, post_id: int, *people: Viewer) -> None:
        for person in people:
            await likes.unlike(person, post_id)

    async def comment(self, person: Viewer, post_id: int, text: str, reply_to: Comment | None = None) -> Comment:
        new = NewComment(text=text, reply_to=reply_to.id if reply_to else None)
        written: Comment = await committed(comments.write, person, post_id, new)
        return written

    async def delete_comment(self, person: Viewer, comment: Comment) -> None:
        await committed(comments.delete, person, int(comment.id))

    async def like_comment(self, comment: Comment, *people: Viewer) -> None:
        for person in people:
            await committed(comments.like, person, int(comment.id))

    async def follow(self, person: Viewer, *others: Viewer) -> None:
        for other in others:
            await committed(graph.follow, person, other.handle)

    async def accept(self, person: Viewer, other: Viewer) -> None:
        await committed(graph.accept, person, other.handle)

    async def unfollow(self, person: Viewer, other: Viewer) -> None:
        await committed(graph.unfollow, person, other.handle)

    async def block(self, person: Viewer, other: Viewer) -> None:
        await committed(graph.block, person, other.handle)

    async def unblock(self, person: Viewer, other: Viewer) -> None:
        await committed(graph.unblock, person, other.handle)

    async def share(self, person: Viewer, post_id: int, note: str, *to: Viewer) -> None:
        await committed(shares.share, person, post_id, NewShare(to=[one.handle for one in to], note=note))

    async def delete_post(self, person: Viewer, post_id: int) -> None:
        await committed(posts.delete, person, post_id)

    async def settle_for(self, person: Viewer, **settings: Any) -> None:
        await committed(notifications.change_settings, person, NotificationSettingsChange(**settings))

    async def see(self, person: Viewer, notification: Notification) -> int:
        found = await committed(notifications.see, person, notification.at)
        return int(found.count)

    async def page(self, person: Viewer) -> Notifications:
        """What the person reads once everything that happened has been carried around."""
        await self.world.relay()
        return await notifications.listed(person, None)

    async def told(self, person: Viewer) -> list[tuple[str, ...]]:
        """Kind and people of each notification, and the number of others if there are any; the latest first."""
        return [
            (one.kind, *(someone.handle for someone in one.people), *([f"+{one.others}"] if one.others else []))
            for one in (await self.page(person)).items
        ]

    async def unread(self, person: Viewer) -> int:
        return (await notifications.unread(person)).count
