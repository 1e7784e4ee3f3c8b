"""Health of an installation, for its operators."""

from typing import Literal

from msgspec import Struct


class Health(Struct, kw_only=True):
    status: Literal["ok", "degraded"]
    version: str


class EngineHealth(Struct, kw_only=True):
    name: str
    up: bool
    version: str = ""
    latency_ms: float = 0.0
    detail: str = ""


class Backlog(Struct, kw_only=True):
    name: str
    """A worker tier such as `fanout jobs`, `outbox`, `dead letters`, or `fan-out`: posts that are published and not yet
    in all timelines, which wait in the outbox and the queue as well."""
    waiting: int
    oldest_seconds: float = 0.0
    lag_p50_ms: float | None = None
    """How long the last few hundred waited until they were taken up; of `fan-out`, from publishing to the last
    timeline. None where nothing is known, as after a day without any."""
    lag_p99_ms: float | None = None


class AdminHealth(Struct, kw_only=True):
    version: str
    engines: list[EngineHealth]
    backlog: list[Backlog]
