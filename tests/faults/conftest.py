"""One installation for all faults, mended before each test."""

from collections.abc import Iterator

import pytest

from tests.installation import Installation, installed

PROCESSES = ("api", "relay", "fanout", "media")


@pytest.fixture(scope="session")
def unmended(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    with installed(tmp_path_factory.mktemp("faults") / "home") as running:
        yield running


@pytest.fixture
def installation(unmended: Installation) -> Installation:
    """Everything but the web process runs: engines, API, relay and one worker for each tier."""
    for engine in (unmended.engines.postgres, unmended.engines.valkey):
        assert engine is not None
        engine.start()
    unmended.start(*PROCESSES)
    return unmended
