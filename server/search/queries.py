"""Every SQL statement of search: who is found by the beginning of a handle or a name."""

from collections.abc import Collection

from asyncpg import Record

from server.accounts.rows import AUTHOR_COLUMNS
from server.graph.queries import RELATION_COLUMNS
from server.kit import database

LAST = "\U0010ffff"
"""Sorts behind whatever else may follow a prefix, bytewise."""
CANDIDATES = 2_000
"""Looked at of each kind, however many match a short prefix."""

# $1 viewer, $2 hidden ids, $3-$4 range of handles, $5-$6 range of name keys, $7-$8 below (followers, id), $9 limit
MATCH = "((u.handle >= $3 AND u.handle < $4) OR (u.name_key >= $5 AND u.name_key < $6 AND u.name_key <> ''))"
PAGE = f"""
SELECT {AUTHOR_COLUMNS}, coalesce(r.followers, 0) AS followers, {RELATION_COLUMNS}
FROM users u LEFT JOIN reach r ON r.user_id = u.id
WHERE {{found}} AND u.state = 'active' AND u.id <> ALL($2::bigint[])
AND (coalesce(r.followers, 0), u.id) < ($7::int, $8::bigint)
ORDER BY coalesce(r.followers, 0) DESC, u.id DESC LIMIT $9
"""
FOLLOWED = PAGE.format(
    found=f"u.id IN (SELECT other_id FROM following WHERE user_id = $1 AND state = 'following') AND {MATCH}"
)
# Three sources, each of bounded cost, so that a single letter is as quick as a whole handle: the first matches by
# handle, the first by name, and the matches among the most followed of all.
OTHERS = PAGE.format(
    found=f"""u.id IN (
      (SELECT id FROM users WHERE handle >= $3 AND handle < $4 ORDER BY handle LIMIT {CANDIDATES})
      UNION
      (SELECT id FROM users WHERE name_key >= $5 AND name_key < $6 AND name_key <> ''
       ORDER BY name_key LIMIT {CANDIDATES})
      UNION
      (SELECT user_id FROM (SELECT user_id FROM reach ORDER BY followers DESC, user_id DESC LIMIT {CANDIDATES}) most
       JOIN users u ON u.id = most.user_id AND {MATCH}))
    AND NOT EXISTS (SELECT FROM following f WHERE f.user_id = $1 AND f.other_id = u.id AND f.state = 'following')"""
)


async def people(
    viewer_id: int,
    hidden: Collection[int],
    handle_prefix: str,
    name_prefix: str,
    below: tuple[int, int],
    limit: int,
    *,
    followed: bool,
) -> list[Record]:
    """Those whom the viewer follows, or the others; most followed first, below (followers, id)."""
    handles = handle_prefix, handle_prefix + LAST
    names = name_prefix, name_prefix + LAST
    return await database.fetch(
        FOLLOWED if followed else OTHERS, viewer_id, list(hidden), *handles, *names, *below, limit
    )
