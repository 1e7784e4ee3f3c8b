"""Posts that show the same: told by the perceptual hashes of their first pictures, or by what machine vision saw."""

from typing import Final

import numpy as np
import numpy.typing as npt

from server.feed.ranking.features import VISUAL

BITS: Final = 6
"""Of 64 that may differ between the hashes of one picture, scaled, recompressed or slightly edited; strangers' differ
in 32 ± 4."""
COSINE: Final = 0.98
"""Of what two pictures look like, from which on nobody would call them two."""
BLOCK: Final = 32

Pairs = npt.NDArray[np.intp]


def within(posts: np.ndarray, order: npt.NDArray[np.intp], distance: int) -> Pairs:
    """Pairs of near-duplicates among `posts[order]` less than `distance` places apart: rows of two places in `posts`.

    `distance` is at most `BLOCK`, so that the places are compared by blocks with the one that follows.
    """
    n = len(order)
    blocks = -(-n // BLOCK)
    hashes = np.zeros((blocks + 1) * BLOCK, np.uint64)
    hashes[:n] = posts["fingerprint"][order]
    looks = np.zeros(((blocks + 1) * BLOCK, VISUAL), np.float32)
    looks[:n] = posts["content"][order, :VISUAL]
    rows = np.arange(blocks * BLOCK).reshape(blocks, BLOCK)
    columns = rows[:, :1] + np.arange(2 * BLOCK)
    near = np.bitwise_count(hashes[rows][:, :, None] ^ hashes[columns][:, None, :]) <= BITS
    near &= (hashes[rows] != 0)[:, :, None] & (hashes[columns] != 0)[:, None, :]
    near |= looks[rows] @ looks[columns].transpose(0, 2, 1) >= COSINE
    step = np.arange(2 * BLOCK) - np.arange(BLOCK)[:, None]
    near &= (step > 0) & (step < distance)
    block, row, column = np.nonzero(near)
    return np.stack([order[block * BLOCK + row], order[block * BLOCK + column]], axis=1)
