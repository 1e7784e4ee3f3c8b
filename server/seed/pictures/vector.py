"""Shapes with clean edges: small SVG drawings, rasterised by librsvg inside libvips."""

from collections.abc import Sequence

import numpy as np
import pyvips

from server.seed.pictures.canvas import Canvas
from server.seed.pictures.colour import Floats


def draw(canvas: Canvas, body: str, defs: str = "") -> tuple[Floats, Floats]:
    """Colour (height x width x 3) and cover (height x width) of a drawing whose unit is a 1000th of the width."""
    tall = canvas.aspect * 1000
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{canvas.width}" height="{canvas.height}" '
        f'viewBox="0 0 1000 {tall:.3f}"><defs>{defs}</defs>{body}</svg>'
    )
    image = pyvips.Image.svgload_buffer(svg.encode())
    pixels = np.asarray(image.numpy(), np.float32)
    pixels *= np.float32(1 / 255)
    return pixels[..., :3], pixels[..., 3]


def curve(points: Sequence[tuple[float, float]]) -> str:
    """The `d` of a smooth closed curve through points (Catmull-Rom as Béziers)."""
    count = len(points)
    parts = [f"M{points[0][0]:.1f} {points[0][1]:.1f}"]
    for i in range(count):
        (x0, y0), (x1, y1), (x2, y2), (x3, y3) = (points[(i + step) % count] for step in (-1, 0, 1, 2))
        parts.append(
            f"C{x1 + (x2 - x0) / 6:.1f} {y1 + (y2 - y0) / 6:.1f} {x2 - (x3 - x1) / 6:.1f} "
            f"{y2 - (y3 - y1) / 6:.1f} {x2:.1f} {y2:.1f}"
        )
    return "".join(parts) + "Z"


def fade(name: str, *stops: tuple[float, str, float], upright: bool = True) -> str:
    """A linear gradient definition: (offset, colour, opacity) from top to bottom, or left to right."""
    x2, y2 = (0, 1) if upright else (1, 0)
    inner = "".join(f'<stop offset="{o}" stop-color="{c}" stop-opacity="{a}"/>' for o, c, a in stops)
    return f'<linearGradient id="{name}" x1="0" y1="0" x2="{x2}" y2="{y2}">{inner}</linearGradient>'


def bulge(name: str, *stops: tuple[float, str, float], x: float = 0.5, y: float = 0.5, radius: float = 0.5) -> str:
    """A radial gradient definition: (offset, colour, opacity) from the middle outwards."""
    inner = "".join(f'<stop offset="{o}" stop-color="{c}" stop-opacity="{a}"/>' for o, c, a in stops)
    return f'<radialGradient id="{name}" cx="{x}" cy="{y}" r="{radius}">{inner}</radialGradient>'
