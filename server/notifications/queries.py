"""Every SQL statement on notifications. The reader comes first in each."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from asyncpg import Record

from server.accounts.rows import AUTHOR_COLUMNS
from server.graph.queries import RELATION_COLUMNS
from server.kit import database
from server.notifications.standing import WANTED, post_visible, still
from server.notifications.tables import NotificationReaders
from shared.notifications import NotificationSettings

if TYPE_CHECKING:
    from server.notifications.deeds import Deed

COUNTED = 100
"""Deeds of one notification that are looked at one by one; above, all that ever joined are counted."""
UNREAD_MAX = 99
UNREAD_EXAMINED = 1_000
"""The newest that are looked at for the count, however many of them have vanished."""
WINDOW = "interval '1 day'"
"""So long further deeds join a notification that has been seen, and a deed that is done again is not told again."""
LOST_SECONDS = 60.0
"""A `ReadersConcerned` that is so late will not come."""
MICROSECOND = timedelta(microseconds=1)
SETTINGS = ", ".join(NotificationSettings.__struct_fields__)
WISHED = """unnest($1::bigint[], $2::text[], $3::bigint[], $4::bigint[], $5::bigint[], $6::bigint[], $7::bigint[])
WITH ORDINALITY AS w (user_id, kind, thing_id, deed_id, person_id, author_id, post_id, n)"""
ALLOWED = f"""
SELECT w.n FROM {WISHED} LEFT JOIN notification_readers s ON s.user_id = w.user_id
WHERE w.user_id <> w.person_id
AND EXISTS (SELECT FROM users a WHERE a.id = w.user_id AND a.state = 'active')
AND EXISTS (SELECT FROM users a WHERE a.id = w.person_id AND a.state = 'active')
AND NOT EXISTS (SELECT FROM blocks b WHERE b.user_id = w.user_id AND b.other_id = w.person_id)
AND NOT EXISTS (SELECT FROM blocked_by b WHERE b.user_id = w.user_id AND b.other_id = w.person_id)
AND {WANTED} AND {still("w", "w")} AND {post_visible("w")} ORDER BY w.n
"""
STANDS = f"""{post_visible("g")} AND EXISTS (
    SELECT FROM notification_deeds d JOIN users a ON a.id = d.person_id AND a.state = 'active'
    WHERE d.user_id = w.user_id AND d.notification_id = g.id AND d.person_id <> ALL($2::bigint[])
    AND {still("d", "g")})"""
"""Whether there is anything to be told of a group `g`; $2 are those hidden from the reader."""
PEOPLE = f"""
SELECT g.id AS notification_id, p.deed_id, p.text, p.people, p.deeds_seen, {AUTHOR_COLUMNS}, {RELATION_COLUMNS}
FROM (SELECT $1::bigint AS user_id) w JOIN notifications g ON g.user_id = w.user_id AND g.id = ANY($3::bigint[])
CROSS JOIN LATERAL (
    SELECT x.person_id, max(x.at) AS at, (array_agg(x.deed_id ORDER BY x.at DESC))[1] AS deed_id,
        (array_agg(x.text ORDER BY x.at DESC))[1] AS text,
        count(*) OVER () AS people, (sum(count(*)) OVER ())::bigint AS deeds_seen
    FROM (SELECT d.person_id, d.deed_id, d.at, d.text FROM notification_deeds d
        JOIN users a ON a.id = d.person_id AND a.state = 'active'
        WHERE d.user_id = w.user_id AND d.notification_id = g.id AND d.person_id <> ALL($2::bigint[])
        AND {still("d", "g")} ORDER BY d.at DESC LIMIT {COUNTED}) x
    GROUP BY x.person_id ORDER BY max(x.at) DESC LIMIT 2) p
