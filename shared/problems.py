"""RFC 9457 problem details, as the API answers every refusal."""

from typing import Any

from msgspec import Struct


class ProblemDetails(Struct, kw_only=True):
    type: str
    """Stable, `/problems/<name>`: what a program may branch on."""
    title: str
    status: int
    detail: str = ""
    """In words for people."""
    fields: dict[str, str] = {}
    """Field name -> what is wrong with it."""
    extra: dict[str, Any] = {}


class ApiError(Exception):
    """Raised by the API client for every answer of 400 or above, and with status 0 when no answer came."""

    def __init__(self, problem: ProblemDetails) -> None:
        super().__init__(problem.detail or problem.title)
        self.problem = problem

    @property
    def status(self) -> int:
        return self.problem.status

    @property
    def type(self) -> str:
        return self.problem.type

    @property
    def fields(self) -> dict[str, str]:
        return self.problem.fields

    @property
    def offline(self) -> bool:
        return self.problem.status == 0
