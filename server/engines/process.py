"""One child process: its log, its end, and who it runs as."""

import contextlib
import os
import pwd
import re
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import BinaryIO

from server.engines.refusal import Refusal

LOG_BYTES = 10 * 1024 * 1024
"""A log larger than this at a start is put aside as `<name>.log.1`."""
COMPLAINT = re.compile(r"FATAL:|^\w[\w.]*(Error|Exception)\b")
"""What PostgreSQL's last line and that of a Python traceback have in common."""
TETHER = Path(__file__).with_name("tether.py")

# Linux sends the parent-death signal when the *thread* that forked ends, so one thread that never ends does it
_forker = ThreadPoolExecutor(max_workers=1, thread_name_prefix="forker")


def tethered(
    command: Sequence[str], *, death: signal.Signals, user: pwd.struct_passwd | None = None, reach: bool = False
) -> list[str]:
    """The command line under which `command` ends with this process; see `tether.py` for the rest."""
    uid, gid = (user.pw_uid, user.pw_gid) if user else (-1, -1)
    words = [os.getpid(), int(death), uid, gid, int(reach)]
    return [sys.executable, "-I", "-S", str(TETHER), *map(str, words), *command]


class Process:
    """A program that can be started, stopped and started again, always with the same arguments."""

    stop_signal = signal.SIGTERM
    grace = 10.0
    """Seconds between the stop signal and SIGKILL."""

    def __init__(
        self,
        name: str,
        command: Sequence[str],
        *,
        log: Path,
        environ: Mapping[str, str] | None = None,
        folder: Path | None = None,
        user: pwd.struct_passwd | None = None,
        reach: bool = False,
        stdin: bytes = b"",
    ) -> None:
        self.name = name
        self.log = log
        self._command = tethered(command, death=self.stop_signal, user=user, reach=reach)
        self._environ = environ
        self._folder = folder
        self._stdin = stdin
        self._log_start = 0
        self._child: subprocess.Popen[bytes] | None = None
        self._swept = True

    @property
    def pid(self) -> int:
        """Process id; of the last run, when the process has ended. Raises `RuntimeError` before the first start."""
        if self._child is None:
            raise RuntimeError(f"{self.name} was never started")
        return self._child.pid

    @property
    def exit_code(self) -> int | None:
        """None while it runs; -n after signal n."""
        return self._child.poll() if self._child else None

    def alive(self) -> bool:
        return self._child is not None and self._child.poll() is None

    def start(self) -> None:
        """Starts it; a subclass returns only when the program answers. Does nothing while it runs."""
        if self.alive():
            return
        self.kill()
        with self._open_log() as log:
            self._log_start = os.fstat(log.fileno()).st_size
            self._child = _forker.submit(
                subprocess.Popen[bytes],
                self._command,
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=subprocess.STDOUT,
                env=self._environ,
                cwd=self._folder,
                start_new_session=True,
            ).result()
        self._swept = False
        assert self._child.stdin is not None
        with contextlib.suppress(BrokenPipeError), self._child.stdin as stdin:
            stdin.write(self._stdin)

    def stop(self) -> None:
        """Asks it to end and waits; after the grace time it is killed, with all that it started."""
        if self._child is not None and self.alive():
            with contextlib.suppress(ProcessLookupError):
                self._child.send_signal(self.stop_signal)
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._child.wait(self.grace)
        self.kill()

    def kill(self) -> None:
        """SIGKILL to it and to what is left of its process group; returns when it is gone."""
        self.sweep()
        if self._child is not None:
            self._child.wait()

    def sweep(self) -> None:
        """As `kill`, without waiting: fit for a signal handler."""
        # once per run: the number of a group long gone may be somebody else's
        if self._child is not None and not self._swept:
            self._swept = True
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self._child.pid, signal.SIGKILL)

    def said(self) -> list[str]:
        """Lines that it wrote to its log since its last start, the newest 16 KiB."""
        with contextlib.suppress(OSError), self.log.open("rb") as log:
            size = log.seek(0, os.SEEK_END)
            log.seek(max(self._log_start, size - 16 * 1024))
            return [line for line in log.read().decode(errors="replace").splitlines() if line.strip()]
        return []

    def complaint(self) -> str:
        """The line of this run's log that says best why it ended."""
        said = self.said() or ["it said nothing"]
        return next((line for line in reversed(said) if COMPLAINT.search(line)), said[-1]).split("FATAL:")[-1].strip()

    def ended(self) -> str:
        """How it ended, for a person."""
        code = self.exit_code
        if code is None:
            return "running"
        if code >= 0:
            return f"exit code {code}"
        try:
            return signal.Signals(-code).name
        except ValueError:
            return f"signal {-code}"

    def _open_log(self) -> BinaryIO:
        try:
            self.log.parent.mkdir(exist_ok=True)
            if self.log.exists() and self.log.stat().st_size > LOG_BYTES:
                self.log.replace(self.log.with_name(self.log.name + ".1"))
            return open(self.log, "ab", opener=lambda path, flags: os.open(path, flags, 0o600))
        except OSError as error:
            raise Refusal(
                f"{self.log} cannot be written ({error.strerror})", "mend that, or set VITRINE_HOME"
            ) from None
