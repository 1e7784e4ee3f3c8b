"""Health: every engine and every queue, at a glance."""

from collections.abc import Sequence
from typing import Final

import flet as ft

from admin.state.watch import Watch
from admin.widgets.figures import LEGIBLE, figure, figures, line, room_of, slug, table
from admin.widgets.watched import Watched
from shared.ops import AdminHealth, Backlog, EngineHealth
from shared.ui.chips import tag
from shared.ui.layout import spoken
from shared.ui.session import SessionContext
from shared.ui.theme import Color, Radius
from shared.ui.typography import text
from shared.ui.window import WindowContext
from shared.ui.words import count, counted, lasting

_SLOW_MS: Final = 50.0
_LATE_SECONDS: Final = 60.0


@ft.component
def Health() -> ft.Control:
    session = ft.use_context(SessionContext)
    window = ft.use_context(WindowContext)
    watch = ft.use_memo(lambda: Watch(session.api.admin_health), [])
    return ft.Container(Watched("Health", "health", watch, _page, room_of(window)), expand=True)


def _page(report: AdminHealth, room: float) -> list[ft.Control]:
    return [_figures(report, room), _engines(report.engines, room), _backlog(report.backlog, room)]


def _figures(report: AdminHealth, room: float) -> ft.Control:
    ailing = sum(not engine.up for engine in report.engines)
    waiting = sum(queue.waiting for queue in report.backlog)
    oldest = max((queue.oldest_seconds for queue in report.backlog if queue.waiting), default=0.0)
    slowest = max(
        (engine for engine in report.engines if engine.up), key=lambda engine: engine.latency_ms, default=None
    )
    up = len(report.engines) - ailing
    cards = [
        figure(
            "Engines up",
            f"{up} of {len(report.engines)}",
            "All well" if not ailing else f"{counted(ailing, 'is', 'are')} down",
            "figure-engines",
            bad=bool(ailing),
        ),
        figure(
            "Slowest answer",
            f"{slowest.latency_ms:.1f} ms" if slowest else "None",
            slowest.name if slowest else "Nothing answers",
            "figure-latency",
            bad=slowest is None or slowest.latency_ms > _SLOW_MS,
        ),
        figure(
            "Waiting",
            count(waiting),
            f"Oldest for {lasting(oldest)}" if waiting else "Queues are empty",
            "figure-waiting",
            bad=oldest > _LATE_SECONDS,
        ),
        figure("Version", report.version, "Vitrine", "figure-version"),
    ]
    return figures(cards, room)


def _engines(engines: Sequence[EngineHealth], room: float) -> ft.Control:
    rows = [_engine(engine, room >= LEGIBLE) for engine in engines]
    return table("Engines", rows, "No engine reports.")


def _engine(engine: EngineHealth, roomy: bool) -> ft.Control:
    slow = engine.up and engine.latency_ms > _SLOW_MS
    light = Color.danger if not engine.up else Color.lamp if slow else Color.fine
    state = "Down" if not engine.up else "Slow" if slow else "Up"
    speed = f"{engine.latency_ms:.1f} ms" if engine.up else "no answer"
    under = " · ".join(part for part in (engine.version, engine.detail) if part)
    names = ft.Column(
        [text(engine.name, "strong", lines=1), *([text(under, "meta", lines=2)] if under else [])],
        spacing=0,
        tight=True,
        expand=True,
    )
    parts: list[ft.Control] = [
        ft.Container(width=9, height=9, border_radius=Radius.full, bgcolor=light),
        names,
        ft.Container(text(speed, "meta_strong", Color.ink), width=84, alignment=ft.Alignment.CENTER_RIGHT),
    ]
    if roomy:
        label = tag(state, "bad" if not engine.up else "warn" if slow else "good")
        parts.append(ft.Container(label, width=64, alignment=ft.Alignment.CENTER_RIGHT))
    return spoken(line(parts), f"{engine.name}: {state}, {speed}. {under}", f"engine-{slug(engine.name)}")


def _backlog(queues: Sequence[Backlog], room: float) -> ft.Control:
    most = max((queue.waiting for queue in queues), default=0)
    rows = [_queue(queue, most, room >= LEGIBLE) for queue in queues]
    return table("Queues", rows, "No queue reports.")


def _queue(queue: Backlog, most: int, roomy: bool) -> ft.Control:
    late = queue.waiting > 0 and (queue.oldest_seconds > _LATE_SECONDS or queue.name == "dead letters")
    age = f"oldest {lasting(queue.oldest_seconds)}" if queue.waiting else "empty"
    lag = _lag(queue)
    names: list[ft.Control] = [text(queue.name, "strong", lines=1)]
    if lag:
        names.append(text(lag, "meta", lines=1))
    parts: list[ft.Control] = [ft.Column(names, spacing=0, tight=True, expand=True)]
    if roomy:
        bar = ft.ProgressBar(
            value=queue.waiting / most if most else 0,
            bgcolor=Color.well,
            color=Color.danger if late else Color.primary,
            bar_height=8,
            border_radius=4,
        )
        parts.append(ft.Container(bar, width=220))
    parts += [
        ft.Container(text(age, "meta"), width=110, alignment=ft.Alignment.CENTER_RIGHT),
        ft.Container(
            text(count(queue.waiting), "head", Color.danger if late else Color.ink),
            width=64,
            alignment=ft.Alignment.CENTER_RIGHT,
        ),
    ]
    said = ", ".join(part for part in (f"{queue.waiting} waiting", age, lag) if part)
    return spoken(line(parts), f"{queue.name}: {said}", f"queue-{slug(queue.name)}")


def _lag(queue: Backlog) -> str:
    """How long the last few hundred waited: nothing where that is not known."""
    if queue.lag_p50_ms is None or queue.lag_p99_ms is None:
        return ""
    return f"half within {_span(queue.lag_p50_ms)}, 99 of 100 within {_span(queue.lag_p99_ms)}"


def _span(milliseconds: float) -> str:
    return f"{milliseconds:.0f} ms" if milliseconds < 1_000 else lasting(milliseconds / 1_000)
