"""Scenes: each of them paints what it is asked for, the same each time, and never the same twice."""

import numpy as np
import pytest

from server.seed import pictures
from server.seed.pictures import SCENES, Shape
from shared.limits import ALT_MAX

EVERY = [f"{scene}/{mood}" for scene, found in SCENES.items() for mood in found.moods]


def painted(name: str, seed: int = 5, shape: Shape = "tall", width: int = 240) -> np.ndarray:
    return np.asarray(pictures.take(name, seed, shape, width).image.numpy(), np.int16)


def test_there_are_many_scenes() -> None:
    assert len(SCENES) >= 40
    assert len(EVERY) >= 170


@pytest.mark.parametrize("name", EVERY)
def test_a_mood_gives_a_picture_with_light_and_words(name: str) -> None:
    picture = pictures.take(name, 3, "tall", 240)
    pixels = np.asarray(picture.image.numpy())
    assert pixels.shape == (300, 240, 3)
    assert pixels.std() > 3, "not one flat colour"
    assert picture.alt.endswith(".") and 20 < len(picture.alt) <= ALT_MAX
    assert picture.alt[0].isupper()


@pytest.mark.parametrize("scene", SCENES)
def test_a_seed_gives_the_same_picture_and_another_seed_another(scene: str) -> None:
    name = f"{scene}/{next(iter(SCENES[scene].moods))}"
    first = painted(name)
    assert np.array_equal(first, painted(name))
    assert np.abs(first - painted(name, seed=6)).mean() > 2


@pytest.mark.parametrize(("shape", "size"), [("tall", (1800, 1440)), ("square", (1440, 1440)), ("wide", (754, 1440))])
def test_shapes_have_their_full_size(shape: Shape, size: tuple[int, int]) -> None:
    assert painted("ridges/dawn", shape=shape, width=1440).shape[:2] == size


def test_photos_are_not_blown_up_beyond_their_worth() -> None:
    assert painted("photos/cat", width=1440).shape == (1350, 1080, 3)
