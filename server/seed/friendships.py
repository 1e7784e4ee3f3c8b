"""The follow graph, written by the people themselves: they follow, ask, and are let in."""

from collections.abc import Callable, Sequence

from server.graph import service as graph
from server.kit import database
from server.seed.arrivals import Arrived
from server.seed.graph import Graph


async def befriend(arrived: Sequence[Arrived], drawn: Graph, tell: Callable[[], None]) -> None:
    """Everybody's follows, each person's in one transaction. Who follows anybody already is left as they are."""
    here = {one.viewer.handle: one for one in arrived}
    for one in arrived:
        if not await graph.followed_ids(one.viewer.user_id):
            async with database.transaction():
                await _follow_all(one, here, drawn)
        tell()


async def _follow_all(one: Arrived, here: dict[str, Arrived], drawn: Graph) -> None:
    for handle in drawn.following.get(one.viewer.handle, []):
        if handle not in here:
            continue
        await graph.follow(one.viewer, handle)
        if here[handle].resident.private:
            await graph.accept(here[handle].viewer, one.viewer.handle)
    for handle in drawn.asking.get(one.viewer.handle, []):
        if handle in here:
            await graph.follow(one.viewer, handle)
