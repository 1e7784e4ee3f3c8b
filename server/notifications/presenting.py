"""From rows to what people read: who, on which post, in which words."""

from collections.abc import Collection, Sequence

from asyncpg import Record

from server.accounts.rows import author
from server.graph.service import relationship
from server.notifications import queries
from server.posts import hydration
from server.posts import queries as posts
from shared.notifications import Notification, PostBrief

TEXT_SHOWN = 120
"""Characters of a comment."""
ANSWERABLE = ("follow", "request")


async def present(user_id: int, hidden: Collection[int], rows: Sequence[Record]) -> list[Notification]:
    """In the order of the rows, without those of which nothing is left to tell."""
    if not rows:
        return []
    people: dict[int, list[Record]] = {}
    for one in await queries.people(user_id, hidden, [row["id"] for row in rows]):
        people.setdefault(one["notification_id"], []).append(one)
    told = [row for row in rows if row["id"] in people]
    briefs = await _briefs({row["post_id"] for row in told if row["post_id"]})
    comments = {row["id"]: _comment(row, people[row["id"]][0]) for row in told}
    texts = await queries.comment_texts(
        {(row["author_id"], comment) for row in told if (comment := comments[row["id"]])}, TEXT_SHOWN
    )
    return [
        _as_notification(row, people[row["id"]], briefs.get(row["post_id"]), comments[row["id"]], texts)
        for row in told
        if not row["post_id"] or row["post_id"] in briefs
    ]


def _comment(row: Record, latest: Record) -> int:
    """The comment of which it tells, or 0."""
    match row["kind"]:
        case "comment" | "reply" | "mention":
            deed_id: int = latest["deed_id"]
            return 0 if deed_id == row["post_id"] else deed_id
        case "comment_like":
            thing_id: int = row["thing_id"]
            return thing_id
    return 0


async def _briefs(post_ids: Collection[int]) -> dict[int, PostBrief]:
    built = await hydration.build(await posts.published(list(post_ids)))
    return {post_id: PostBrief(id=post.id, picture=post.picture) for post_id, post in built.items()}


def _as_notification(
    row: Record, people: Sequence[Record], post: PostBrief | None, comment_id: int, texts: dict[int, str]
) -> Notification:
    first = people[0]
    crowd = first["deeds_seen"] >= queries.COUNTED
    return Notification(
        id=str(row["id"]),
        kind=row["kind"],
        people=[author(one) for one in people],
        others=(max(row["deeds"], first["people"]) if crowd else first["people"]) - len(people),
        post=post,
        comment_id=str(comment_id) if comment_id else None,
        text=texts.get(comment_id, first["text"]),
        at=row["at"],
        seen=row["seen"],
        relationship=relationship(first) if row["kind"] in ANSWERABLE else None,
    )
