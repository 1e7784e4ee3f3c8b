"""What is told of the account itself: small documents, each a name and its facts."""

from collections.abc import AsyncIterator, Sequence
from typing import Any

from server.accounts import sessions
from server.accounts.rows import AccountRow
from server.feed.home import preferences
from server.kit.viewer import Viewer
from server.notifications import service as notifications
from server.search import following, recent
from shared.notifications import Notification
from shared.search import RecentSearch


async def profile(viewer: Viewer, owner: AccountRow, picture: str | None) -> dict[str, Any]:
    """`account.json`. `picture` is a path in the archive."""
    return {
        "id": str(owner.id),
        "handle": owner.handle,
        "name": owner.name,
        "bio": owner.bio,
        "picture": picture,
        "created_at": owner.created_at,
        "signed_in": [
            {
                "device": one.device,
                "address": one.address,
                "since": one.created_at,
                "last_used_at": one.last_used_at,
            }
            for one in (await sessions.listed(viewer)).items
        ],
    }


async def settings(viewer: Viewer, owner: AccountRow) -> dict[str, Any]:
    """`settings.json`."""
    return {
        "private_account": owner.private,
        "feed": await preferences.read(viewer),
        "notifications": await notifications.settings(viewer),
    }


async def searches(viewer: Viewer) -> dict[str, Any]:
    """`searches.json`: what is kept of them, without what has become invisible."""
    return {
        "searches": [_search(one) for one in (await recent.listed(viewer)).items],
        "followed_hashtags": [hashtag.tag for hashtag in (await following.listed(viewer)).items],
    }


def _search(one: RecentSearch) -> dict[str, Any]:
    person, hashtag, place = one.person, one.hashtag, one.place
    value = person.handle if person else hashtag.tag if hashtag else place.name if place else one.words
    return {"kind": one.kind, "value": value}


async def happened(viewer: Viewer) -> AsyncIterator[Sequence[Any]]:
    """Entries of `notifications.json`: who did what to which post, in nobody's words."""
    cursor = None
    while True:
        found = await notifications.listed(viewer, cursor)
        if found.items:
            yield [_happened(one) for one in found.items]
        cursor = found.cursor
        if cursor is None:
            return


def _happened(one: Notification) -> dict[str, Any]:
    return {
        "kind": one.kind,
        "people": [person.handle for person in one.people],
        "others": one.others,
        "post": one.post.id if one.post else None,
        "at": one.at,
    }
