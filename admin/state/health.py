"""How the engines are, asked again and again while someone looks."""

from datetime import UTC, datetime

import flet as ft

from shared.api import Api
from shared.ops import AdminHealth
from shared.problems import ApiError
from shared.ui.refusals import reason


class HealthWatch(ft.Observable):
    """`report` stays when asking fails; `failure` says why it is old then."""

    def __init__(self, api: Api) -> None:
        self._api = api
        self.report: AdminHealth | None = None
        self.asked_at: datetime | None = None
        self.failure = ""
        self.asking = False

    async def ask(self) -> None:
        self.asking = True
        try:
            self.report = await self._api.admin_health()
            self.asked_at = datetime.now(UTC)
            self.failure = ""
        except ApiError as error:
            self.failure = reason(error)
        finally:
            self.asking = False

    @property
    def ailing(self) -> int:
        return sum(not engine.up for engine in self.report.engines) if self.report else 0
