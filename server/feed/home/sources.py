"""The sources of Home besides followed people: what their friends like, followed hashtags, and suggestions.

All bring posts for everybody by public accounts only, and leave out people whom the viewer blocked, was blocked by or
muted, and posts that the viewer hid. A page asks all of that again, for it may have changed since.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Final

from asyncpg import Record

from server.feed.home import queries
from server.feed.home.candidates import Candidate, Source
from server.feed.ranking.features import HASHTAG, LIKED, SUGGESTED
from server.graph import visibility
from server.kit import ids
from server.kit.viewer import Viewer
from server.posts import marks
from server.search import explore, listing

LIKED_DAYS: Final = 7
"""What friends like is news for so long after it was posted; the other posts of hashtags for twice as long."""
OF_ONE_AUTHOR: Final = 3
"""From one source."""
EXAMINED: Final = 600
"""Of the hottest posts."""


class LikedByFriends:
    """Recent posts that people whom the viewer follows like; those liked by most of them first."""

    async def candidates(self, viewer: Viewer, room: int) -> list[Candidate]:
        rows = await queries.liked_by_friends(viewer.user_id, _since(LIKED_DAYS), 2 * room)
        return [
            Candidate(row["post_id"], row["author_id"], LIKED, row["friends"], row["friend"], row["handle"])
            for row in await _welcome(viewer, rows, room)
        ]


class Hashtags:
    """Recent posts of the hashtags that the viewer follows, newest first."""

    async def candidates(self, viewer: Viewer, room: int) -> list[Candidate]:
        rows = await queries.of_followed_hashtags(viewer.user_id, _since(2 * LIKED_DAYS), 2 * room)
        return [
            Candidate(row["post_id"], row["author_id"], HASHTAG, because=row["tag"])
            for row in await _welcome(viewer, rows, room)
        ]


class Suggested:
    """Hot posts of strangers by what the viewer likes, as in Explore."""

    async def candidates(self, viewer: Viewer, room: int) -> list[Candidate]:
        rows, _ = await explore.strangers(viewer, listing.FIRST, EXAMINED, 4 * room)
        worth = await explore.tasted(viewer, rows)
        rows = _few_of_each(sorted(rows, key=lambda row: (-worth[row["post_id"]], -row["post_id"])))
        return [Candidate(row["post_id"], row["author_id"], SUGGESTED) for row in rows[:room]]


SOURCES: Final[tuple[tuple[Source, int], ...]] = ((LikedByFriends(), 60), (Hashtags(), 40), (Suggested(), 80))
"""Each with its room."""


async def _welcome(viewer: Viewer, rows: Sequence[Record], room: int) -> list[Record]:
    """The first of these that the viewer has nothing against."""
    standing = await visibility.standing(viewer.user_id)
    unseen = standing.hidden | standing.muted
    found = [row for row in rows if row["author_id"] not in unseen]
    unwanted = await marks.hidden_among(viewer.user_id, [row["post_id"] for row in found])
    return _few_of_each([row for row in found if row["post_id"] not in unwanted])[:room]


def _few_of_each(rows: Sequence[Record]) -> list[Record]:
    held: Counter[int] = Counter()
    kept = []
    for row in rows:
        held[row["author_id"]] += 1
        if held[row["author_id"]] <= OF_ONE_AUTHOR:
            kept.append(row)
    return kept


def _since(days: int) -> int:
    """The smallest id of that age."""
    return ids.at(datetime.now(UTC) - timedelta(days=days))
