"""Long work of search."""

from server.accounts.events import ProfileChanged
from server.kit import database
from server.kit.jobs import job
from server.places.events import GazetteerLoaded
from server.search.indexing import queries, rebuild
from server.search.indexing.posts import index_posts

AT_ONCE = 200


@job(tier="fanout", timeout=1800)
async def open_or_close_posts(event: ProfileChanged) -> None:
    """Who has gone private or is suspended has no posts in counts and on public pages, and the other way round."""
    changed = AT_ONCE
    while changed == AT_ONCE:
        async with database.transaction():
            found = await queries.shown_otherwise(event.user_id, AT_ONCE)
            if found:
                await index_posts(found)
        changed = len(found)


@job(tier="fanout", timeout=1800)
async def index_gazetteer(event: GazetteerLoaded) -> None:
    await rebuild.places_anew()
