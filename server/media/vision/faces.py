"""Where faces are, never whose: CenterFace (Xu and others, 2019), which marks the middles of faces on a heat map."""

from collections.abc import Sequence
from typing import Any, Final

import numpy as np

from server.media.vision import frames as framing
from server.media.vision import sessions
from server.media.vision.models import Frame, Look, Numbers, Seen

SIDE: Final = 640
"""Of the larger side, in pixels. Faces from about 12 pixels on are found."""
GRAIN: Final = 32
"""Sides are filled up to multiples of this."""
CELL: Final = 4
"""Pixels for each point of the heat map."""
CERTAIN: Final = 0.5
OVERLAP: Final = 0.3
"""Boxes that share more of their union than this are of the same face."""
FACES_MAX: Final = 50


def load() -> Look:
    """Finds `boxes` in the first frame: x, y, width and height in shares of the picture, and a confidence."""
    session = sessions.opened("centerface.onnx")

    def look(frames: Sequence[Frame]) -> Seen:
        small = framing.fitted(frames[0], SIDE)
        height, width = small.shape[:2]
        pixels = np.zeros((1, 3, -(-height // GRAIN) * GRAIN, -(-width // GRAIN) * GRAIN), np.float32)
        pixels[0, :, :height, :width] = small.transpose(2, 0, 1)
        boxes = found(*session.run(["heat", "scale", "offset"], {"pixels": pixels}))
        return Seen({"boxes": [shares(box, width, height) for box in boxes]})

    return look


def found(heat: Numbers, scale: Numbers, offset: Numbers) -> Numbers:
    """Rows of left, top, right, bottom in pixels and confidence, the surest first, one for each face."""
    rows, columns = np.nonzero(heat[0, 0] > CERTAIN)
    high, wide = np.exp(scale[0][:, rows, columns]) * CELL
    down, across = offset[0][:, rows, columns]
    x, y = (columns + across + 0.5) * CELL, (rows + down + 0.5) * CELL
    boxes = np.stack([x - wide / 2, y - high / 2, x + wide / 2, y + high / 2, heat[0, 0, rows, columns]], axis=1)
    return _one_each(boxes[np.argsort(-boxes[:, 4])])


def shares(box: Numbers, width: int, height: int) -> dict[str, Any]:
    left, right = (min(max(float(edge) / width, 0), 1) for edge in (box[0], box[2]))
    top, bottom = (min(max(float(edge) / height, 0), 1) for edge in (box[1], box[3]))
    return {
        "x": round(left, 4),
        "y": round(top, 4),
        "width": round(right - left, 4),
        "height": round(bottom - top, 4),
        "confidence": round(float(box[4]), 3),
    }


def _one_each(boxes: Numbers) -> Numbers:
    """Without the boxes that lie over a surer one."""
    kept: list[Numbers] = []
    while len(boxes) and len(kept) < FACES_MAX:
        best, boxes = boxes[0], boxes[1:]
        kept.append(best)
        corner, other = np.maximum(boxes[:, :2], best[:2]), np.minimum(boxes[:, 2:4], best[2:4])
        shared = np.clip(other - corner, 0, None).prod(axis=1)
        areas = (boxes[:, 2:4] - boxes[:, :2]).prod(axis=1) + (best[2:4] - best[:2]).prod()
        boxes = boxes[shared / (areas - shared) < OVERLAP]
    return np.array(kept, np.float32).reshape(-1, 5)
