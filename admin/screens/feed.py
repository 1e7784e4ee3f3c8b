"""The feed: what ranks Home, its models, and how its pages were made."""

from collections.abc import Mapping, Sequence
from typing import Final

import flet as ft

from admin.state.watch import Watch
from admin.widgets.figures import LEGIBLE, figure, figures, line, room_of, slug, table
from admin.widgets.watched import Watched
from shared.feed import FeedHealth, FeedModel, Ranker
from shared.ui.chips import Tone, tag
from shared.ui.layout import spoken
from shared.ui.session import SessionContext
from shared.ui.theme import Color
from shared.ui.typography import text
from shared.ui.window import WindowContext
from shared.ui.words import count, counted, day

_RANKERS: Final[dict[Ranker, tuple[str, str]]] = {
    "learned": ("Learned", "Trained on what people do here"),
    "starter": ("Starter", "Came with Vitrine"),
    "formula": ("Formula", "No model can be loaded"),
    "newest": ("Time alone", "Valkey is away"),
}
_WORKING: Final = ("learned", "starter")
_STATES: Final[dict[str, Tone]] = {"current": "good", "shadow": "warn", "candidate": "soft", "retired": "soft"}
_LOGS: Final = {"log": "what people do here", "simulation": "a simulated town"}
_PAGES: Final = {
    "learned": "Home, by the learned model",
    "starter": "Home, by the starter model",
    "formula": "Home, by the formula",
    "newest": "Home, by time alone",
    "following": "Following",
}
_FALLBACKS: Final = {
    "sql": "Answered by PostgreSQL, without Valkey",
    "formula": "Ranked without a model",
    "snapshot": "Orders lost and found again",
    "remade": "Orders lost and made anew",
}
_EVENTS: Final = {
    "taken": "Taken",
    "dropped": "Left out, about nothing that was shown",
    "bare": "Shown, but without features",
}


@ft.component
def Feed() -> ft.Control:
    session = ft.use_context(SessionContext)
    window = ft.use_context(WindowContext)
    watch = ft.use_memo(lambda: Watch(session.api.feed_health), [])
    return ft.Container(Watched("Feed", "feed", watch, _page, room_of(window)), expand=True)


def _page(report: FeedHealth, room: float) -> list[ft.Control]:
    models = [_model(model, room >= LEGIBLE) for model in report.models]
    return [
        _figures(report, room),
        table("Models", models, "None was trained here yet."),
        _counts("Pages", "page", report.pages, _PAGES, "No page was read yet."),
        _counts("Fallbacks", "fallback", report.fallbacks, _FALLBACKS, "None so far."),
        _counts("Events of what was seen", "event", report.events, _EVENTS, "None so far."),
    ]


def _figures(report: FeedHealth, room: float) -> ft.Control:
    name, meaning = _RANKERS[report.ranker]
    home = sum(pages for ranker, pages in report.pages.items() if ranker != "following")
    unranked = sum(pages for ranker, pages in report.pages.items() if ranker in ("formula", "newest"))
    fallbacks = sum(report.fallbacks.values())
    taken, dropped = report.events.get("taken", 0), report.events.get("dropped", 0)
    current = next((model for model in report.models if model.state == "current"), None)
    cards = [
        figure("Home is ranked by", name, meaning, "figure-ranker", bad=report.ranker not in _WORKING),
        figure(
            "NDCG@10",
            f"{current.ndcg:.3f}" if current else "None",
            f"Model {current.version}" if current else "None was trained here yet",
            "figure-ndcg",
            bad=current is None and report.ranker not in _WORKING,
        ),
        figure(
            "Pages of Home",
            count(home),
            f"{count(unranked)} without a model" if unranked else "All by a model",
            "figure-pages",
            bad=bool(home) and unranked * 10 > home,
        ),
        figure(
            "Events",
            count(taken),
            f"{count(dropped)} left out, {counted(fallbacks, 'fallback', 'fallbacks')}",
            "figure-events",
        ),
    ]
    return figures(cards, room)


def _model(model: FeedModel, roomy: bool) -> ft.Control:
    made = f"{model.kind} of {day(model.trained_at)}, from {_LOGS[model.trained_on]}, {count(model.rows)} rows"
    names = ft.Column(
        [text(f"Model {model.version}", "strong", lines=1), text(made, "meta", lines=2)],
        spacing=0,
        tight=True,
        expand=True,
    )
    far_off = not 0.8 <= model.calibration <= 1.25
    judged = ft.Column(
        [
            text(f"NDCG {model.ndcg:.3f}", "meta_strong"),
            text(f"calibration {model.calibration:.2f}", "meta", Color.danger if far_off else None),
        ],
        spacing=0,
        tight=True,
        horizontal_alignment=ft.CrossAxisAlignment.END,
    )
    parts: list[ft.Control] = [names, ft.Container(judged, width=116, alignment=ft.Alignment.CENTER_RIGHT)]
    if roomy:
        label = tag(model.state, _STATES[model.state])
        parts.append(ft.Container(label, width=84, alignment=ft.Alignment.CENTER_RIGHT))
    said = f"Model {model.version}, {model.state}: {made}. NDCG {model.ndcg:.3f}, calibration {model.calibration:.2f}"
    return spoken(line(parts), said, f"model-{slug(model.version)}")


def _counts(title: str, name: str, numbers: Mapping[str, int], words: Mapping[str, str], nothing: str) -> ft.Control:
    # What a newer server counts besides stands there by its own name.
    known: Sequence[str] = [*(one for one in words if one in numbers), *(one for one in numbers if one not in words)]
    rows: list[ft.Control] = []
    for one in known:
        said, number = words.get(one, one), numbers[one]
        parts: list[ft.Control] = [
            text(said, lines=1, expand=True),
            text(count(number), "head", Color.ink if number else Color.muted),
        ]
        rows.append(spoken(line(parts), f"{said}: {number}", f"{name}-{slug(one)}"))
    return table(title, rows, nothing)
