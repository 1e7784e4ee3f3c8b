"""The part of a picture that is shown, as geometry: always a box of the wanted shape inside the turned picture."""

from typing import Final

from shared.looks import RATIOS, Aspect, Box, Look, Turn

CLOSEST: Final = 4.0
"""How far one may zoom in."""
_NEAR: Final = 0.002

Size = tuple[float, float]
"""Width and height in any unit; only their ratio counts."""


def turned(size: Size, turn: Turn) -> Size:
    return (size[1], size[0]) if turn in (90, 270) else size


def widest(ratio: float, size: Size) -> Box:
    """The largest box of that shape, in the middle."""
    own = size[0] / size[1]
    width, height = (ratio / own, 1.0) if own > ratio else (1.0, own / ratio)
    return Box(x=(1 - width) / 2, y=(1 - height) / 2, width=width, height=height)


def fitted(box: Box | None, ratio: float, size: Size) -> Box:
    """This box brought to the wanted shape around its middle; the widest when there is none."""
    whole = widest(ratio, size)
    if box is None:
        return whole
    zoom = min(max(min(whole.width / box.width, whole.height / box.height), 1.0), CLOSEST)
    return _at(whole, zoom, box.x + box.width / 2, box.y + box.height / 2)


def zoom_of(box: Box, ratio: float, size: Size) -> float:
    return max(widest(ratio, size).width / box.width, 1.0)


def zoomed(box: Box, zoom: float, ratio: float, size: Size) -> Box:
    """The same middle, so many times closer than the widest."""
    return _at(widest(ratio, size), min(max(zoom, 1.0), CLOSEST), box.x + box.width / 2, box.y + box.height / 2)


def moved(box: Box, right: float, down: float) -> Box:
    """By shares of the whole picture, as far as its edges."""
    return _placed(box.x + right, box.y + down, box.width, box.height)


def kept(box: Box, ratio: float, size: Size) -> Box | None:
    """What goes to the server: nothing where it would cut the same by itself."""
    whole = widest(ratio, size)
    same = all(
        abs(a - b) < _NEAR
        for a, b in zip(
            (box.x, box.y, box.width, box.height), (whole.x, whole.y, whole.width, whole.height), strict=True
        )
    )
    return None if same else box


def shape_of(aspect: Aspect, size: Size, look: Look) -> float:
    """Width over height at which a post is shown whose first picture has this upright size."""
    wanted = RATIOS.get(aspect)
    if wanted:
        return wanted
    wide, high = turned(size, look.turn)
    return min(max(wide / high, RATIOS["portrait"]), RATIOS["landscape"])


def inside(box: Box, part: Box) -> tuple[float, float] | None:
    """The middle of `part` (of the whole picture) as seen within `box`; None where it is cut off."""
    x = (part.x + part.width / 2 - box.x) / box.width
    y = (part.y + part.height / 2 - box.y) / box.height
    return (x, y) if 0 <= x <= 1 and 0 <= y <= 1 else None


def _at(whole: Box, zoom: float, middle_x: float, middle_y: float) -> Box:
    width, height = whole.width / zoom, whole.height / zoom
    return _placed(middle_x - width / 2, middle_y - height / 2, width, height)


def _placed(x: float, y: float, width: float, height: float) -> Box:
    return Box(x=min(max(x, 0.0), 1 - width), y=min(max(y, 0.0), 1 - height), width=width, height=height)
