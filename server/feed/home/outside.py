"""What the sources bring for a viewer, kept in Valkey as one string for five minutes, or until it may be otherwise."""

from typing import Final

import msgspec

from server.feed.home.candidates import Candidate
from server.feed.home.sources import SOURCES
from server.kit.leased import Leased
from server.kit.viewer import Viewer

KEPT: Final = Leased(b"outside", seconds=300)
command = KEPT.command
"""The reply goes to `candidates`."""
forget = KEPT.forget
_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(list[tuple[int, int, int, int, int, str]]).decode


async def candidates(viewer: Viewer, reply: bytes | None) -> list[Candidate]:
    """What Valkey holds, else what the sources bring now. Each post once, from the first source that has it."""
    if reply is not None:
        return [Candidate(*one) for one in _decode(reply)]
    return await _gather(viewer)


async def _gather(viewer: Viewer) -> list[Candidate]:
    lease = await KEPT.lease(viewer.user_id)
    found: dict[int, Candidate] = {}
    for source, room in SOURCES:
        for candidate in await source.candidates(viewer, room):
            found.setdefault(candidate.post_id, candidate)
    packed = _encode([msgspec.structs.astuple(candidate) for candidate in found.values()])
    await KEPT.store(viewer.user_id, lease, packed)
    return list(found.values())