JOIN users u ON u.id = p.person_id ORDER BY g.id, p.at DESC
"""


# noting


def _columns(deeds: "Sequence[Deed]", *names: str) -> list[list[Any]]:
    return [[getattr(deed, name) for deed in deeds] for name in names]


async def allowed(deeds: "Sequence[Deed]") -> list[int]:
    """Which of them may be told and are still so, by their places in the list."""
    names = "user_id", "kind", "thing_id", "deed_id", "person_id", "author_id", "post_id"
    return [row["n"] - 1 for row in await database.fetch(ALLOWED, *_columns(deeds, *names))]


async def lock(user_ids: Sequence[int]) -> None:
    """Notifications of these readers, who come sorted, are changed by nobody else until the transaction ends."""
    await database.execute(
        "SELECT pg_advisory_xact_lock(hashtextextended('notifications ' || id, 0))"
        " FROM unnest($1::bigint[]) WITH ORDINALITY AS w (id, n) ORDER BY n",
        user_ids,
    )


async def known(deeds: "Sequence[Deed]") -> set[tuple[int, str, int, int]]:
    """Keys of those that were told before; what can be done again is told again after the window."""
    rows = await database.fetch(
        "SELECT d.user_id, d.kind, d.thing_id, d.deed_id FROM notification_deeds d"
        " JOIN unnest($1::bigint[], $2::text[], $3::bigint[], $4::bigint[]) AS w (user_id, kind, thing_id, deed_id)"
        " USING (user_id, kind, thing_id, deed_id) WHERE d.deed_id <> d.person_id"
        f" OR d.at > now() - {WINDOW}",
        *_columns(deeds, "user_id", "kind", "thing_id", "deed_id"),
    )
    return {(row["user_id"], row["kind"], row["thing_id"], row["deed_id"]) for row in rows}


async def growing(groups: Collection[tuple[int, str, int]]) -> dict[tuple[int, str, int], int]:
    """Ids of the notifications that further deeds join: unread ones, and those that began within the window."""
    rows = await database.fetch(
        "SELECT w.user_id, w.kind, w.thing_id, g.id FROM unnest($1::bigint[], $2::text[], $3::bigint[])"
        " AS w (user_id, kind, thing_id) LEFT JOIN notification_readers s ON s.user_id = w.user_id"
        " CROSS JOIN LATERAL (SELECT id, at, began_at FROM notifications n WHERE n.user_id = w.user_id"
        "  AND n.kind = w.kind AND n.thing_id = w.thing_id ORDER BY n.at DESC LIMIT 1) g"
        f" WHERE g.at > coalesce(s.seen_at, 'epoch') OR g.began_at > now() - {WINDOW}",
        *(list(column) for column in zip(*groups, strict=True)),
    )
    return {(row["user_id"], row["kind"], row["thing_id"]): row["id"] for row in rows}


async def moment(user_ids: Sequence[int]) -> datetime:
    """Now, but later than all that these readers have."""
    found: datetime = await database.fetchval(
        "SELECT greatest(clock_timestamp(), max(l.at) + interval '1 microsecond') FROM unnest($1::bigint[]) AS w (id)"
        " LEFT JOIN LATERAL (SELECT at FROM notifications n WHERE n.user_id = w.id"
        "  ORDER BY n.at DESC LIMIT 1) l ON true",
        user_ids,
    )
    return found


async def add(deeds: "Sequence[Deed]", group_ids: Sequence[int], at: datetime) -> None:
    """Adds each deed to its notification, which is made if need be; the later in the list the later it happened."""
    moments = [at + i * MICROSECOND for i in range(len(deeds))]
    await database.execute(
        "INSERT INTO notifications AS n (user_id, id, kind, thing_id, author_id, post_id, deeds, began_at, at)"
        " SELECT w.user_id, w.id, min(w.kind), min(w.thing_id), min(w.author_id), min(w.post_id), count(*), min(w.at),"
        "  max(w.at) FROM unnest($1::bigint[], $2::bigint[], $3::text[], $4::bigint[], $5::bigint[], $6::bigint[],"
        "  $7::timestamptz[]) AS w (user_id, id, kind, thing_id, author_id, post_id, at) GROUP BY 1, 2 ORDER BY 1, 2"
        " ON CONFLICT (user_id, id) DO UPDATE SET at = excluded.at, deeds = n.deeds + excluded.deeds",
        _columns(deeds, "user_id")[0],
        group_ids,
        *_columns(deeds, "kind", "thing_id", "author_id", "post_id"),
        moments,
    )
    await database.execute(
        "INSERT INTO notification_deeds (user_id, kind, thing_id, deed_id, person_id, text, notification_id, at)"
        " SELECT * FROM unnest($1::bigint[], $2::text[], $3::bigint[], $4::bigint[], $5::bigint[], $6::text[],"
        "  $7::bigint[], $8::timestamptz[]) ON CONFLICT (user_id, kind, thing_id, deed_id)"
        " DO UPDATE SET notification_id = excluded.notification_id, at = excluded.at, text = excluded.text",
        *_columns(deeds, "user_id", "kind", "thing_id", "deed_id", "person_id", "text"),
        group_ids,
        moments,
    )


# telling


async def concern(user_ids: Sequence[int], seconds: float) -> list[tuple[int, float]]:
    """Marks whoever is here and not about to be told anyway, and returns them with the seconds until they should be."""
    rows = await database.fetch(
        "INSERT INTO notification_readers AS r (user_id, telling, tell_at)"
        " SELECT u.id, true, now() FROM users u WHERE u.id = ANY($1::bigint[]) AND u.state = 'active' ORDER BY u.id"
        " ON CONFLICT (user_id) DO UPDATE SET telling = true,"
        "  tell_at = greatest(now(), r.tell_at + make_interval(secs => $2))"
        " WHERE NOT r.telling OR r.tell_at < now() - make_interval(secs => $3)"
        " RETURNING r.user_id, extract(epoch FROM r.tell_at - now())::float8 AS wait",
        user_ids,
        seconds,
        LOST_SECONDS,
    )
    return [(row["user_id"], row["wait"]) for row in rows]


async def begin_telling(user_ids: Sequence[int]) -> None:
    """What happens from now on has to be told anew."""
    await database.execute(
        "UPDATE notification_readers SET telling = false WHERE user_id IN"
        " (SELECT user_id FROM notification_readers WHERE user_id = ANY($1::bigint[]) ORDER BY user_id FOR UPDATE)",
        user_ids,
    )


async def not_told(user_id: int, hidden: Collection[int], limit: int) -> list[Record]:
    """Notifications that changed since they were last pushed, the latest first; none while the reader has paused."""
    return await database.fetch(
        "SELECT g.*, g.at <= r.seen_at AS seen FROM (SELECT $1::bigint AS user_id) w"
        " JOIN notification_readers r USING (user_id)"
        " JOIN notifications g ON g.user_id = w.user_id AND g.at > r.told_at"
        f" WHERE coalesce(r.paused_until, 'epoch') <= now() AND {STANDS} ORDER BY g.at DESC, g.id DESC LIMIT $3",
        user_id,
        list(hidden),
        limit,
    )


async def set_told(places: Sequence[tuple[int, datetime]]) -> None:
    """Reader -> up to where they have been told."""
    await database.execute(
        "UPDATE notification_readers r SET told_at = greatest(r.told_at, w.at)"
        " FROM unnest($1::bigint[], $2::timestamptz[]) AS w (user_id, at) WHERE r.user_id = w.user_id",
        [user_id for user_id, _ in places],
        [at for _, at in places],
    )


async def newest(user_ids: Sequence[int]) -> list[tuple[int, datetime]]:
    """Reader and the newest `at` of theirs, of those who have any."""
    rows = await database.fetch(
        "SELECT w.id, l.at FROM unnest($1::bigint[]) AS w (id) CROSS JOIN LATERAL"
        " (SELECT at FROM notifications n WHERE n.user_id = w.id ORDER BY n.at DESC LIMIT 1) l",
        user_ids,
    )
    return [(row["id"], row["at"]) for row in rows]


# reading


async def page(user_id: int, hidden: Collection[int], before: tuple[datetime, int], examined: int) -> list[Record]:
    """The next so many notifications, latest first, each with whether it `stands` and is `seen`."""
    return await database.fetch(
        f"SELECT g.*, g.at <= coalesce(r.seen_at, 'epoch') AS seen, {STANDS} AS stands"
        " FROM (SELECT $1::bigint AS user_id) w CROSS JOIN LATERAL (SELECT * FROM notifications n"
        "  WHERE n.user_id = w.user_id AND (n.at, n.id) < ($3, $4) ORDER BY n.at DESC, n.id DESC LIMIT $5) g"
        " LEFT JOIN notification_readers r ON r.user_id = w.user_id ORDER BY g.at DESC, g.id DESC",
        user_id,
        list(hidden),
        *before,
        examined,
    )


async def people(user_id: int, hidden: Collection[int], group_ids: Sequence[int]) -> list[Record]:
    """Of each group the two latest people with their latest deed, how many `people` there are, and among how many
    `deeds_seen`; with `AUTHOR_COLUMNS` and `RELATION_COLUMNS`.
    """
    return await database.fetch(PEOPLE, user_id, list(hidden), group_ids)


async def unread(user_id: int, hidden: Collection[int]) -> int:
    """Up to 99; none while the reader has paused."""
    return int(
        await database.fetchval(
            "SELECT count(*) FROM (SELECT FROM (SELECT $1::bigint AS user_id) w"
            " LEFT JOIN notification_readers r ON r.user_id = w.user_id"
            " CROSS JOIN LATERAL (SELECT * FROM notifications n WHERE n.user_id = w.user_id"
            f"  AND n.at > coalesce(r.seen_at, 'epoch') ORDER BY n.at DESC LIMIT {UNREAD_EXAMINED}) g"
            f" WHERE coalesce(r.paused_until, 'epoch') <= now() AND {STANDS} LIMIT {UNREAD_MAX}) x",
            user_id,
            list(hidden),
        )
    )


async def comment_texts(comments: Collection[tuple[int, int]], length: int) -> dict[int, str]:
    """The beginnings of comments, given as pairs of the post's author and the comment."""
    rows = await database.fetch(
        "SELECT c.id, left(c.text, $3) AS text FROM unnest($1::bigint[], $2::bigint[]) AS w (author_id, id)"
        " JOIN comments c ON (c.author_id, c.id) = (w.author_id, w.id)",
        [author_id for author_id, _ in comments],
        [comment_id for _, comment_id in comments],
        length,
    )
    return {row["id"]: row["text"] for row in rows}


