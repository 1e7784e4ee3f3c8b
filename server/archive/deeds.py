"""What somebody did, list by list: file -> section -> where its rows come from and what is shown of each."""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from functools import partial
from operator import itemgetter
from typing import Any, Final

from asyncpg import Record
from msgspec import Struct

from server.archive.documents import Entries
from server.graph.archiving import queries as ties
from server.kit import ids
from server.posts.archiving import queries as posts

AT_ONCE: Final = 500


class Listing(Struct, frozen=True):
    page: Callable[[int, Any, int], Awaitable[list[Record]]]
    """Whose, after or before which mark, how many."""
    first: Any
    """The mark with which to begin."""
    mark: Callable[[Record], Any]
    show: Callable[[Record], dict[str, Any]]


def _post(row: Record) -> dict[str, Any]:
    return {"id": str(row["post_id"]), "author": row["handle"]}


def _comment(row: Record) -> dict[str, Any]:
    return {
        "id": str(row["id"]),
        "text": row["text"],
        "written_at": ids.time_of(row["id"]),
        "likes": row["likes"],
        "post": _post(row) if row["post_id"] else None,
        "reply_to": str(row["parent_id"]) if row["parent_id"] else None,
    }


def _like(row: Record) -> dict[str, Any]:
    return {"post": _post(row), "liked_at": ids.time_of(row["like_id"]) if row["like_id"] else None}


def _save(row: Record) -> dict[str, Any]:
    collections = [str(number) for number in row["collections"]]
    return {"post": _post(row), "saved_at": ids.time_of(row["id"]), "collections": collections}


def _collection(row: Record) -> dict[str, Any]:
    return {"id": str(row["id"]), "name": row["name"], "made_at": ids.time_of(row["id"])}


def _hidden(row: Record) -> dict[str, Any]:
    return {"post": _post(row), "why": row["why"], "hidden_at": row["created_at"]}


def _share(row: Record) -> dict[str, Any]:
    return {"post": _post(row), "to": row["to_handle"], "note": row["note"], "shared_at": row["shared_at"]}


def _tie(row: Record) -> dict[str, Any]:
    return {"handle": row["handle"], "since": row["since"]}


def _tied(name: str) -> Listing:
    async def page(user_id: int, after: int, limit: int) -> list[Record]:
        return await ties.tied(user_id, name, after, limit)

    return Listing(page, 0, itemgetter("id"), _tie)


_by_id = itemgetter("id")
_by_post = itemgetter("post_id")
DEEDS: Final[Mapping[str, Mapping[str, Listing]]] = {
    "comments.json": {"comments": Listing(posts.comments, ids.LAST, _by_id, _comment)},
    "likes.json": {"likes": Listing(posts.likes, ids.LAST, _by_post, _like)},
    "saved.json": {
        "collections": Listing(posts.collections, 0, _by_id, _collection),
        "posts": Listing(posts.saves, ids.LAST, _by_id, _save),
    },
    "shares.json": {
        "shares": Listing(posts.shares, (0, 0), itemgetter("to_id", "post_id"), _share),
    },
    "hidden.json": {"posts": Listing(posts.hidden, ids.LAST, _by_post, _hidden)},
    "follows.json": {name: _tied(name) for name in ties.TIES},
}


async def entries(user_id: int, listing: Listing) -> Entries:
    """All of them, page after page."""
    async for rows in pages(partial(listing.page, user_id), listing.first, listing.mark, AT_ONCE):
        yield [listing.show(row) for row in rows]


async def pages(
    page: Callable[[Any, int], Awaitable[list[Record]]], first: Any, mark: Callable[[Record], Any], at_once: int
) -> AsyncIterator[Sequence[Record]]:
    after = first
    while rows := await page(after, at_once):
        yield rows
        if len(rows) < at_once:
            return
        after = mark(rows[-1])
