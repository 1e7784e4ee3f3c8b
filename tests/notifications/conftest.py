import pytest

from tests.notifications.town import Town
from tests.world import World


@pytest.fixture
def town(long_world: World) -> Town:
    return Town(long_world)
