"""What opens the page of a hashtag or of a place."""

from urllib.parse import quote

from client.state.search import address
from client.state.stores import Stores
from shared.ui.press import Handler


def to_hashtag(stores: Stores, tag: str, *, noting: bool = False) -> Handler:
    """With `noting` the search remembers that it was opened."""

    async def act() -> None:
        if noting:
            stores.recents.note("hashtag", tag)
        await stores.trail.go(f"/tags/{quote(tag, safe='')}")

    return act


def to_place(stores: Stores, place_id: str | None, words: str, *, noting: bool = False) -> Handler:
    """Free words have no page: they lead to the posts that have them."""

    async def act() -> None:
        if place_id:
            if noting:
                stores.recents.note("place", place_id)
            await stores.trail.go(f"/places/{quote(place_id, safe='')}")
            return
        stores.search.ask(words, "posts")
        await stores.trail.go(address(words, "posts"))

    return act