# what somebody has seen and wants


async def see(user_id: int, at: datetime) -> None:
    """Moves the mark forwards, at most to the newest notification there is."""
    await database.execute(
        "INSERT INTO notification_readers AS r (user_id, seen_at) SELECT $1, least($2, n.at) FROM"
        " (SELECT at FROM notifications WHERE user_id = $1 ORDER BY at DESC LIMIT 1) n"
        " ON CONFLICT (user_id) DO UPDATE SET seen_at = greatest(r.seen_at, excluded.seen_at)",
        user_id,
        at,
    )


async def settings(user_id: int) -> Record | None:
    return await database.fetchrow(f"SELECT {SETTINGS} FROM notification_readers WHERE user_id = $1", user_id)


async def change_settings(user_id: int, values: dict[str, Any]) -> None:
    await database.execute("INSERT INTO notification_readers (user_id) VALUES ($1) ON CONFLICT DO NOTHING", user_id)
    if values:
        columns = {getattr(NotificationReaders, name): value for name, value in values.items()}
        await NotificationReaders.update(columns).where(NotificationReaders.user_id == user_id)


# what others hold: of whom notifications tell


async def comment_rows(comments: Collection[tuple[int, int]]) -> list[Record]:
    """`author_id`, `id`, `post_id` and `user_id`, who wrote it; of pairs as in `comment_texts`."""
    return await database.fetch(
        "SELECT c.author_id, c.id, c.post_id, c.user_id FROM unnest($1::bigint[], $2::bigint[]) AS w (author_id, id)"
        " JOIN comments c ON (c.author_id, c.id) = (w.author_id, w.id)",
        [author_id for author_id, _ in comments],
        [comment_id for _, comment_id in comments],
    )


