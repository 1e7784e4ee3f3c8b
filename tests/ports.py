"""Ports that nobody listens on."""

import random
import socket

_OURS = range(20_000, 32_000)
"""Below those that systems hand out to whoever connects anywhere: nobody gets one of these by chance meanwhile."""


def free() -> int:
    """Nobody's at this moment, and seldom anybody's soon."""
    while True:
        port = random.choice(_OURS)
        with socket.socket() as listener:
            try:
                listener.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
