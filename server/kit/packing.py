"""How jobs are packed for the queue."""

from collections.abc import Callable
from typing import Any

import msgspec

serialize: Callable[[dict[str, Any]], bytes] = msgspec.msgpack.encode


def deserialize(raw: bytes) -> dict[str, Any]:
    job: dict[str, Any] = msgspec.msgpack.decode(raw)
    return job
