"""How a photo is made to look: filters and adjustments as data, one table for the server that applies them and the
composer that offers them.

Colours are sRGB from 0 to 1. A filter is a 3 x 3 matrix over (red, green, blue), then a curve per channel through
points that are evenly spaced from black to white, then a fade and a vignette.
"""

from typing import Annotated, Final, Literal, get_args

from msgspec import Meta, Struct

Aspect = Literal["original", "square", "portrait", "landscape"]
RATIOS: Final[dict[Aspect, float]] = {"square": 1.0, "portrait": 4 / 5, "landscape": 1.91}
"""Width over height. `original` is the first picture's own, but never taller than 4:5 or wider than 1.91:1."""

FilterName = Literal[
    "none", "dune", "lagoon", "ember", "meadow", "frost", "harbour", "velvet", "linen", "noon", "dusk", "slate", "ink"
]
FILTER_NAMES: Final[tuple[FilterName, ...]] = get_args(FilterName)

Share = Annotated[float, Meta(ge=0, le=1)]
Turn = Literal[0, 90, 180, 270]
Amount = Annotated[int, Meta(ge=0, le=100)]
Shift = Annotated[int, Meta(ge=-100, le=100)]


class Box(Struct, frozen=True, forbid_unknown_fields=True):
    """A part of a picture, in shares of its width and height from the upper left corner."""

    x: Share
    y: Share
    width: Annotated[float, Meta(gt=0, le=1)]
    height: Annotated[float, Meta(gt=0, le=1)]


