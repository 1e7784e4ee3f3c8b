"""What the sign-up form knows while it is filled in: rules at once, the server's word on handles a little later."""

import asyncio
import re
from typing import Final

import flet as ft

from shared.api import Api
from shared.limits import HANDLE_MAX, HANDLE_PATTERN, PASSWORD_MAX, PASSWORD_MIN
from shared.problems import ApiError
from shared.ui.refusals import field_errors
from shared.ui.session import Session

_PAUSE: Final = 0.35
_HANDLE: Final = re.compile(HANDLE_PATTERN)
_FIELDS: Final = {"handle": "handle", "password": "password", "name": "name"}


def handle_problem(handle: str) -> str:
    """What is wrong with it by the rules alone, or nothing."""
    if len(handle) > HANDLE_MAX:
        return f"At most {HANDLE_MAX} characters"
    if handle and not _HANDLE.match(handle):
        return "Only small letters a to z, digits, dots and underscores"
    return ""


def password_problem(password: str, handle: str) -> str:
    if len(password) < PASSWORD_MIN:
        missing = PASSWORD_MIN - len(password)
        return f"{missing} more {'character' if missing == 1 else 'characters'}, {PASSWORD_MIN} in all"
    if len(password) > PASSWORD_MAX:
        return f"At most {PASSWORD_MAX} characters"
    if handle and password.lower() == handle.lower():
        return "Not the same as your handle"
    return ""


class SignUpForm(ft.Observable):
    """Problems show once a field has been left or filled enough, never at the first letter."""

    def __init__(self, api: Api) -> None:
        self._api = api
        self._asking: asyncio.Task[None] | None = None
        self._password_left = False
        self.handle = ""
        self.password = ""
        self.name = ""
        self.free: bool | None = None
        self.errors: dict[str, str] = {}
        self.busy = False

    def type_handle(self, typed: str) -> None:
        self.handle = typed.strip().removeprefix("@").lower()
        self.free = None
        self.errors = {**self.errors, "handle": handle_problem(self.handle), "form": ""}
        if self._asking:
            self._asking.cancel()
        if self.handle and not self.errors["handle"]:
            self._asking = asyncio.create_task(self._ask(self.handle))

    def type_password(self, typed: str) -> None:
        self.password = typed
        if self._password_left or not password_problem(typed, self.handle):
            self._judge_password()
        else:
            self.errors = {**self.errors, "password": "", "form": ""}

    def leave_password(self) -> None:
        if self.password:
            self._password_left = True
            self._judge_password()

    def type_name(self, typed: str) -> None:
        self.name = typed

    async def submit(self, session: Session) -> bool:
        """Whether there is a new account, signed in."""
        if self.busy:
            return False
        errors = {
            "handle": "Choose a handle" if not self.handle else handle_problem(self.handle),
            "password": password_problem(self.password, self.handle),
        }
        if self.free is False and not errors["handle"]:
            errors["handle"] = self.errors.get("handle", "")
        self._password_left = True
        self.errors = errors
        if any(errors.values()):
            return False
        self.busy = True
        try:
            await session.sign_up(self.handle, self.password, self.name.strip())
        except ApiError as error:
            self.errors = field_errors(error, _FIELDS)
            return False
        finally:
            self.busy = False
        return True

    def _judge_password(self) -> None:
        self.errors = {**self.errors, "password": password_problem(self.password, self.handle), "form": ""}

    async def _ask(self, handle: str) -> None:
        await asyncio.sleep(_PAUSE)
        try:
            answer = await self._api.handle_free(handle)
        except ApiError:
            # Not worth a word: the sign-up itself asks again.
            return
        if handle == self.handle:
            self.free = answer.free
            self.errors = {**self.errors, "handle": "" if answer.free else answer.reason or "Already taken"}
