"""Connections to Valkey."""

from valkey.asyncio import BlockingConnectionPool, Valkey
from valkey.exceptions import ConnectionError as ValkeyConnectionError
from valkey.exceptions import TimeoutError as ValkeyTimeoutError

AWAY = (ValkeyConnectionError, ValkeyTimeoutError)
"""What a command meets when Valkey cannot be reached or does not answer."""


def connect(url: str, *, connections: int = 64) -> Valkey:
    """A client with its own pool. Answers are bytes.

    The library's default read timeout of 5 s would end quiet subscriptions unseen, so it is stated here.
    """
    pool = BlockingConnectionPool.from_url(
        url,
        max_connections=connections,
        timeout=10,
        socket_timeout=10,
        socket_connect_timeout=5,
        socket_keepalive=True,
    )
    return Valkey(connection_pool=pool)