class Look(Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """What is done to an original, in this order: turn, crop, enhance, adjust, filter, fade, vignette."""

    turn: Turn = 0
    """Degrees clockwise, of the upright original."""
    crop: Box | None = None
    """Of the turned picture; without it the middle is taken where the aspect demands a cut."""
    enhance: bool = False
    """Levels and colour balance found in the picture itself."""
    filter: FilterName = "none"
    strength: Amount = 100
    """Of the filter."""
    exposure: Shift = 0
    contrast: Shift = 0
    warmth: Shift = 0
    saturation: Shift = 0
    vignette: Amount = 0
    fade: Amount = 0


PLAIN: Final = Look()

Matrix = tuple[tuple[float, float, float], tuple[float, float, float], tuple[float, float, float]]
Curve = tuple[float, ...]
IDENTITY: Final[Matrix] = ((1, 0, 0), (0, 1, 0), (0, 0, 1))
STRAIGHT: Final[Curve] = (0, 0.25, 0.5, 0.75, 1)


class Filter(Struct, frozen=True):
    title: str
    matrix: Matrix = IDENTITY
    red: Curve = STRAIGHT
    green: Curve = STRAIGHT
    blue: Curve = STRAIGHT
    fade: float = 0
    """Share by which black is lifted towards a soft grey."""
    vignette: float = 0
    """Share by which the corners are darkened."""


def saturated(amount: float) -> Matrix:
    """Away from or towards the luma of Rec. 709; 0 is grey, 1 leaves as is."""
    red, green, blue = 0.2126 * (1 - amount), 0.7152 * (1 - amount), 0.0722 * (1 - amount)
    return ((red + amount, green, blue), (red, green + amount, blue), (red, green, blue + amount))


FILTERS: Final[dict[FilterName, Filter]] = {
    "none": Filter("Original"),
    "dune": Filter(
        "Dune",
        ((1.06, 0.04, -0.02), (0.02, 1.0, 0.0), (-0.02, 0.02, 0.90)),
        red=(0.03, 0.30, 0.56, 0.80, 1.0),
        blue=(0.04, 0.24, 0.46, 0.70, 0.93),
        fade=0.06,
    ),
    "lagoon": Filter(
        "Lagoon",
        ((0.92, 0.04, 0.02), (0.0, 1.02, 0.02), (-0.02, 0.06, 1.06)),
        red=(0.0, 0.20, 0.46, 0.73, 0.97),
        blue=(0.05, 0.31, 0.56, 0.80, 1.0),
    ),
    "ember": Filter(
        "Ember",
        ((1.10, 0.02, -0.04), (0.02, 0.98, -0.02), (-0.04, 0.0, 0.86)),
        red=(0.0, 0.29, 0.58, 0.83, 1.0),
        green=(0.0, 0.22, 0.48, 0.74, 0.98),
        blue=(0.0, 0.18, 0.40, 0.66, 0.92),
        vignette=0.22,
    ),
    "meadow": Filter(
        "Meadow",
        ((0.98, 0.04, -0.02), (-0.02, 1.10, -0.04), (-0.02, 0.06, 0.92)),
        green=(0.0, 0.27, 0.54, 0.79, 1.0),
        blue=(0.0, 0.22, 0.46, 0.71, 0.95),
    ),
    "frost": Filter(
        "Frost",
        saturated(0.72),
        red=(0.02, 0.24, 0.49, 0.75, 0.98),
        green=(0.03, 0.27, 0.53, 0.78, 1.0),
        blue=(0.06, 0.32, 0.58, 0.82, 1.0),
    ),
    "harbour": Filter(
        "Harbour",
        ((0.94, 0.04, 0.02), (0.02, 0.98, 0.02), (0.02, 0.08, 0.98)),
        red=(0.0, 0.18, 0.50, 0.82, 1.0),
        green=(0.01, 0.21, 0.50, 0.79, 0.99),
        blue=(0.07, 0.28, 0.50, 0.72, 0.93),
    ),
    "velvet": Filter(
        "Velvet",
        saturated(1.22),
        red=(0.0, 0.18, 0.48, 0.80, 1.0),
        green=(0.0, 0.17, 0.46, 0.78, 1.0),
        blue=(0.01, 0.20, 0.50, 0.81, 1.0),
        vignette=0.16,
    ),
    "linen": Filter(
        "Linen",
        saturated(0.82),
        red=(0.08, 0.32, 0.56, 0.79, 0.98),
        green=(0.07, 0.30, 0.54, 0.77, 0.96),
        blue=(0.08, 0.29, 0.51, 0.73, 0.91),
        fade=0.10,
    ),
    "noon": Filter(
        "Noon",
        saturated(1.12),
        red=(0.02, 0.32, 0.60, 0.83, 1.0),
        green=(0.02, 0.31, 0.59, 0.82, 1.0),
        blue=(0.01, 0.28, 0.55, 0.79, 0.98),
    ),
    "dusk": Filter(
        "Dusk",
        ((1.02, 0.0, 0.04), (0.0, 0.94, 0.04), (0.04, 0.0, 1.04)),
        red=(0.05, 0.27, 0.52, 0.77, 0.98),
        green=(0.02, 0.21, 0.46, 0.71, 0.94),
        blue=(0.10, 0.32, 0.54, 0.76, 0.96),
        vignette=0.12,
    ),
    "slate": Filter(
        "Slate",
        saturated(0.12),
        red=(0.03, 0.26, 0.50, 0.75, 0.97),
        green=(0.04, 0.27, 0.51, 0.76, 0.98),
        blue=(0.06, 0.29, 0.53, 0.77, 0.98),
        fade=0.05,
    ),
    "ink": Filter(
        "Ink",
        ((0.36, 0.58, 0.06), (0.36, 0.58, 0.06), (0.36, 0.58, 0.06)),
        red=(0.0, 0.17, 0.50, 0.83, 1.0),
        green=(0.0, 0.17, 0.50, 0.83, 1.0),
        blue=(0.0, 0.17, 0.50, 0.83, 1.0),
        vignette=0.10,
    ),
}


def ratio_of(aspect: Aspect, width: int, height: int) -> float:
    """Width over height at which a first picture of this size is shown."""
    return RATIOS.get(aspect) or min(max(width / height, RATIOS["portrait"]), RATIOS["landscape"])
