"""What can be seen, and a vector in which alike pictures lie close: EfficientNet-Lite0, trained on ImageNet."""

from collections.abc import Sequence
from typing import Final

import numpy as np

from server.media.vision import frames as framing
from server.media.vision import sessions
from server.media.vision.models import Frame, Look, Numbers, Seen

SIDE: Final = 256
"""Of the smaller side, in pixels, before the middle is cut out."""
CROP: Final = 224
LABELS_MAX: Final = 10
FAINTEST: Final = 0.02
"""Less likely classes are not kept."""


def load() -> Look:
    """Finds `labels`, pairs of class (0 to 999) and confidence, the surest first, over all frames together.

    The embedding is the mean of the frames' 1280 features, of length 1.
    """
    session = sessions.opened("efficientnet-lite0.onnx")

    def look(frames: Sequence[Frame]) -> Seen:
        seen = [session.run(["embedding", "classes"], {"pixels": prepared(frame)}) for frame in frames]
        features = np.mean([embedding[0] for embedding, _ in seen], axis=0)
        chances = np.mean([classes[0] for _, classes in seen], axis=0)
        best = np.argsort(-chances)[:LABELS_MAX]
        labels = [[int(one), round(float(chances[one]), 4)] for one in best if chances[one] >= FAINTEST]
        unit = features / max(float(np.linalg.norm(features)), 1e-6)
        return Seen({"labels": labels}, unit.astype("<f2").tobytes())

    return look


def prepared(frame: Frame) -> Numbers:
    """1 x 3 x 224 x 224: the middle of the picture, from -1 to 1."""
    small = framing.covering(frame, SIDE)
    top, left = ((side - CROP) // 2 for side in small.shape[:2])
    middle = small[top : top + CROP, left : left + CROP].transpose(2, 0, 1)
    pixels: Numbers = (middle.astype(np.float32) - 127) / 128
    return pixels[None]
