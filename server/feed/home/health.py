"""How Home is served: to those who read it, and for moderators."""

from server.feed import counting
from server.feed.home import preferences
from server.feed.home.ordering import ranker_of
from server.feed.ranking import models
from server.feed.skeleton import GONE
from server.feed.training import registry
from server.kit import resources
from server.kit.problems import Forbidden
from server.kit.viewer import Viewer
from shared.feed import FeedHealth, FeedSettings, Ranker

MODELS_SHOWN = 10


async def settings(viewer: Viewer) -> FeedSettings:
    chosen = await preferences.read(viewer)
    return FeedSettings(first=chosen.first, suggested=chosen.suggested, ranker=await _ranker())


async def _ranker() -> Ranker:
    """What would order a Home that is opened now."""
    try:
        await resources.pipe().run(("PING",))
    except GONE:
        return "newest"
    return ranker_of(await models.current())


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
