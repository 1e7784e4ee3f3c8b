"""One's own posts and drafts with their pictures and videos: one pass, so that words and files fit each other."""

from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from operator import itemgetter
from typing import Any, Final

from asyncpg import Record

from server.archive import documents, page
from server.archive.deeds import pages
from server.archive.spool import Spool
from server.archive.zipping import Zipped
from server.kit import ids
from server.media import store
from server.media.archiving import files
from server.media.archiving.files import File
from server.posts.archiving import queries
from server.posts.counts import queries as counting
from server.posts.queries import items_of

AT_ONCE: Final = 100


async def write_published(zipped: Zipped, user_id: int, index: Spool) -> int:
    """Their media, `posts.json`, and what `index.html` shows of them. Returns how many there were."""
    return await _write(zipped, user_id, "posts", queries.published, "id", index)


async def write_unfinished(zipped: Zipped, user_id: int) -> None:
    """Their media and `drafts.json`."""
    await _write(zipped, user_id, "drafts", queries.unfinished, "draft_id", None)


async def _write(
    zipped: Zipped,
    user_id: int,
    name: str,
    some: Callable[[int, int, int], Awaitable[list[Record]]],
    key: str,
    index: Spool | None,
) -> int:
    count = 0
    with Spool() as spool:
        await spool.write(b'{\n"' + name.encode() + b'": [')
        between = b"\n"
        async for rows in pages(partial(some, user_id), ids.LAST, itemgetter(key), AT_ONCE):
            posts = await _posts(zipped, user_id, rows)
            await spool.write(between + documents.lines(posts))
            between = b",\n"
            count += len(posts)
            if index:
                await index.write(b"".join(page.post(post) for post in posts))
        await spool.write(b"\n]\n}\n")
        await zipped.add(f"{name}.json", spool.chunks(), zipped.now, pack=True)
    return count


async def _posts(zipped: Zipped, user_id: int, rows: Sequence[Record]) -> list[dict[str, Any]]:
    """What is told of each, its media written."""
    drafts = [row["draft_id"] for row in rows]
    items = await items_of(drafts)
    kept = await files.of(user_id, [item["media_id"] for item in items])
    tags = await queries.tags(user_id, drafts)
    versions = await queries.versions(user_id, drafts)
    counts = await counting.counts([(user_id, row["id"]) for row in rows])
    found = []
    for row in rows:
        mine = [item for item in items if item["draft_id"] == row["draft_id"]]
        media = []
        for item in mine:
            media.append(
                await _stored(zipped, row, item["position"] + 1, kept.get(item["media_id"]))
                | {"alt": item["alt"], "people": [_tag(tag) for tag in tags if _is_in(tag, item)]}
            )
        before = [_version(version) for version in versions if version["draft_id"] == row["draft_id"]]
        found.append(_facts(row) | _counts(row, counts) | {"media": media, "before": before})
    return found


async def _stored(zipped: Zipped, row: Record, number: int, kept: files.Kept | None) -> dict[str, Any]:
    """Paths in the archive of the item's file, and of a video's poster; None for what is not there."""
    at = row["published_at"] or row["created_at"]
    kind = f"{at:%Y-%m-%d}-{row['id']}" if row["published_at"] else f"draft-{row['draft_id']}"

    async def write(end: str, file: File | None) -> str | None:
        if file is None:
            return None
        path = f"media/{kind}-{number}{end}.{file.suffix}"
        return path if await zipped.add(path, store.read_parts(file.keys), at, size=file.size) else None

    path = await write("", kept.file if kept else None)
    poster = await write("-poster", kept.poster if kept else None)
    return {"file": path} | ({"poster": poster} if poster else {})


def _facts(row: Record) -> dict[str, Any]:
    facts = {
        "id": str(row["id"]),
        "state": row["state"],
        "caption": row["caption"],
        "place": row["place"],
        "hashtags": row["hashtags"],
        "audience": row["audience"],
        "who_may_comment": row["who_may_comment"],
        "begun_at": row["created_at"],
        "published_at": row["published_at"],
        "edited_at": row["edited_at"],
    }
    if row["reason"]:
        facts["reason"] = row["reason"]
    return facts


def _counts(row: Record, counts: dict[int, tuple[int, int]]) -> dict[str, int]:
    if not row["published_at"]:
        return {}
    likes, comments = counts.get(row["id"], (0, 0))
    return {"likes": likes, "comments": comments}


def _is_in(tag: Record, item: Record) -> bool:
    return bool((tag["draft_id"], tag["position"]) == (item["draft_id"], item["position"]))


def _tag(row: Record) -> dict[str, Any]:
    return {"handle": row["handle"], "x": round(row["x"], 4), "y": round(row["y"], 4)}


def _version(row: Record) -> dict[str, Any]:
    return {name: row[name] for name in ("until", "caption", "place", "alts")}
