"""What was found, as a list or a grid that goes on; and what to say when there is nothing."""

from typing import Final

import flet as ft

from client.state.people import PersonItem
from client.state.posts import PostItem
from client.state.search import Answer, Hit, Where
from client.state.stores import Stores, use_stores
from client.widgets.found_rows import hashtag_row, place_row
from client.widgets.grid import grid_rows
from client.widgets.people_rows import PersonRow
from client.widgets.scrolling import use_kept_place
from client.widgets.topic_links import to_hashtag, to_place
from shared.search import Hashtag, Place
from shared.ui.banner import banner
from shared.ui.buttons import button
from shared.ui.empty import empty
from shared.ui.layout import gap, side_padding
from shared.ui.skeleton import skeleton_grid, skeleton_people
from shared.ui.theme import Space, Width
from shared.ui.window import Window, WindowContext

_AHEAD = 900.0
# where -> title with the words in it, sentence that helps
_NOTHING: Final[dict[Where, tuple[str, str]]] = {
    "top": ("Nothing called {}", "No person, hashtag or place has a name like it. Perhaps a caption does."),
    "people": ("No one called {}", "Handles and names are searched, and small slips are forgiven. Try fewer letters."),
    "hashtags": ("No #{} yet", "No hashtag is written like it. Try its first letters, without spaces."),
    "places": ("No place called {}", "Small places may be missing. Try the nearest town, or its name in English."),
    "posts": ("No caption says {}", "All the words have to stand in one caption. Try fewer of them."),
}
_ICONS: Final[dict[Where, ft.IconData]] = {
    "top": ft.Icons.SEARCH_OFF_ROUNDED,
    "people": ft.Icons.PERSON_SEARCH_OUTLINED,
    "hashtags": ft.Icons.TAG_ROUNDED,
    "places": ft.Icons.WRONG_LOCATION_OUTLINED,
    "posts": ft.Icons.IMAGE_SEARCH_OUTLINED,
}


def results_shape(window: Window, where: Where) -> tuple[float, float, int, int]:
    """Left and right padding, width, and the space between and the roundness of tiles."""
    if window.rail:
        side = side_padding(window.main, Width.grid)
        return side, window.main - 2 * side, 6, 10
    side = 0 if where == "posts" else Space.x3
    return side, window.width - 2 * side, 2, 0


@ft.component
def Results(answer: Answer) -> ft.Control:
    stores = use_stores()
    window = ft.use_context(WindowContext)
    listing = use_kept_place(answer.offset)

    async def scrolled(event: ft.OnScrollEvent) -> None:
        answer.scrolled(event.pixels)
        if event.extent_after < _AHEAD:
            await answer.more()

    side, column, space, radius = results_shape(window, answer.where)
    grid = answer.where == "posts"
    tile = (column - 2 * space) / 3
    if grid:
        posts = [hit for hit in answer.items if isinstance(hit, PostItem) and not hit.gone and not hit.hidden]
        rows = grid_rows(posts, tile, space, radius)
    else:
        rows = [row for hit in answer.items if (row := _row(stores, hit))]
    if not answer.loaded:
        again = button("Try again", "search-retry", answer.retry, kind="soft")
        words = f"{answer.failure}." if answer.failure else "One moment."
        rows = [empty(ft.Icons.CLOUD_OFF_ROUNDED, "That didn’t load", words, "search-failed", again)]
    elif answer.failure:
        rows.append(
            banner(
                ft.Icons.CLOUD_OFF_ROUNDED,
                answer.failure,
                "search-more-failed",
                action="Retry",
                on_action=answer.retry,
                rounded=True,
            )
        )
    elif not rows:
        rows = [_nothing(stores, answer)]
    elif not answer.ended:
        rows.append(skeleton_grid(tile, space, 1, radius) if grid else skeleton_people(2))
    drawn = ft.ListView(
        [*rows, gap(Space.x8)],
        expand=True,
        spacing=space if grid else 0,
        padding=ft.Padding.symmetric(horizontal=side),
        on_scroll=scrolled,
        scroll_interval=120,
    )
    listing.current = drawn
    return drawn


def bones(window: Window, where: Where) -> ft.Control:
    """While the first answer is on its way."""
    side, column, space, radius = results_shape(window, where)
    tile = (column - 2 * space) / 3
    shape = skeleton_grid(tile, space, 2, radius) if where == "posts" else skeleton_people(5)
    return ft.ListView([shape], expand=True, padding=ft.Padding.symmetric(horizontal=side))


def _row(stores: Stores, hit: Hit) -> ft.Control | None:
    if isinstance(hit, PersonItem):
        return PersonRow(hit, "hit", True, key=hit.author.id)
    if isinstance(hit, Hashtag):
        return hashtag_row(hit, "hit", to_hashtag(stores, hit.tag, noting=True))
    if isinstance(hit, Place):
        return place_row(hit, "hit", to_place(stores, hit.id, hit.name, noting=True))
    return None


def _nothing(stores: Stores, answer: Answer) -> ft.Control:
    title, sentence = _NOTHING[answer.where]
    other: ft.Control | None = None
    if answer.where == "top":
        other = button("Look in captions", "search-captions", lambda: stores.search.look_in("posts"), kind="soft")
    elif answer.where != "posts":
        other = button("Look everywhere", "search-everywhere", lambda: stores.search.look_in("top"), kind="soft")
    words = answer.words.lstrip("#@") if answer.where in ("people", "hashtags") else answer.words
    return empty(_ICONS[answer.where], title.format(words), sentence, "search-empty", other)
