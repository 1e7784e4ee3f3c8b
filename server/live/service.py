"""Pushing to whoever is connected, from any process. Nothing here fails because Valkey is away: a push is a courtesy,
and what it tells of stands in PostgreSQL.
"""

import logging
from array import array
from collections.abc import AsyncIterator, Collection, Sequence
from typing import Any

from valkey.exceptions import ValkeyError

from server.kit import database, resources
from server.kit.pipe import Command
from server.live import frames, streams
from shared.live import PushKind

NUDGES = b"live:nudges"
"""The channel of nudges to many; all gateways hear it and pick their own people out."""
FEW = 16
log = logging.getLogger(__name__)


async def push(user_id: int, kind: PushKind, data: Any) -> None:
    """To all lines of one person, and kept for those of them that come back within a quarter of an hour."""
    await push_all([(user_id, kind, data)])


async def push_all(pushes: Sequence[tuple[int, PushKind, Any]]) -> None:
    """As `push`, in one round trip; of one person in this order."""
    await _send([streams.push(user_id, frames.opened(kind, data)) for user_id, kind, data in pushes])


async def nudge(user_ids: Collection[int], kind: PushKind, data: Any) -> None:
    """To those of them who are connected right now; nothing is kept. Costs one message, however many they are."""
    opened = frames.opened(kind, data)
    if len(user_ids) <= FEW:
        await _send([("PUBLISH", streams.key(user_id), b" " + opened) for user_id in user_ids])
    else:
        await _send([("PUBLISH", NUDGES, len(opened).to_bytes(4, "big") + opened + array("q", user_ids).tobytes())])


def nudged(message: bytes) -> tuple[bytes, "array[int]"]:
    """What was published to `NUDGES`: the open push, and to whom."""
    end = 4 + int.from_bytes(message[:4], "big")
    user_ids: array[int] = array("q")
    user_ids.frombytes(message[end:])
    return message[4:end], user_ids


async def push_after_commit(user_id: int, kind: PushKind, data: Any) -> None:
    async def now() -> None:
        await push(user_id, kind, data)

    await database.after_commit(now)


async def listening(user_ids: Collection[int]) -> set[int]:
    """Which of them have a line open, or had one a moment ago."""
    wanted = list(user_ids)
    replies = await _send([("EXISTS", streams.key(user_id)) for user_id in wanted])
    return {user_id for user_id, there in zip(wanted, replies, strict=False) if there}


async def connected() -> AsyncIterator[list[int]]:
    """Everybody who has a line open, some at a time; nobody while Valkey is away."""
    try:
        async for some in streams.connected():
            yield some
    except (ValkeyError, OSError) as error:
        log.warning("nobody knows who is connected: %s", error)


async def _send(commands: list[Command]) -> list[Any]:
    if not commands:
        return []
    try:
        return await resources.pipe().run(*commands)
    except (ValkeyError, OSError) as error:
        log.warning("%d pushes not sent: %s", len(commands), error)
        return []
