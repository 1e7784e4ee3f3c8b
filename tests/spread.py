"""How the tests are spread over processes: by file, journeys and faults as a whole each, what takes longest first."""

from collections.abc import Sequence

import pytest
from xdist.scheduler import LoadFileScheduling

WHOLE = ("tests/journeys/", "tests/faults/")
"""Folders whose tests share an installation that takes long to start: one process runs them all."""
APART = "tests/journeys/test_accessibility.py"
"""But for this: it takes half as long as all journeys, and another process has nothing as long to do."""
FIRST = (*WHOLE, "tests/attacks/", "tests/engines/", "tests/media/", "tests/feed/", "tests/client/")
"""The longest, so that none of them is what everybody waits for in the end."""


class Spread(LoadFileScheduling):
    def _split_scope(self, nodeid: str) -> str:
        whole = next((folder for folder in WHOLE if nodeid.startswith(folder)), "")
        return whole if whole and not nodeid.startswith(APART) else super()._split_scope(nodeid)


def longest_first(items: Sequence[pytest.Item]) -> list[pytest.Item]:
    """The same in every process; within a file as it is."""
    ranks = {folder: rank for rank, folder in enumerate(FIRST)}

    def rank(item: pytest.Item) -> int:
        return next((ranks[folder] for folder in FIRST if item.nodeid.startswith(folder)), len(FIRST))

    return sorted(items, key=rank)
