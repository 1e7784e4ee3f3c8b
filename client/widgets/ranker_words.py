"""What orders Home, in one plain sentence."""

from datetime import datetime

from shared.feed import Ranker
from shared.ui.words import day


def ranker_words(ranker: Ranker, trained_at: datetime | None = None) -> str:
    match ranker:
        case "learned":
            when = f", on {day(trained_at)}" if trained_at else ""
            return f"Ranked by a model trained on what people do here{when}."
        case "starter":
            return "Ranked by the model that comes with Vitrine, trained on a simulated town."
        case "formula":
            return "Ranked by a fixed formula for now, because no model can be loaded."
        case "newest":
            return "Newest first for the moment, because the ranking is away."
