"""Something about the installation, asked again and again while someone looks."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Generic, TypeVar

import flet as ft

from shared.problems import ApiError
from shared.ui.refusals import reason

Report = TypeVar("Report")


class Watch(ft.Observable, Generic[Report]):
    """`report` stays when asking fails; `failure` says why it is old then."""

    def __init__(self, question: Callable[[], Awaitable[Report]]) -> None:
        self._question = question
        self.report: Report | None = None
        self.asked_at: datetime | None = None
        self.failure = ""
        self.asking = False

    async def ask(self) -> None:
        self.asking = True
        try:
            self.report = await self._question()
            self.asked_at = datetime.now(UTC)
            self.failure = ""
        except ApiError as error:
            self.failure = reason(error)
        finally:
            self.asking = False
