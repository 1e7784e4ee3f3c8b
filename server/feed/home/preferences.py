"""What people have chosen about their feeds, kept in Valkey for a day: readers fill it, whoever changes it writes over
it after the commit."""

import logging
from collections.abc import Iterable
from typing import Final

import msgspec
from valkey.exceptions import ValkeyError

from server.feed.home import queries
from server.kit import database, resources
from server.kit.pipe import Command
from server.kit.viewer import Viewer
from shared.feed import FeedPreferences

SECONDS_KEPT: Final = 24 * 3600
log = logging.getLogger(__name__)
_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(FeedPreferences).decode


def key(user_id: int) -> bytes:
    return b"feed-preferences:{%d}" % user_id


def command(user_id: int) -> Command:
    """The reply goes to `chosen`."""
    return ("GET", key(user_id))


async def chosen(user_id: int, reply: bytes | None) -> FeedPreferences:
    if reply is not None:
        return _decode(reply)
    found = await queries.preferences(user_id)
    await _keep(user_id, ("SET", key(user_id), _encode(found), "NX", "EX", SECONDS_KEPT))
    return found


async def read(viewer: Viewer) -> FeedPreferences:
    return await queries.preferences(viewer.user_id)


async def change(viewer: Viewer, wanted: FeedPreferences) -> FeedPreferences:
    await queries.set_preferences(viewer.user_id, wanted)

    async def rewrite() -> None:
        # what SQL says now: of two changes at once, neither may write what the other has changed since
        now = await queries.preferences(viewer.user_id)
        await _keep(viewer.user_id, ("SET", key(viewer.user_id), _encode(now), "EX", SECONDS_KEPT))

    await database.after_commit(rewrite)
    return wanted


async def forget(user_ids: Iterable[int]) -> None:
    """The next reader asks SQL."""
    await resources.pipe().run(*[("DEL", key(user_id)) for user_id in user_ids])


async def _keep(user_id: int, command: Command) -> None:
    try:
        await resources.pipe().run(command)
    except (ValkeyError, OSError) as error:
        log.warning("what %d chose is not kept: %s", user_id, error)
