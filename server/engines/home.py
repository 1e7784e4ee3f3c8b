"""The data folder: made, judged, held by one process at a time, and what it says about a running `up`."""

import contextlib
import fcntl
import os
import secrets
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import msgspec
from msgspec.structs import replace

from server.engines.refusal import Refusal
from server.settings import Settings


class Running(msgspec.Struct):
    """What `run.json` holds while `up` serves: where its servers answer, passwords included."""

    pid: int
    database_url: str
    valkey_url: str
    stories_valkey_url: str
    queue_url: str
    secret: str
    api_url: str
    web_url: str

    def fill(self, settings: Settings) -> Settings:
        """These settings, with the servers of this `up`."""
        return replace(
            settings,
            database_url=self.database_url,
            valkey_url=self.valkey_url,
            stories_valkey_url=self.stories_valkey_url,
            queue_url=self.queue_url,
            secret=settings.secret or self.secret,
        )


def prepare(home: Path) -> None:
    """Makes the folder if it is missing and sees that files can be written there. Raises `Refusal`."""
    if not home.exists():
        if not home.parent.is_dir():
            raise Refusal(f"{home} cannot be made, for {home.parent} is not there", "make it, or set VITRINE_HOME")
        try:
            # PostgreSQL gives up root's rights and must then still pass through to its own folder
            home.mkdir(mode=0o711 if os.geteuid() == 0 else 0o700)
        except OSError as error:
            raise Refusal(f"{home} cannot be made ({error.strerror})", "set VITRINE_HOME to another folder") from None
    if not home.is_dir():
        raise Refusal(f"{home} is no folder", "move it away, or set VITRINE_HOME")
    owner = home.stat().st_uid
    if owner != os.geteuid():
        raise Refusal(
            f"{home} belongs to user {owner}, you are {os.geteuid()}", "run as its owner, or set VITRINE_HOME"
        )
    try:
        tempfile.TemporaryFile(dir=home).close()
    except OSError as error:
        raise Refusal(
            f"{home} cannot be written to ({error.strerror})", "make it writable, or set VITRINE_HOME"
        ) from None


@contextlib.contextmanager
def held(home: Path) -> Iterator[None]:
    """Makes the folder ready and keeps every other process of this kind away from it for the duration."""
    prepare(home)
    descriptor = os.open(home / "lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        if not _lock(descriptor):
            raise Refusal(f"{home} is in use by process {_holder(home)}", "end that one, or set VITRINE_HOME")
        os.ftruncate(descriptor, 0)
        os.write(descriptor, str(os.getpid()).encode())
        (home / "run.json").unlink(missing_ok=True)
        yield
    finally:
        os.close(descriptor)


def _lock(descriptor: int) -> bool:
    for pause in (0.05, 0.1, 0.0):  # `is_held` of another process may have it for an instant
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            time.sleep(pause)
        else:
            return True
    return False


def is_held(home: Path) -> bool:
    """Whether a living process has this folder. Never waits, changes nothing."""
    try:
        descriptor = os.open(home / "lock", os.O_RDONLY)
    except OSError:
        return False
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except OSError:
        return True
    finally:
        os.close(descriptor)
    return False


def read_running(home: Path) -> Running | None:
    """What the living `up` of this folder said about itself; None when there is none, or it does not serve yet."""
    if not is_held(home):
        return None
    try:
        return msgspec.json.decode((home / "run.json").read_bytes(), type=Running)
    except (OSError, msgspec.DecodeError):
        return None


@contextlib.contextmanager
def announced(settings: Settings) -> Iterator[None]:
    """Lets other commands find the servers of this `up` for the duration."""
    path = settings.home / "run.json"
    running = Running(
        pid=os.getpid(),
        database_url=settings.database_url,
        valkey_url=settings.valkey_url,
        stories_valkey_url=settings.stories_valkey_url,
        queue_url=settings.queue_url,
        secret=settings.secret,
        api_url=settings.api_url,
        web_url=settings.web_url,
    )
    write_private(path, msgspec.json.encode(running))
    try:
        yield
    finally:
        path.unlink(missing_ok=True)


def keep_secret(path: Path) -> str:
    """The random text kept in this file, made at the first call; only the owner may read it."""
    with contextlib.suppress(FileNotFoundError):
        if text := path.read_text().strip():
            return text
    text = secrets.token_urlsafe(36)
    write_private(path, text.encode())
    return text


def write_private(path: Path, content: bytes) -> None:
    """Writes whole or not at all, mode 0600 from the first byte."""
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)


def _holder(home: Path) -> str:
    with contextlib.suppress(OSError):
        return (home / "lock").read_text().strip() or "unknown"
    return "unknown"
