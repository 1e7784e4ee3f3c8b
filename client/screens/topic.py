"""The pages of a hashtag and of a place: how much there is, the best or the newest of it."""

from typing import Any, Final
from urllib.parse import unquote

import flet as ft

from client.state.pages import Pages
from client.state.posts import PostItem
from client.state.stores import Stores, use_stores, watch
from client.state.topics import PlaceTopic, Topic
from client.widgets.found_rows import away
from client.widgets.grid import grid_rows
from client.widgets.hashtag_button import HashtagButton
from client.widgets.scrolling import use_kept_place
from client.widgets.topic_links import to_place
from shared.search import Hashtag, Order, Place
from shared.ui.banner import banner
from shared.ui.buttons import button, icon_button
from shared.ui.chips import chip
from shared.ui.empty import empty
from shared.ui.layout import gap, region, side_padding
from shared.ui.segmented import segmented
from shared.ui.skeleton import bone, shimmer, skeleton_grid
from shared.ui.theme import Color, Space, Width
from shared.ui.top_bar import top_bar
from shared.ui.typography import heading, text
from shared.ui.window import Window, WindowContext
from shared.ui.words import counted

_AHEAD: Final = 1200.0
_SWITCH: Final = 240


@ft.component
def HashtagScreen() -> ft.Control:
    stores = use_stores()
    tag = unquote(ft.use_route_params().get("tag", ""))
    # A key of its own for each: the route keeps a component's state when only the last part changes.
    return ft.Container(TopicOf(stores.topics.hashtag(tag), f"#{tag}", key=tag), expand=True)


@ft.component
def PlaceScreen() -> ft.Control:
    stores = use_stores()
    place_id = unquote(ft.use_route_params().get("id", ""))
    return ft.Container(TopicOf(stores.topics.place(place_id), "Place", key=place_id), expand=True)


@ft.component
def TopicOf(topic: Topic[Any], called: str) -> ft.Control:
    """`called` stands in the head until the server has said how it is written."""
    window = ft.use_context(WindowContext)
    ft.use_effect(topic.load, [watch(use_stores().session).returns], cleanup=lambda: None)
    # Each order is a list of its own, which begins where it was left.
    return TopicList(topic, topic.grid, called, window, key=topic.order)


@ft.component
def TopicList(topic: Topic[Any], grid: Pages[PostItem], called: str, window: Window) -> ft.Control:
    stores = use_stores()
    listing = use_kept_place(topic.offset)

    async def back() -> None:
        await stores.trail.back("/search")

    async def scrolled(event: ft.OnScrollEvent) -> None:
        topic.scrolled(event.pixels)
        if event.extent_after < _AHEAD:
            await grid.more()

    wide = window.rail
    column = min(float(Width.grid), window.main - 2 * Space.x6) if wide else window.width
    space, radius = (6, 10) if wide else (2, 0)
    tile = (column - 2 * space) / 3
    about = topic.about
    title = f"#{about.tag}" if isinstance(about, Hashtag) else about.name if isinstance(about, Place) else called
    body: list[ft.Control] = []
    if topic.missing:
        body = [gap(Space.x8), _missing(stores, called)]
    elif about is None and topic.failure:
        again = button("Try again", "topic-retry", topic.load, kind="soft")
        words = f"{topic.failure}."
        body = [gap(Space.x8), empty(ft.Icons.CLOUD_OFF_ROUNDED, "That didn’t load", words, "topic-failed", again)]
    else:
        body = [_head(stores, topic, wide), *_posts(grid, topic.shown, title, tile, space, radius)]
    if wide:
        name = ft.Row(
            [
                icon_button(ft.Icons.ARROW_BACK_ROUNDED, "Back", "back", back, hint=False),
                ft.Container(heading(title, "display", lines=2), expand=True),
            ],
            spacing=Space.x2,
        )
        body.insert(0, ft.Container(name, padding=ft.Padding.only(top=Space.x8), key="name"))
    side = side_padding(window.main, Width.grid) if wide else 0
    drawn = ft.ListView(
        [*body, gap(Space.x8)],
        expand=True,
        spacing=space,
        padding=ft.Padding.symmetric(horizontal=side),
        on_scroll=scrolled,
        scroll_interval=120,
    )
    listing.current = drawn
    return ft.Column([*([] if wide else [top_bar(title, on_back=back)]), drawn], spacing=0, expand=True)


