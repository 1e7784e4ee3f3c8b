"""What the search box and the pages behind it answer."""

import asyncio
from typing import Final

from server.kit.text import clean
from server.kit.viewer import Viewer
from server.media import position
from server.search import captions, listing, queries, terms, topics
from server.search import people as ranked
from shared.graph import People
from shared.posts import PostPage
from shared.search import Found, Hashtags, Order, Place, Places

BEST: Final = 6
"""Of each kind, for what was typed."""
BEST_PLACES: Final = 3
"""Of which there are so many that they would crowd out people."""
LISTED: Final = 30


async def found(viewer: Viewer, q: str) -> Found:
    """The best of each kind; which kinds is said by @ and # before it. Raises `Refused("text")`."""
    text = clean(q, "q")
    typed = terms.typed(text)
    people, hashtags, places = await asyncio.gather(
        ranked.page(viewer, "" if text.startswith("#") else typed, None, BEST),
        topics.found_hashtags("" if text.startswith("@") else typed, BEST),
        topics.found_places("" if text.startswith(("@", "#")) else typed, BEST_PLACES),
    )
    return Found(people=people.items, hashtags=hashtags, places=places)


async def people(viewer: Viewer, q: str, cursor: str | None) -> People:
    """A leading @ is tolerated, case and accents do not matter, nothing typed finds nobody."""
    return await ranked.page(viewer, terms.typed(clean(q, "q")), cursor)


async def hashtags(q: str) -> Hashtags:
    return Hashtags(items=await topics.found_hashtags(terms.typed(clean(q, "q")), LISTED))


async def places(q: str) -> Places:
    return Places(items=await topics.found_places(terms.typed(clean(q, "q")), LISTED))


async def posts(viewer: Viewer, q: str, cursor: str | None) -> PostPage:
    return await captions.page(viewer, clean(q, "q"), cursor)


async def trending() -> Hashtags:
    return Hashtags(items=await topics.rising(LISTED))


async def hashtag_posts(viewer: Viewer, tag: str, order: Order, cursor: str | None) -> PostPage:
    tag_id = await topics.hashtag_id(clean(tag, "tag"))
    return await listing.page(
        viewer, lambda below, limit: queries.tagged_posts(tag_id, below, limit, top=order == "top"), cursor
    )


async def place(place_id: int) -> Place:
    return await topics.place(place_id)


async def place_posts(viewer: Viewer, place_id: int, order: Order, cursor: str | None) -> PostPage:
    """Raises `NotFound`."""
    await topics.place(place_id)
    return await listing.page(
        viewer, lambda below, limit: queries.posts_at(place_id, below, limit, top=order == "top"), cursor
    )


async def places_near(latitude: float, longitude: float) -> Places:
    return Places(items=await topics.places_near(latitude, longitude))


async def places_of_media(viewer: Viewer, media_id: str) -> Places:
    """Near where one's own photo was taken, as the file says; the author asks, and nothing of it is kept.

    Empty when it says nothing. Raises `NotFound` unless it is the viewer's own and its original still kept.
    """
    point = await position.of(viewer, media_id)
    return await places_near(*point) if point else Places(items=[])
