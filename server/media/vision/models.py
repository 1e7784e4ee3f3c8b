"""The models, each loaded once in a process, and used by one thread at a time.

A model that cannot be loaded is missed once in the log and then done without: posts wait for it no longer than their
grace time.
"""

import importlib
import logging
import threading
from collections.abc import Callable, Collection, Sequence
from typing import Any, Final, Literal, TypeAlias, get_args

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

Model = Literal["nsfw", "faces", "content"]
MODELS: Final[tuple[Model, ...]] = get_args(Model)
VERSIONS: Final[dict[Model, str]] = {
    "nsfw": "open-nsfw-1",
    "faces": "centerface-1",
    "content": "efficientnet-lite0-1",
}
"""What a finding was made by: weights and everything between picture and finding. Either changes, so does this."""

Frame: TypeAlias = NDArray[np.uint8]
"""Height x width x (red, green, blue)."""
Numbers: TypeAlias = NDArray[np.floating[Any]]


class Seen(Struct, frozen=True):
    """What one model found in one media: plain data, and a vector as float16 where it makes one."""

    finding: dict[str, Any]
    embedding: bytes | None = None


Look: TypeAlias = Callable[[Sequence[Frame]], Seen]
"""Looks at a picture, or at a video's poster and then some of its frames."""

log = logging.getLogger(__name__)
_one_at_a_time = threading.Lock()
_looks: dict[Model, Look | None] = {}


def look(models: Collection[Model], frames: Sequence[Frame]) -> dict[Model, Seen]:
    """What those of the models found that can be loaded. Blocks for some 0.1 s a frame, mostly without the GIL."""
    with _one_at_a_time:
        return {model: look(frames) for model in models if (look := _loaded(model))}


def _loaded(model: Model) -> Look | None:
    if model not in _looks:
        try:
            _looks[model] = importlib.import_module(f"server.media.vision.{model}").load()
        except Exception:
            log.exception("machine vision does without the model %s, which cannot be loaded", model)
            _looks[model] = None
    return _looks[model]
