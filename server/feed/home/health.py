"""How Home is served, for moderators."""

from server.feed import counting
from server.feed.home.ordering import ranker_of
from server.feed.ranking import models
from server.feed.training import registry
from server.kit.problems import Forbidden
from server.kit.viewer import Viewer
from shared.feed import FeedHealth

MODELS_SHOWN = 10


async def health(viewer: Viewer) -> FeedHealth:
    """Raises `Forbidden` for everybody but moderators."""
    if viewer.role != "moderator":
        raise Forbidden("moderators-only", "Only moderators may see this.")
    counts = await counting.totals()
    return FeedHealth(
        ranker=ranker_of(await models.current()),
        models=[one.model for one in await registry.listed(MODELS_SHOWN)],
        pages=_named(counts, "pages"),
        fallbacks=_named(counts, "fallbacks"),
        events=_named(counts, "events"),
    )


def _named(counts: dict[str, int], kind: str) -> dict[str, int]:
    return {name.removeprefix(f"{kind}:"): n for name, n in sorted(counts.items()) if name.startswith(f"{kind}:")}
