"""What happened to this person: today, this week, earlier. New rows slip in while it is open."""

from datetime import UTC, datetime
from typing import Final

import flet as ft

from client.state.notifications import NEAR_TOP, NotificationItem, Notifications
from client.state.stores import Stores, use_stores, watch
from client.widgets.frame import frame
from client.widgets.new_posts import pill_of_new
from client.widgets.notification_row import NotificationRow, requests_line
from client.widgets.scrolling import scroll_to
from shared.ui.banner import banner
from shared.ui.buttons import button
from shared.ui.empty import empty
from shared.ui.layout import pinned
from shared.ui.skeleton import skeleton_people
from shared.ui.theme import Space
from shared.ui.typography import heading
from shared.ui.window import WindowContext
from shared.ui.words import counted

_AHEAD: Final = 800.0
_DAY: Final = 86_400.0
_SECTIONS: Final = ((_DAY, "Today"), (7 * _DAY, "This week"), (float("inf"), "Earlier"))


@ft.component
def NotificationsScreen() -> ft.Control:
    stores = use_stores()
    window = ft.use_context(WindowContext)
    told = watch(stores.notifications)
    requests = watch(stores.requests)
    page = ft.context.page
    rows = ft.use_ref(None)

    async def open_it() -> None:
        await told.opened(lambda: page.app_visible)

    ft.use_effect(open_it, [watch(stores.session).returns], cleanup=told.left)

    async def scrolled(event: ft.OnScrollEvent) -> None:
        told.scrolled(event.pixels)
        if event.pixels <= NEAR_TOP and told.waiting:
            await told.renew()
        if event.extent_after < _AHEAD:
            await told.more()

    async def to_top() -> None:
        await scroll_to(rows.current, 0, 280)
        await told.renew()

    async def back() -> None:
        await stores.trail.back()

    async def open_requests() -> None:
        await stores.trail.go("/requests")

    body: list[ft.Control] = []
    if requests.items:
        faces = [person.author for person in requests.items]
        body.append(requests_line(len(faces), not requests.ended, faces, open_requests))
    body += _listed(told) if told.items else _without(stores, told)
    listing = frame(
        window,
        "Activity",
        body,
        on_back=None if window.rail else back,
        listing=rows,
        on_scroll=scrolled,
        scroll_interval=120,
    )
    waiting = len(told.waiting)
    over = ft.Container(
        pill_of_new(counted(waiting, "new", "new"), to_top) if waiting else ft.Container(width=0, height=0),
        top=Space.x4 if window.rail else Space.x16,
        left=0,
        right=0,
        alignment=ft.Alignment.TOP_CENTER,
    )
    return ft.Stack([pinned(ft.Container(listing)), over], expand=True)


def _listed(told: Notifications) -> list[ft.Control]:
    now = datetime.now(UTC)
    parts: list[ft.Control] = []
    section = ""
    for item in told.items:
        title = _section(item, now)
        if title != section:
            section = title
            head = ft.Container(
                heading(title, "head", level=2),
                padding=ft.Padding(Space.x8 - 4, Space.x4, 0, Space.x1),
                key=f"section-{title}",
            )
            parts.append(head)
        parts.append(NotificationRow(item, key=item.id))
    if told.failure:
        parts.append(
            banner(
                ft.Icons.CLOUD_OFF_ROUNDED,
                told.failure,
                "notifications-more-failed",
                action="Retry",
                on_action=told.retry,
                rounded=True,
            )
        )
    elif not told.ended:
        parts.append(skeleton_people(2))
    return parts


def _without(stores: Stores, told: Notifications) -> list[ft.Control]:
    """Bones, the failure, or what will be here."""
    if told.failure:
        again = button("Try again", "notifications-retry", told.retry, kind="soft")
        sentence = f"{told.failure}."
        return [empty(ft.Icons.CLOUD_OFF_ROUNDED, "That didn’t load", sentence, "notifications-failed", again)]
    if not told.loaded:
        return [skeleton_people(7)]
    sentence = "Likes, comments and new followers will be told here, the moment they happen."

    async def find_people() -> None:
        await stores.trail.go("/search")

    find = button("Find people", "find-people", find_people, kind="soft")
    return [empty(ft.Icons.FAVORITE_BORDER_ROUNDED, "All quiet", sentence, "notifications-empty", find)]


def _section(item: NotificationItem, now: datetime) -> str:
    age = (now - item.notification.at).total_seconds()
    return next(title for most, title in _SECTIONS if age < most)
