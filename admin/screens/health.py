"""Health: every engine and every queue, at a glance."""

from collections.abc import Sequence
from typing import Final

import flet as ft

from admin.state.health import HealthWatch
from shared.ops import AdminHealth, Backlog, EngineHealth
from shared.ui.banner import banner
from shared.ui.buttons import button
from shared.ui.chips import tag
from shared.ui.empty import empty
from shared.ui.layout import gap, spoken
from shared.ui.panel import panel
from shared.ui.presence import every
from shared.ui.session import SessionContext
from shared.ui.skeleton import bone, shimmer
from shared.ui.theme import Color, Radius, Space
from shared.ui.typography import heading, text
from shared.ui.window import WindowContext
from shared.ui.words import count, counted, lasting, since

_EVERY_SECONDS: Final = 5.0
_SLOW_MS: Final = 50.0
_LATE_SECONDS: Final = 60.0


@ft.component
def Health() -> ft.Control:
    session = ft.use_context(SessionContext)
    window = ft.use_context(WindowContext)
    page = ft.context.page
    health, _ = ft.use_state(lambda: HealthWatch(session.api))

    async def keep_asking() -> None:
        await health.ask()
        await every(page, _EVERY_SECONDS, health.ask)

    ft.use_effect(keep_asking, [], cleanup=lambda: None)

    report = health.report
    room = window.width - (216 if window.width >= 900 else 68) - 2 * Space.x6
    body: list[ft.Control]
    if report is None:
        body = [_waiting()]
        if health.failure:
            again = button("Try again", "health-retry", health.ask, kind="soft")
            body = [empty(ft.Icons.CLOUD_OFF_ROUNDED, "No answer", f"{health.failure}.", "health-failed", again)]
    else:
        body = [_figures(report, health.ailing, room), _engines(report.engines, room), _backlog(report.backlog, room)]
    if report and health.failure:
        words = f"{health.failure}. Showing what was true {since(health.asked_at) if health.asked_at else 'before'}"
        body.insert(
            0,
            banner(ft.Icons.CLOUD_OFF_ROUNDED, words, "health-old", action="Retry", on_action=health.ask, rounded=True),
        )
    told = f"Asked every {_EVERY_SECONDS:.0f} seconds" if health.asked_at else "Asking"
    head = ft.Row(
        [
            ft.Column([heading("Health"), text(told, "meta")], spacing=0, tight=True, expand=True),
            button("Ask now", "health-ask", health.ask, kind="soft", icon=ft.Icons.REFRESH_ROUNDED),
        ]
    )
    return ft.ListView([head, *body, gap(Space.x4)], expand=True, spacing=Space.x4, padding=Space.x6)


def _waiting() -> ft.Control:
    lines: list[ft.Control] = [bone(height=110, radius=Radius.card), bone(height=220, radius=Radius.card)]
    return spoken(shimmer(ft.Column(lines, spacing=Space.x4)), "Loading")


def _figure(label: str, value: str, detail: str, identifier: str, *, bad: bool = False) -> ft.Control:
    card = panel(
        ft.Column(
            [
                text(label, "meta"),
                text(value, "display", Color.danger if bad else Color.ink, lines=1),
                text(detail, "meta", lines=1),
            ],
            spacing=2,
            tight=True,
        )
    )
    return spoken(card, f"{label}: {value}, {detail}", identifier)


def _figures(report: AdminHealth, ailing: int, room: float) -> ft.Control:
    waiting = sum(queue.waiting for queue in report.backlog)
    oldest = max((queue.oldest_seconds for queue in report.backlog if queue.waiting), default=0.0)
    slowest = max(
        (engine for engine in report.engines if engine.up), key=lambda engine: engine.latency_ms, default=None
    )
    up = len(report.engines) - ailing
    cards = [
        _figure(
            "Engines up",
            f"{up} of {len(report.engines)}",
            "All well" if not ailing else f"{counted(ailing, 'is', 'are')} down",
            "figure-engines",
            bad=bool(ailing),
        ),
        _figure(
            "Slowest answer",
            f"{slowest.latency_ms:.1f} ms" if slowest else "None",
            slowest.name if slowest else "Nothing answers",
            "figure-latency",
            bad=slowest is None or slowest.latency_ms > _SLOW_MS,
        ),
        _figure(
            "Waiting",
            count(waiting),
            f"Oldest for {lasting(oldest)}" if waiting else "Queues are empty",
            "figure-waiting",
            bad=oldest > _LATE_SECONDS,
        ),
        _figure("Version", report.version, "Vitrine", "figure-version"),
    ]
    columns = 4 if room >= 820 else 2 if room >= 380 else 1
    width = (room - (columns - 1) * Space.x4) / columns
    return ft.Row(
        [ft.Container(card, width=width) for card in cards], spacing=Space.x4, run_spacing=Space.x4, wrap=True
    )


def _engines(engines: Sequence[EngineHealth], room: float) -> ft.Control:
    rows = [_engine(engine, room >= 620) for engine in engines]
    return _table("Engines", rows, "No engine reports.")


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
    return spoken(_line(parts), f"{engine.name}: {state}, {speed}. {under}", f"engine-{_slug(engine.name)}")


def _backlog(queues: Sequence[Backlog], room: float) -> ft.Control:
    most = max((queue.waiting for queue in queues), default=0)
    rows = [_queue(queue, most, room >= 620) for queue in queues]
    return _table("Queues", rows, "No queue reports.")


def _queue(queue: Backlog, most: int, roomy: bool) -> ft.Control:
    late = queue.waiting > 0 and (queue.oldest_seconds > _LATE_SECONDS or queue.name == "dead letters")
    age = f"oldest {lasting(queue.oldest_seconds)}" if queue.waiting else "empty"
    parts: list[ft.Control] = [text(queue.name, "strong", lines=1, expand=True)]
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
    return spoken(_line(parts), f"{queue.name}: {queue.waiting} waiting, {age}", f"queue-{_slug(queue.name)}")


def _line(parts: list[ft.Control]) -> ft.Container:
    return ft.Container(
        ft.Row(parts, spacing=Space.x4),
        padding=ft.Padding.symmetric(vertical=10),
        border=ft.Border.only(top=ft.BorderSide(1, Color.line)),
    )


def _table(title: str, rows: list[ft.Control], nothing: str) -> ft.Control:
    lines = rows or [_line([text(nothing, "meta")])]
    head = ft.Container(heading(title, "head", level=2), padding=ft.Padding.only(bottom=Space.x3))
    return panel(ft.Column([head, *lines], spacing=0, tight=True), ft.Padding(Space.x5, Space.x4, Space.x5, Space.x2))


def _slug(name: str) -> str:
    return name.lower().replace(" ", "-")