def _head(stores: Stores, topic: Topic[Any], wide: bool) -> ft.Control:
    about = topic.about
    inset = 0 if wide else Space.x4
    if about is None:
        lines: list[ft.Control] = [shimmer(bone(140, 14)), bone(_SWITCH, Space.touch, 22)]
    else:

        async def choose(order: str) -> None:
            chosen: Order = "recent" if order == "recent" else "top"
            await topic.choose(chosen)

        # Nothing that everybody may see is not nothing: followers may find more below.
        count = counted(about.posts, "post", "posts") if about.posts else ""
        facts = [fact for fact in (about.region if isinstance(about, Place) else "", count) if fact]
        lines = [text(" · ".join(facts), "body", Color.muted)] if facts else []
        if isinstance(topic, PlaceTopic) and topic.nearby:
            lines.append(_nearby(stores, topic.nearby, wide))
        orders = (("top", "Top"), ("recent", "Recent"))
        switch = segmented(orders, topic.order, "topic", choose, width=_SWITCH, label="Order of the posts")
        acts: list[ft.Control] = [switch]
        if isinstance(about, Hashtag):
            acts.append(HashtagButton(stores.hashtags.tie(about.tag), key="follow"))
        between = ft.MainAxisAlignment.START if wide else ft.MainAxisAlignment.SPACE_BETWEEN
        lines.append(ft.Row(acts, spacing=Space.x4, alignment=between))
    column = ft.Column(lines, spacing=Space.x3, tight=True)
    padding = ft.Padding(inset, Space.x1, inset, Space.x3)
    return region(ft.Container(column, padding=padding), "topic-head", key="head")


def _nearby(stores: Stores, places: list[Place], wide: bool) -> ft.Control:
    chips: list[ft.Control] = [
        chip(
            f"{place.name} · {away(place.kilometres).removesuffix(' away')}" if place.kilometres else place.name,
            f"near-{place.id}",
            to_place(stores, place.id, place.name),
        )
        for place in places
    ]
    row = (
        ft.Row(chips, spacing=Space.x2, run_spacing=0, wrap=True)
        if wide
        else ft.Row(chips, spacing=Space.x2, scroll=ft.ScrollMode.HIDDEN)
    )
    return ft.Column([heading("Nearby places", "meta_strong", level=2, color=Color.muted), row], spacing=0, tight=True)


def _posts(
    grid: Pages[PostItem], shown: list[PostItem], title: str, tile: float, space: int, radius: int
) -> list[ft.Control]:
    if not grid.loaded:
        if grid.failure:
            again = button("Try again", "topic-posts-retry", grid.retry, kind="soft")
            words = f"{grid.failure}."
            return [empty(ft.Icons.CLOUD_OFF_ROUNDED, "That didn’t load", words, "topic-posts-failed", again)]
        return [skeleton_grid(tile, space, 2, radius)]
    if not shown and grid.ended:
        sentence = f"What people show with {title} will stand here, as far as it is for you to see."
        if not title.startswith("#"):
            sentence = f"What people show from {title} will stand here, as far as it is for you to see."
        return [empty(ft.Icons.PHOTO_CAMERA_OUTLINED, "Nothing on show yet", sentence, "topic-empty")]
    rows = grid_rows(shown, tile, space, radius)
    if grid.failure:
        rows.append(
            banner(ft.Icons.CLOUD_OFF_ROUNDED, grid.failure, "grid-failed", action="Retry", on_action=grid.retry)
        )
    elif not grid.ended:
        rows.append(skeleton_grid(tile, space, 1, radius))
    return rows


def _missing(stores: Stores, called: str) -> ft.Control:
    async def search() -> None:
        await stores.trail.go("/search")

    tag = called.startswith("#")
    return empty(
        ft.Icons.TAG_ROUNDED if tag else ft.Icons.WRONG_LOCATION_OUTLINED,
        f"No {called} yet" if tag else "No such place",
        "Nobody has used it where you can see it." if tag else "The address may be mistyped.",
        "topic-missing",
        button("Search", "topic-search", search, kind="soft"),
    )
