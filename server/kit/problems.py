"""Refusals as RFC 9457 problem details. Services raise them; one exception handler renders them."""

from http import HTTPStatus
from typing import Any

import msgspec

from shared.problems import ProblemDetails

MEDIA_TYPE = "application/problem+json"
TITLES = {status.value: status.phrase for status in HTTPStatus} | {460: "Checksum Mismatch"}


class Problem(Exception):
    """A refusal with a stable type `/problems/<name>`. `headers` are added to the response."""

    status = 500

    def __init__(
        self,
        name: str,
        detail: str = "",
        fields: dict[str, str] | None = None,
        *,
        headers: dict[str, str] | None = None,
        **extra: Any,
    ) -> None:
        super().__init__(f"{name}: {detail}")
        self.name = name
        self.detail = detail
        self.fields = fields or {}
        self.headers = headers or {}
        self.extra = extra

    def details(self) -> ProblemDetails:
        title = TITLES.get(self.status, "Refused")
        return ProblemDetails(
            type=f"/problems/{self.name}",
            title=title,
            status=self.status,
            detail=self.detail,
            fields=self.fields,
            extra=self.extra,
        )

    def encode(self) -> bytes:
        return msgspec.json.encode(self.details())


class Invalid(Problem):
    """The request makes no sense as it stands."""

    status = 400


class Unauthenticated(Problem):
    status = 401

    def __init__(self, name: str = "unauthenticated", detail: str = "Sign in first.", **extra: Any) -> None:
        super().__init__(name, detail, headers={"WWW-Authenticate": "Bearer"}, **extra)


class Forbidden(Problem):
    status = 403


class NotFound(Problem):
    """It does not exist, or it is hidden from this viewer: the same answer for both."""

    status = 404

    def __init__(self, what: str, detail: str = "", **extra: Any) -> None:
        super().__init__(f"{what}-not-found", detail or f"There is no such {what.replace('-', ' ')}.", **extra)


class Conflict(Problem):
    status = 409


class Gone(Problem):
    status = 410


class PreconditionFailed(Problem):
    status = 412


class TooLarge(Problem):
    status = 413


class Unsupported(Problem):
    status = 415


class RangeNotSatisfiable(Problem):
    status = 416


class Refused(Problem):
    """Well-formed, but against a rule: the fields say which."""

    status = 422


class TooMany(Problem):
    status = 429


class ChecksumMismatch(Problem):
    """460 of tus 1.0, checksum extension."""

    status = 460


class Unavailable(Problem):
    status = 503
