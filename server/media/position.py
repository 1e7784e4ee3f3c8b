"""Where one's own photo was taken, for its author, who asks. Nothing of it is kept, and no variant says it."""

from server.kit.problems import NotFound
from server.kit.viewer import Viewer
from server.media import preparing, queries, service, store
from server.media.decoder import spare


async def of(viewer: Viewer, media_id: str) -> tuple[float, float] | None:
    """Latitude and longitude in degrees; None when the file says nothing, or nothing that can be.

    Raises `NotFound` unless it is the viewer's own and its original is still kept, so not once it is published, and
    `DecoderBroken` when the machine is at fault.
    """
    keys = await queries.original_of(viewer.user_id, service.own_id(media_id))
    if not keys:
        raise NotFound("media")
    try:
        return await spare.position(store.read_parts(keys), preparing.bounds())
    except spare.PictureRefused:
        return None
