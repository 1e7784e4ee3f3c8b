"""The SQL of all of somebody's ties, some at a time."""

from asyncpg import Record

from server.kit import database

APART = """
EXISTS (SELECT FROM blocks b WHERE b.user_id = $1 AND b.other_id = u.id)
OR EXISTS (SELECT FROM blocked_by b WHERE b.user_id = $1 AND b.other_id = u.id)
"""


def _tied(source: str, person: str, condition: str) -> str:
    return (
        f"SELECT u.id, u.handle, t.created_at AS since FROM {source} t"
        f" JOIN users u ON u.id = t.{person} AND u.state = 'active'"
        f" WHERE t.user_id = $1 AND t.{person} > $2 AND {condition} ORDER BY t.{person} LIMIT $3"
    )


TIES = {
    "following": _tied("following", "other_id", f"t.state = 'following' AND NOT ({APART})"),
    "followers": _tied("followers", "follower_id", f"t.state = 'following' AND NOT ({APART})"),
    "asking_to_follow": _tied("following", "other_id", f"t.state = 'requested' AND NOT ({APART})"),
    "asking_to_follow_you": _tied("followers", "follower_id", f"t.state = 'requested' AND NOT ({APART})"),
    "close_friends": _tied("close_friends", "other_id", f"NOT ({APART})"),
    # whom one blocks is one's own doing; they stay in this list whatever they do
    "blocked": _tied("blocks", "other_id", "true"),
    "muted": _tied("mutes", "other_id", f"NOT ({APART})"),
}
"""Of $1, people with ids above $2. Who blocks $1 is in none of them but perhaps `blocked`, so they tell of no block."""


async def tied(user_id: int, name: str, after: int, limit: int) -> list[Record]:
    """`id`, `handle` and `since` of one of `TIES`, by their ids."""
    return await database.fetch(TIES[name], user_id, after, limit)