async def named_in_posts(posts: Collection[tuple[int, int]]) -> list[Record]:
    """Whom posts name: `author_id`, `post_id`, `user_id`, and whether they are `tagged` or else mentioned."""
    return await database.fetch(
        "SELECT p.author_id, p.id AS post_id, n.user_id, n.tagged"
        " FROM unnest($1::bigint[], $2::bigint[]) AS w (author_id, id)"
        " JOIN posts p ON (p.author_id, p.id) = (w.author_id, w.id) AND p.state = 'published'"
        " CROSS JOIN LATERAL (SELECT DISTINCT t.user_id, true AS tagged FROM post_tags t"
        "  WHERE (t.author_id, t.draft_id) = (p.author_id, p.draft_id)"
        "  UNION ALL SELECT u.id, false FROM users u WHERE u.handle = ANY(p.mentions)) n"
        " ORDER BY p.id, n.tagged DESC, n.user_id",
        [author_id for author_id, _ in posts],
        [post_id for _, post_id in posts],
    )


# old ones


async def sweep(days: int, limit: int) -> int:
    """Deletes some notifications that nothing has joined for so many days. Returns how many."""
    return int(
        await database.fetchval(
            "WITH gone AS (DELETE FROM notifications WHERE (user_id, id) IN (SELECT user_id, id FROM notifications"
            "  WHERE at < now() - make_interval(days => $1) ORDER BY at LIMIT $2) RETURNING user_id, id),"
            " theirs AS (DELETE FROM notification_deeds d USING gone g"
            "  WHERE d.user_id = g.user_id AND d.notification_id = g.id)"
            " SELECT count(*) FROM gone",
            days,
            limit,
        )
    )
