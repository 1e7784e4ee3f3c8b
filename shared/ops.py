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
    """A worker tier, `outbox` or `dead letters`."""
    waiting: int
    oldest_seconds: float = 0.0


class AdminHealth(Struct, kw_only=True):
    version: str
    engines: list[EngineHealth]
    backlog: list[Backlog]
