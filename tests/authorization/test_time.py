"""What is hidden from somebody is refused as fast, or as slowly, as what does not exist."""

import secrets
import statistics
import time
from collections.abc import AsyncIterator, Callable

import pytest

from server.kit import ids
from server.settings import Settings
from tests.world import Person, World, opened_world

STEP = 0.2
"""Seconds; far more than a look takes, so that a busy machine does not blur it."""
READS: list[tuple[str, str, Callable[[dict[str, str]], str], Callable[[], str]]] = [
    ("GET", "/posts/{}", lambda hidden: hidden["post"], lambda: str(ids.new_id())),
    ("GET", "/posts/{}/comments", lambda hidden: hidden["post"], lambda: str(ids.new_id())),
    ("PUT", "/posts/{}/like", lambda hidden: hidden["post"], lambda: str(ids.new_id())),
    ("GET", "/comments/{}/replies", lambda hidden: hidden["comment"], lambda: str(ids.new_id())),
    ("GET", "/people/{}", lambda hidden: hidden["person"], lambda: f"no.{secrets.token_hex(4)}"),
    ("PUT", "/people/{}/follow", lambda hidden: hidden["person"], lambda: f"no.{secrets.token_hex(4)}"),
]


@pytest.fixture
async def patient(clean_settings: Settings) -> AsyncIterator[World]:
    async with opened_world(clean_settings, not_found_ms=round(STEP * 1000)) as world:
        yield world


async def test_both_are_answered_at_the_same_steps(patient: World) -> None:
    author, viewer = await patient.person("maud"), await patient.person("odile")
    post = str(await patient.quick_post(author.user_id, "not for everybody"))
    comment = await author.comment(post, "nor this")
    await author.block("odile")
    hidden = {"post": post, "comment": comment.id, "person": "maud"}
    for method, path, known, unknown in READS:
        asked = [(path.format(known(hidden)), path.format(unknown())) for _ in range(3)]
        pairs = [(await _steps(patient, viewer, method, a), await _steps(patient, viewer, method, b)) for a, b in asked]
        first, second = (statistics.median(column) for column in zip(*pairs, strict=True))
        assert first == second >= 1, f"{method} {path}: {pairs}"


async def _steps(world: World, viewer: Person, method: str, path: str) -> int:
    """How many steps the refusal took; it may not leave between two."""
    began = time.monotonic()
    answer = await world.http(method, f"/api/v1{path}", viewer)
    took = time.monotonic() - began
    assert answer.status_code == 404, answer.text
    return int(took / STEP)
