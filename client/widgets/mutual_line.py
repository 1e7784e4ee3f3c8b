"""Who of those the viewer follows follows somebody, too: in words, and as a line that leads to all of them."""

import flet as ft

from client.state.stores import use_stores
from shared.accounts import Author
from shared.graph import Mutuals
from shared.ui.avatar import avatar
from shared.ui.press import press
from shared.ui.theme import Color, Radius, Space
from shared.ui.typography import text
from shared.ui.words import counted, listed

_FACE = 24
_STEP = 16
"""Pixels from one face to the next, which it overlaps."""
_MANY = 1000
"""Up to which the server counts."""


def mutual_words(mutuals: Mutuals, short: bool = False) -> str:
    """Nothing when there are none. `short` names one person at most."""
    names = [one.handle for one in mutuals.people]
    others = mutuals.others
    if short and len(names) > 1:
        names, others = names[:1], others + len(names) - 1
    if not names:
        return ""
    if others:
        more = f"{counted(others, 'other', 'others')}" + (" and more" if others >= _MANY else "")
        names.append(more)
    return f"Followed by {listed(names)}"


@ft.component
def MutualLine(handle: str, mutuals: Mutuals) -> ft.Control:
    stores = use_stores()
    words = mutual_words(mutuals)
    if mutuals.others:
        words += " you follow"

    async def open_them() -> None:
        await stores.trail.go(f"/u/{handle}/mutuals")

    row = ft.Row([_faces(mutuals.people), text(words, "meta", lines=2, expand=True)], spacing=Space.x2)
    line = press(
        row,
        label=f"{words}. See all",
        identifier="mutuals",
        on_press=open_them,
        align=ft.Alignment.CENTER_LEFT,
        expand=True,
    )
    return ft.Row([line], spacing=0)


def _faces(people: list[Author]) -> ft.Control:
    ring = ft.Border.all(2, Color.paper)
    faces = [
        ft.Container(
            avatar(one.avatar, one.name, one.handle, _FACE), left=at * _STEP, border=ring, border_radius=Radius.full
        )
        for at, one in enumerate(people)
    ]
    outer = _FACE + 4
    return ft.Stack(list(faces), width=outer + _STEP * (len(people) - 1), height=outer)
