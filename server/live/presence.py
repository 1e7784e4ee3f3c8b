"""What each gateway says of itself, for whoever looks after the installation."""

import time

import msgspec

from server.kit import ids, resources

KEY = b"live-gateways"
TELL_SECONDS = 5.0
SILENT_SECONDS = 3 * TELL_SECONDS
"""A gateway of which nobody has heard for so long is gone."""


class Counts(msgspec.Struct):
    lines: int = 0
    """Open now."""
    pushes: int = 0
    """Since the process began, each counted once however many lines of a person it went to."""
    dropped: int = 0
    """Lines that were too slow, since then."""


class Told(Counts):
    at: float = 0.0
    """Unix time."""


_name = b""


async def tell(counts: Counts) -> None:
    global _name
    _name = _name or b"%d" % ids.new_id()
    told = Told(**msgspec.structs.asdict(counts), at=time.time())
    await resources.pipe().run(("HSET", KEY, _name, msgspec.json.encode(told)), ("EXPIRE", KEY, 3600))


async def gateways() -> list[Counts]:
    """Of those that run; the others are forgotten."""
    [found] = await resources.pipe().run(("HGETALL", KEY))
    told = {name: msgspec.json.decode(value, type=Told) for name, value in zip(found[::2], found[1::2], strict=True)}
    gone = [name for name, one in told.items() if one.at < time.time() - SILENT_SECONDS]
    if gone:
        await resources.pipe().run(("HDEL", KEY, *gone))
    return [one for name, one in told.items() if name not in gone]
