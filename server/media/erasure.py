"""Takes away the media of somebody who has left, after their posts: profile pictures, and what nothing shows."""

from server.accounts.leaving import Step
from server.kit import database
from server.media import queries, service

AT_ONCE = 50


async def delete_media(user_id: int) -> bool:
    """Unfinished uploads as well; their bytes go by the event, unless somebody else has the same picture."""
    found = await queries.drop_uses(user_id, AT_ONCE)
    for media_id in found:
        await service.remove(media_id)
    return len(found) == AT_ONCE


async def forget_quota(user_id: int) -> bool:
    return await database.delete_some("videos_admitted", "owner_id", user_id, AT_ONCE) == AT_ONCE


STEPS: tuple[Step, ...] = (delete_media, forget_quota)
