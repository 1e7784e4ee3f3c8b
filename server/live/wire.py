"""uvicorn's WebSocket, with what a server that pushes needs besides: bounded writes, and an end that always comes.

Pushes are written past ASGI, whole frames at a time. The queue of a line is the write buffer of its connection: it
takes no memory while the client reads, and says by its size when the client does not.
"""

import socket
from typing import Any

from uvicorn.protocols.websockets.wsproto_impl import WSProtocol
from wsproto import events

from shared.live import GOING_AWAY

EXTENSION = "vitrine.wire"
HELD_BYTES = 512 * 1024
"""What may wait for a client that does not read, besides what the system's own buffers hold."""
KERNEL_BYTES = 64 * 1024
"""Of the system's buffer: its own choice, up to 4 MB, would let thousands who do not read fill the memory."""
GRACE_SECONDS = 5.0
"""For the goodbye of the other side."""


class Wire(WSProtocol):
    def connection_made(self, transport: Any) -> None:
        super().connection_made(transport)
        connection = transport.get_extra_info("socket")
        if connection is not None:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, KERNEL_BYTES)

    def handle_connect(self, event: events.Request) -> None:
        super().handle_connect(event)
        self.scope["extensions"] = {**(self.scope["extensions"] or {}), EXTENSION: self}  # type: ignore[dict-item]

    def handle_ping(self, event: events.Ping) -> None:
        """Whoever pings without ever reading the answers is hung up on."""
        super().handle_ping(event)
        if self.transport.get_write_buffer_size() > HELD_BYTES:
            self.transport.abort()

    @property
    def open(self) -> bool:
        return self.handshake_complete and not self.close_sent and not self.transport.is_closing()

    def push(self, frame: bytes) -> bool:
        """Writes a frame if the line is still open. False when too much waits already."""
        if self.open:
            self.transport.write(frame)
            return self.transport.get_write_buffer_size() <= HELD_BYTES
        return True

    def end(self, code: int, reason: str = "") -> None:
        """Says goodbye behind what waits, and hangs up when the other side does not answer."""
        if not self.open:
            return
        self.stop_keepalive()
        self.close_sent = True
        self.queue.put_nowait({"type": "websocket.disconnect", "code": code, "reason": reason})
        self.transport.write(self.conn.send(events.CloseConnection(code=code, reason=reason)))
        if self.read_paused:
            self.read_paused = False
            self.transport.resume_reading()
        self.close_timer = self.loop.call_later(GRACE_SECONDS, self.transport.abort)

    def shutdown(self) -> None:
        """uvicorn is about to stop: its own goodbye would not tell clients that they may come back."""
        if self.handshake_complete and not self.close_sent and not self.disconnected:
            self.stop_keepalive()
            self.queue.put_nowait({"type": "websocket.disconnect", "code": GOING_AWAY})
            self.transport.write(self.conn.send(events.CloseConnection(code=GOING_AWAY)))
            self.transport.close()
        else:
            super().shutdown()
