"""What a post looks like and what it is about, as `features.CONTENT` numbers; and a fingerprint of its picture."""

import hashlib
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Final

import numpy as np

from server.feed.ranking.features import CONTENT, TOPIC, VISUAL, Floats
from server.posts.caption import normal_tag

EMBEDDING: Final = 1280
"""Numbers of the model `content` of machine vision."""
SEED: Final = 20261122
"""Never to change: what has been logged and learned is projected so."""
LOWEST: Final = 8
"""Waves on either axis of a perceptual hash that its fingerprint keeps."""


def of(embeddings: Sequence[bytes | None], hashtags: Sequence[Iterable[str]]) -> Floats:
    """Rows of `CONTENT` numbers for posts with these embeddings (16-bit floats) and hashtags."""
    found = np.zeros((len(embeddings), CONTENT), np.float32)
    known = [at for at, one in enumerate(embeddings) if one is not None and len(one) == 2 * EMBEDDING]
    if known:
        seen = np.stack([np.frombuffer(embeddings[at] or b"", "<f2") for at in known]).astype(np.float32)
        # all of its numbers are positive, so that any two pictures look alike before the common part goes
        seen -= seen.mean(axis=1, keepdims=True)
        found[known, :VISUAL] = unit(seen @ _projection())
    for at, tags in enumerate(hashtags):
        for tag in tags:
            place, sign = _hashed(normal_tag(tag))
            found[at, VISUAL + place] += sign
    found[:, VISUAL:] = unit(found[:, VISUAL:])
    return found


def unit(rows: Floats) -> Floats:
    """Each row of length 1, or zeros."""
    lengths = np.linalg.norm(rows, axis=-1, keepdims=True)
    scaled: Floats = np.divide(rows, lengths, out=np.zeros_like(rows), where=lengths > 1e-9)
    return scaled


def fingerprint(pdq: bytes | None) -> int:
    """64 bits of a hash by PDQ: those of its 8 x 8 lowest waves, as in the older pHash (Zauner 2010).

    Of two pictures that PDQ takes for the same (31 of 256 bits), they differ in about 8.
    """
    if pdq is None:
        return 0
    waves = np.unpackbits(np.frombuffer(pdq, np.uint8))[::-1].reshape(16, 16)
    return int.from_bytes(np.packbits(waves[:LOWEST, :LOWEST]).tobytes(), "big")


@lru_cache(maxsize=1)
def _projection() -> Floats:
    """Random numbers keep angles (Johnson and Lindenstrauss 1984). `RandomState` promises never to change its own."""
    drawn: Floats = np.random.RandomState(SEED).standard_normal((EMBEDDING, VISUAL)).astype(np.float32)
    return drawn


@lru_cache(maxsize=16_384)
def _hashed(tag: str) -> tuple[int, int]:
    """Where a hashtag counts, and with which sign, so that those that meet there cancel on average."""
    number = int.from_bytes(hashlib.blake2b(tag.encode(), digest_size=8).digest(), "big")
    return (number >> 1) % TOPIC, 1 if number & 1 else -1
