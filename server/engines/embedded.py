"""Both engines together: started for as long as they are needed, or borrowed from an `up` that already runs them."""

import contextlib
from collections.abc import Iterator
from types import TracebackType
from typing import Self

from msgspec.structs import replace

from server.engines import home
from server.engines.postgres import Postgres
from server.engines.valkey import Valkey
from server.settings import Settings


class Engines:
    """Engines that this process started. An engine is None where the settings name a server of someone else's."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.postgres: Postgres | None = None
        self.valkey: Valkey | None = None
        self._undo = contextlib.ExitStack()

    def start(self) -> Self:
        """Holds the home, fills `settings` with URLs and secret. Raises `Refusal`, with nothing left running."""
        with contextlib.ExitStack() as undo:
            undo.enter_context(home.held(self.settings.home))
            changes = {}
            if not self.settings.secret:
                changes["secret"] = home.keep_secret(self.settings.home / "secret")
            if not self.settings.valkey_url:
                self.valkey = Valkey(self.settings.home, self.settings.valkey_port, self.settings.valkey_memory_mb)
                undo.callback(self.valkey.stop)
                self.valkey.start()
                changes["valkey_url"] = self.valkey.url
            if not self.settings.database_url:
                self.postgres = Postgres(self.settings.home, self.settings.postgres_port)
                undo.callback(self.postgres.stop)
                self.postgres.start()
                changes["database_url"] = self.postgres.url
            self.settings = replace(self.settings, **changes)
            self._undo = undo.pop_all()
        return self

    def stop(self) -> None:
        """Ends what was started, and lets go of the home."""
        self._undo.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()


def start(settings: Settings) -> Engines:
    """Starts the engines that the settings leave to us. Raises `Refusal`, with nothing left running."""
    return Engines(settings).start()


@contextlib.contextmanager
def running(settings: Settings) -> Iterator[Settings]:
    """Settings whose URLs answer: as given if they name both servers, else those of a living `up`.

    Where there is neither, engines of our own run for the duration. Raises `Refusal`.
    """
    if settings.database_url and settings.valkey_url:
        yield settings
        return
    if (found := home.read_running(settings.home)) is not None:
        yield found.fill(settings)
        return
    with start(settings) as engines:
        yield engines.settings
