"""The whole index anew, a few hundred rows at a time, while everything goes on."""

from collections.abc import Awaitable, Callable
from typing import Any, Final

from server.kit import database
from server.places import queries as places
from server.search.indexing import queries
from server.search.indexing.people import index_people
from server.search.indexing.places import index_places
from server.search.indexing.posts import index_posts, put_hashtag_terms
from server.search.terms import Kind

AT_ONCE: Final = 500
Tell = Callable[[str, int], None]
"""Is told what is done, and how much of it."""


async def rebuild(tell: Tell = lambda what, count: None) -> None:
    """Each step ends with the index as if everything had just happened; searches are answered all the while."""
    await _walk("people", tell, queries.user_ids_after, index_people)
    await places_anew(tell)
    await _walk("posts", tell, queries.post_ids_after, index_posts)
    await _walk("hashtags", tell, queries.hashtag_ids_after, _recount)
    async with database.transaction():
        await queries.recount_places()
    for kind in Kind:
        await _forget_words(kind)


async def places_anew(tell: Tell = lambda what, count: None) -> None:
    done, after = 0, 0
    while rows := await places.names_after(after, AT_ONCE):
        async with database.transaction():
            await index_places(rows)
        done, after = done + len(rows), rows[-1]["id"]
        tell("places", done)
    await queries.refresh_statistics()


async def _walk(
    what: str,
    tell: Tell,
    ids_after: Callable[[int, int], Awaitable[list[int]]],
    index: Callable[[list[int]], Awaitable[Any]],
) -> None:
    done, after = 0, 0
    while found := await ids_after(after, AT_ONCE):
        async with database.transaction():
            await index(found)
        done, after = done + len(found), found[-1]
        tell(what, done)


async def _recount(tag_ids: list[int]) -> None:
    await put_hashtag_terms(await queries.recount_hashtags(tag_ids))


async def _forget_words(kind: Kind) -> None:
    """Words that nothing is found by any more."""
    after = ""
    while True:
        async with database.transaction():
            seen = await queries.unused_words(kind, after, 10 * AT_ONCE)
        if not seen:
            return
        after = seen[-1]
