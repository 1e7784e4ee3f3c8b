"""Ports that nobody listens on."""

import socket


def free() -> int:
    """Nobody's at this moment; whoever wants it should take it soon."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])
