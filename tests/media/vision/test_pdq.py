"""The perceptual hash is Meta's, bit for bit, and survives what happens to pictures on their way."""

import numpy as np
import pytest

from server.media.vision import pdq
from tests.media.vision import samples

REFERENCE = [
    ("4b56b4ac5ab9a952562aa8a5d4d26b6bb2b5dcc47d6a3293dd28de942b0a5a25", 61),
    ("45d99a3690f2186729656141f29ee599e3264341bb2695e7bae25972eca97c1d", 97),
    ("6899926e917e60b972b5907ee0f9e8999b1f894bed890f879742e74117865784", 100),
    ("e463bb0fcc611f1e207c1e7a0e71d8f9f00fc7e1318cf19c038c0fd3f05e3a1a", 100),
    ("4325233c495cd09da4d2dca3aed2d6919d92d9dab6954a6a2576566c68765b2d", 88),
    ("267786b4923d59cc7989764326f2843e803e79ec7941764386f28c3e86be73e1", 88),
]
"""Of `samples.drawn`, by ThreatExchange's C++ as pdqhash 0.2.8 builds it."""


@pytest.mark.parametrize("number", range(len(REFERENCE)))
def test_hash_and_quality_are_those_of_the_reference(number: int) -> None:
    found, quality = pdq.of(samples.lossless(samples.drawn(number)))
    assert (found.hex(), quality) == REFERENCE[number]


def test_half_of_the_bits_are_set() -> None:
    found, _ = pdq.of(samples.webp(samples.photograph("astronaut")))
    assert sum(byte.bit_count() for byte in found) == 128


@pytest.mark.parametrize("name", ["astronaut", "chelsea", "coffee", "rocket", "motorcycle_left"])
@pytest.mark.parametrize(("width", "quality"), [(640, 50), (320, 80), (200, 60)])
def test_resized_and_recompressed_copies_match(name: str, width: int, quality: int) -> None:
    photograph = samples.photograph(name)
    one, told = pdq.of(samples.webp(photograph))
    other, _ = pdq.of(samples.webp(samples.jpeg_again(photograph, width, quality)))
    assert told >= pdq.QUALITY_MIN
    assert pdq.distance(one, other) <= pdq.MATCH_BITS


def test_different_pictures_do_not_match() -> None:
    names = ["astronaut", "chelsea", "coffee", "rocket", "camera", "brick", "hubble_deep_field", "motorcycle_left"]
    hashes = [pdq.of(samples.webp(samples.photograph(name)))[0] for name in names]
    nearest = min(pdq.distance(one, other) for i, one in enumerate(hashes) for other in hashes[:i])
    assert nearest > 2 * pdq.MATCH_BITS


def test_what_has_no_features_has_no_quality() -> None:
    flat = np.full((200, 300), 120, np.float32)
    assert pdq.of_luma(flat)[1] == 0
    assert pdq.of_luma(flat[:4, :4]) == (bytes(32), 0)
