"""Whether somebody writes into a field just now, so that letters pressed there mean nothing else."""

from typing import cast

import flet as ft


class Writing:
    """Fields enter and leave by themselves; where none of an app asks for it, nobody keeps it."""

    def __init__(self) -> None:
        self._fields: dict[int, object] = {}

    @property
    def going_on(self) -> bool:
        return bool(self._fields)

    def enter(self, field: object) -> None:
        self._fields[id(field)] = field

    def leave(self, field: object) -> None:
        self._fields.pop(id(field), None)


WritingContext = ft.create_context(cast(Writing | None, None))
