"""The choice of who may comment on one's post."""

from collections.abc import Callable, Sequence
from typing import Final, get_args

import flet as ft

from shared.posts import WhoMayComment
from shared.ui.segmented import segmented
from shared.ui.theme import Color
from shared.ui.typography import text

_WORDS: Final = {"everyone": "Everyone", "followers": "Followers", "nobody": "Nobody"}
_VALUES: Final[Sequence[WhoMayComment]] = get_args(WhoMayComment)


def who_may_comment(now: WhoMayComment, on_choose: Callable[[WhoMayComment], None], width: float) -> ft.Control:
    def choose(value: str) -> None:
        on_choose(next(one for one in _VALUES if one == value))

    title = "Who may comment"
    choices = [(value, _WORDS[value]) for value in _VALUES]
    switch = segmented(choices, now, "who-comments", choose, width=width, label=title)
    return ft.Column([text(title, "meta_strong", Color.muted), ft.Row([switch])], spacing=6, tight=True)
