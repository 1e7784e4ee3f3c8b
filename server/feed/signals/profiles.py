"""What ranking knows of a viewer, packed in one Valkey string each: made from SQL when it is asked for, and so at most
20 minutes old; forgotten at once when the viewer says what to show less, or changes whom they follow or count close.
"""

import logging
from typing import Final

from valkey.exceptions import ValkeyError

from server.feed.ranking.features import Profile
from server.feed.signals import building, packing
from server.kit import resources
from server.kit.leased import Leased

KEPT: Final = Leased(b"profile", seconds=20 * 60)
command = KEPT.command
"""The reply goes to `profile`."""
forget = KEPT.forget
log = logging.getLogger(__name__)


async def profile(user_id: int, reply: bytes | None) -> Profile:
    """What Valkey holds, else made from SQL. The viewer's alone: never shown or lent to anybody."""
    found = packing.unpacked(reply) if reply is not None else None
    return found or await _make(user_id)


async def load(user_id: int) -> Profile:
    """The same in one call; from SQL alone when Valkey does not answer."""
    reply = None
    try:
        [reply] = await resources.pipe().run(command(user_id))
    except (ValkeyError, OSError) as error:
        log.warning("profile of %d read from SQL: %s", user_id, error)
    return await profile(user_id, reply)


async def _make(user_id: int) -> Profile:
    lease = await KEPT.lease(user_id)
    made = await building.build(user_id)
    await KEPT.store(user_id, lease, packing.packed(made))
    return made
