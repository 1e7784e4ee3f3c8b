"""Questions, menus and small works: a sheet from below on phones, a small panel in the middle elsewhere."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, cast

import flet as ft

from shared.ui.buttons import button
from shared.ui.layout import hairline, region
from shared.ui.press import Handler, press
from shared.ui.theme import Color, Radius, Space
from shared.ui.typography import heading, text

_SHORT_SHEET: Final = 5
"""Rows; more of them scroll."""
_LONG_SHEET: Final = 456
_MENU_LINE: Final = 52
_AROUND_MENU: Final = 140
_WORK: Final = 620
"""Heights in pixels: of a line, of the rest of a menu, of the tallest work."""
_NARROW: Final = 340
_BROAD: Final = 420
"""Of a work, in pixels."""


@dataclass(frozen=True)
class Choice:
    """One line of a menu or one button of a question."""

    label: str
    identifier: str
    on_press: Handler
    icon: ft.IconData | None = None
    danger: bool = False


@dataclass(frozen=True)
class Menu:
    identifier: str
    title: str
    choices: Sequence[Choice]


@dataclass(frozen=True)
class Question:
    """`choice` is the act itself, named by its verb; the way back is always there."""

    identifier: str
    title: str
    sentence: str
    choice: Choice
    back: str = "Cancel"


@dataclass(frozen=True)
class Sheet:
    """Something to read, with a way to close it."""

    identifier: str
    title: str
    rows: Sequence[ft.Control]


@dataclass(frozen=True)
class Work:
    """Something to do in place. `draw` makes its one component, which is outside of the contexts of the page."""

    identifier: str
    title: str
    draw: Callable[[], ft.Control]
    close: str = "Done"


Dialog = Menu | Question | Sheet | Work


class Dialogs(ft.Observable):
    """At most one dialog at a time per session."""

    def __init__(self) -> None:
        self.current: Dialog | None = None

    def open(self, dialog: Dialog) -> None:
        self.current = dialog

    def close(self) -> None:
        self.current = None

    def gone(self, dialog: Dialog) -> None:
        """The client has put it away; by then another one may be open."""
        if self.current is dialog:
            self.current = None


DialogsContext = ft.create_context(cast(Dialogs, None))


def _then(dialogs: Dialogs, choice: Choice) -> Handler:
    async def act() -> None:
        dialogs.close()
        answer = choice.on_press()
        if answer is not None:
            await answer

    return act


def _scroll(height: float) -> ft.ScrollMode | None:
    """Only where the window is too low: what can scroll takes all the height there is."""
    return ft.ScrollMode.AUTO if height > (ft.context.page.height or 800) else None


def _menu(menu: Menu, dialogs: Dialogs) -> ft.Control:
    rows: list[ft.Control] = []
    for choice in menu.choices:
        ink = Color.danger if choice.danger else Color.ink
        icon = ft.Icon(choice.icon, size=22, color=ink) if choice.icon else ft.Container(width=22)
        rows.append(
            press(
                ft.Row([icon, text(choice.label, "body", ink)], spacing=Space.x4),
                label=choice.label,
                identifier=choice.identifier,
                on_press=_then(dialogs, choice),
                height=_MENU_LINE,
                padding=ft.Padding.symmetric(horizontal=Space.x4),
            )
        )
    close = button("Close", "dialog-close", dialogs.close, kind="soft")
    title = ft.Container(
        heading(menu.title, "meta_strong", level=2, color=Color.muted, lines=1),
        padding=ft.Padding.only(left=Space.x4, right=Space.x4, bottom=Space.x1),
    )
    return ft.Column(
        [title, *rows, hairline(), ft.Container(close, padding=ft.Padding.only(top=Space.x2))],
        spacing=0,
        tight=True,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
        scroll=_scroll(_MENU_LINE * len(menu.choices) + _AROUND_MENU),
    )


def _question(question: Question, dialogs: Dialogs) -> ft.Control:
    act = button(
        question.choice.label,
        question.choice.identifier,
        _then(dialogs, question.choice),
        kind="danger" if question.choice.danger else "primary",
    )
    back = button(question.back, "dialog-close", dialogs.close, kind="soft")
    words: list[ft.Control] = [heading(question.title, level=2), text(question.sentence, "body", Color.muted)]
    return ft.Column(
        [*words, ft.Container(height=Space.x3), act, back],
        spacing=Space.x2,
        tight=True,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )


def _sheet(sheet: Sheet, dialogs: Dialogs) -> ft.Control:
    long = len(sheet.rows) > _SHORT_SHEET
    rows = ft.Column(
        list(sheet.rows),
        spacing=Space.x3,
        tight=not long,
        scroll=ft.ScrollMode.AUTO if long else None,
        height=_LONG_SHEET if long else None,
    )
    close = button("Close", "dialog-close", dialogs.close, kind="soft")
    return ft.Column(
        [heading(sheet.title, level=2), rows, close],
        spacing=Space.x4,
        tight=True,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )


def _work(work: Work, dialogs: Dialogs) -> ft.Control:
    head = ft.Row(
        [
            ft.Container(heading(work.title, level=2, lines=1), expand=True),
            button(work.close, "dialog-close", dialogs.close, kind="ghost"),
        ]
    )
    # In a list of its own, any update of the page would draw the component anew and forget to compare its fields.
    return ft.Column(
        [head, ft.Container(work.draw())],
        spacing=Space.x2,
        tight=True,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
        scroll=_scroll(_WORK),
    )


def _draw(dialog: Dialog, dialogs: Dialogs, sheet: bool) -> ft.DialogControl:
    padding = ft.Padding.all(Space.x6)
    if isinstance(dialog, Menu):
        body = _menu(dialog, dialogs)
        padding = ft.Padding.symmetric(horizontal=Space.x2, vertical=Space.x4)
    elif isinstance(dialog, Question):
        body = _question(dialog, dialogs)
    elif isinstance(dialog, Work):
        body = _work(dialog, dialogs)
        padding = ft.Padding(Space.x5, Space.x3, Space.x5, Space.x5)
    else:
        body = _sheet(dialog, dialogs)
    named = region(ft.Container(body, padding=padding), dialog.identifier)

    def gone() -> None:
        dialogs.gone(dialog)

    if sheet:
        return ft.BottomSheet(
            content=named,
            # Without it a sheet ends at half the height of the window, whatever is on it.
            scrollable=True,
            bgcolor=Color.card,
            shape=ft.RoundedRectangleBorder(radius=ft.BorderRadius(Radius.sheet, Radius.sheet, 0, 0)),
            barrier_color=Color.scrim,
            on_dismiss=gone,
        )
    return ft.AlertDialog(
        content=ft.Container(named, width=_BROAD if isinstance(dialog, Work) else _NARROW),
        content_padding=0,
        actions_padding=0,
        title_padding=0,
        bgcolor=Color.card,
        elevation=0,
        shape=ft.RoundedRectangleBorder(radius=Radius.sheet, side=ft.BorderSide(1, Color.line)),
        barrier_color=Color.scrim,
        on_dismiss=gone,
    )


@ft.component
def DialogHost(dialogs: Dialogs, sheet: bool) -> ft.Control:
    """Portals the current dialog over the page; `sheet` on phones."""
    current = dialogs.current
    ft.use_dialog(_draw(current, dialogs, sheet) if current else None)
    return ft.Container(width=0, height=0)
