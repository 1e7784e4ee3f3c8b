"""Real photographs that scikit-image and scikit-learn carry in their wheels, cropped and toned.

Credits: china.jpg by danielbuechele and flower.jpg by vultilion (both CC BY 2.0); chelsea, coffee, brick, grass,
gravel, camera and retina from scikit-image's own collection (CC0 or public domain); moon, hubble_deep_field and
astronaut by NASA, rocket by SpaceX (public domain); motorcycle from the Middlebury stereo set; coins from Pompeii,
Brooklyn Museum.
"""

from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pyvips

from server.seed.pictures import noise
from server.seed.pictures.canvas import Canvas, smooth
from server.seed.pictures.colour import Floats, along, mix, ramp, rgb


class Mood(NamedTuple):
    file: str
    middle: tuple[float, float]
    """Of the crop, as shares of width and height."""
    reach: float
    """Width of the crop as a share of the widest crop that fits."""
    words: str


IMAGE, LEARN = "skimage/data/", "sklearn/datasets/images/"

MOODS = {
    "cat": Mood(IMAGE + "chelsea.png", (0.45, 0.5), 1.0, "A tabby cat with green eyes looking to the side"),
    "gaze": Mood(IMAGE + "chelsea.png", (0.46, 0.4), 0.66, "A tabby cat's green eyes, very close"),
    "whiskers": Mood(IMAGE + "chelsea.png", (0.53, 0.72), 0.62, "A tabby cat's pink nose and white whiskers, close up"),
    "ear": Mood(IMAGE + "chelsea.png", (0.36, 0.28), 0.58, "One eye and the striped forehead of a tabby cat"),
    "espresso": Mood(
        IMAGE + "coffee.png", (0.47, 0.5), 1.0, "An espresso in a red cup on a red saucer, on a wooden table"
    ),
    "crema": Mood(
        IMAGE + "coffee.png", (0.48, 0.36), 0.62, "The golden crema of an espresso in a white-rimmed red cup"
    ),
    "spoon": Mood(IMAGE + "coffee.png", (0.6, 0.62), 0.6, "A teaspoon leaning on a red saucer beside an espresso cup"),
    "pagoda": Mood(LEARN + "china.jpg", (0.36, 0.52), 1.0, "A red and green pagoda with three roofs above a lake"),
    "roofs": Mood(LEARN + "china.jpg", (0.35, 0.36), 0.52, "Green tiled roofs of a pagoda against a pale sky"),
    "gallery": Mood(LEARN + "china.jpg", (0.36, 0.66), 0.5, "Red columns and painted galleries of a pagoda, close"),
    "lakeside": Mood(LEARN + "china.jpg", (0.76, 0.5), 0.75, "Trees above a wide hazy lake, with small boats far out"),
    "dahlia": Mood(LEARN + "flower.jpg", (0.47, 0.48), 1.0, "An orange dahlia before dark green leaves"),
    "petals": Mood(LEARN + "flower.jpg", (0.48, 0.46), 0.5, "The packed petals of an orange dahlia, close up"),
    "deepfield": Mood(
        IMAGE + "hubble_deep_field.jpg", (0.5, 0.5), 0.95, "Hundreds of distant galaxies in a very deep telescope image"
    ),
    "galaxies": Mood(
        IMAGE + "hubble_deep_field.jpg", (0.68, 0.35), 0.5, "A handful of spiral galaxies among fainter ones"
    ),
    "moon": Mood(IMAGE + "moon.png", (0.42, 0.4), 0.8, "Craters and plains on the surface of the Moon"),
    "crater": Mood(IMAGE + "moon.png", (0.36, 0.24), 0.46, "A round crater on the Moon, with long shadows beside it"),
    "rocket": Mood(
        IMAGE + "rocket.jpg", (0.5, 0.55), 1.0, "A white rocket on its launch pad at dusk, lit by floodlights"
    ),
    "pad": Mood(IMAGE + "rocket.jpg", (0.5, 0.72), 0.62, "Floodlights at the foot of a rocket on its pad, at dusk"),
    "suit": Mood(IMAGE + "astronaut.png", (0.5, 0.76), 0.55, "An orange space suit with a white helmet beside it"),
    "shuttle": Mood(IMAGE + "astronaut.png", (0.83, 0.27), 0.34, "A model of a space shuttle with its orange tank"),
    "motorcycle": Mood(
        IMAGE + "motorcycle_left.png", (0.53, 0.52), 1.0, "A red motorcycle parked in a cluttered garage"
    ),
    "wheel": Mood(IMAGE + "motorcycle_left.png", (0.8, 0.68), 0.5, "The front wheel and brake of a red motorcycle"),
    "engine": Mood(IMAGE + "motorcycle_right.png", (0.5, 0.58), 0.5, "Chrome engine and red tank of a motorcycle"),
    "saddle": Mood(
        IMAGE + "motorcycle_left.png",
        (0.32, 0.56),
        0.55,
        "Saddle and rear wheel of a red motorcycle before wooden benches",
    ),
    "tripod": Mood(
        IMAGE + "camera.png",
        (0.5, 0.5),
        1.0,
        "A man in a dark coat bending over a camera on a tripod, in black and white",
    ),
    "lawn": Mood(IMAGE + "camera.png", (0.74, 0.52), 0.55, "A wide lawn with towers far behind, in black and white"),
    "bricks": Mood(IMAGE + "brick.png", (0.5, 0.5), 0.85, "Paving bricks running away from the viewer"),
    "grass": Mood(IMAGE + "grass.png", (0.5, 0.5), 0.7, "Rough grass with fallen leaves, from above"),
    "gravel": Mood(IMAGE + "gravel.png", (0.5, 0.5), 0.6, "Sharp grey gravel, from above"),
    "coins": Mood(IMAGE + "coins.png", (0.5, 0.5), 0.95, "Rows of worn ancient coins on dark cloth"),
    "drachma": Mood(IMAGE + "coins.png", (0.72, 0.62), 0.5, "A few ancient coins, the heads on them still clear"),
    "retina": Mood(IMAGE + "retina.jpg", (0.5, 0.5), 0.8, "The back of an eye: red, with branching vessels"),
    "vessels": Mood(
        IMAGE + "retina.jpg", (0.3, 0.48), 0.45, "Blood vessels branching from the bright disc at the back of an eye"
    ),
    "tissue": Mood(IMAGE + "ihc.png", (0.5, 0.5), 0.9, "Stained tissue under the microscope, brown and blue"),
    "cells": Mood(IMAGE + "ihc.png", (0.6, 0.75), 0.5, "Brown and blue stained cells under the microscope, close"),
}

GREY_TONES = {
    "bricks": ("#3a1f18", "#a85a40", "#f0d3b8"),
    "grass": ("#10210f", "#4f7a35", "#dbe3a6"),
    "gravel": ("#1d2226", "#7f878a", "#e9e4da"),
    "coins": ("#0f0d0b", "#7a6648", "#f1e3c0"),
    "drachma": ("#0f0d0b", "#7a6648", "#f1e3c0"),
    "moon": ("#05070d", "#7f8790", "#f6f1e6"),
    "crater": ("#05070d", "#80796f", "#fbf4e4"),
}
COLOURLESS = frozenset({"ear", "lakeside", "rocket", "pad"})
"""Crops whose words stay true in black and white."""
WIDTH = 1080
"""The sources are 300 to 1,400 pixels wide: more would only blow them up."""


def paint(canvas: Canvas, mood: str) -> str:
    """Covers the sheet with a crop that sways a little with the seed, in one of a few tones."""
    chosen = MOODS[mood]
    picture = _crop(canvas, chosen)
    grey = picture.ndim == 2 or picture.shape[2] == 1
    if grey:
        flat = picture.reshape(picture.shape[:2])
        low, high = np.quantile(flat, (0.01, 0.995))
        level = np.clip((flat - low) / (high - low + 1e-6), 0, 1)
        canvas.sheet[:] = along(ramp(*GREY_TONES.get(mood, ("#0c0d10", "#7d7f82", "#f7f4ee"))), level)
        return f"{chosen.words}."
    canvas.sheet[:] = picture[..., :3]
    if canvas.chance(0.35) and mood not in ("suit", "shuttle"):
        canvas.sheet[:] = canvas.sheet[:, ::-1].copy()
    tone = canvas.one_of(("plain", "plain", "warm", "faded", "cool", "rich", "mono" if mood in COLOURLESS else "plain"))
    _tone(canvas, tone)
    return f"{chosen.words}{', in black and white' if tone == 'mono' else ''}."


def source(file: str) -> Path:
    """Where an installed package keeps the file. Raises `FileNotFoundError` when it is not installed."""
    package, _, rest = file.partition("/")
    spec = find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        raise FileNotFoundError(f"{package} is not installed")
    return Path(spec.submodule_search_locations[0]) / rest


def _crop(canvas: Canvas, chosen: Mood) -> Floats:
    image = pyvips.Image.new_from_file(str(source(chosen.file)))
    widest = min(image.width, image.height / canvas.aspect)
    wide = widest * min(1.0, chosen.reach * canvas.between(0.92, 1.06))
    tall = wide * canvas.aspect
    sway = 0.02 * image.width
    left = np.clip(image.width * chosen.middle[0] - wide / 2 + canvas.between(-sway, sway), 0, image.width - wide)
    top = np.clip(image.height * chosen.middle[1] - tall / 2 + canvas.between(-sway, sway), 0, image.height - tall)
    part = image.crop(int(left), int(top), max(1, int(wide)), max(1, int(tall)))
    part = part.cast("float") / 255
    scale = canvas.width / part.width
    if scale > 1.4:
        # enlarge in two steps with a touch of blur between, so that no pixel blocks and no ringing show
        part = part.resize(scale, vscale=canvas.height / part.height, kernel="mitchell").gaussblur(scale * 0.28)
    else:
        part = part.resize(scale, vscale=canvas.height / part.height, kernel="lanczos3")
    part = part.gravity("centre", canvas.width, canvas.height, extend="copy")
    return np.clip(np.asarray(part.numpy(), np.float32), 0, 1)


def _tone(canvas: Canvas, tone: str) -> None:
    sheet = canvas.sheet
    light = sheet @ np.array([0.3, 0.59, 0.11], np.float32)
    if tone == "mono":
        sheet[:] = along(ramp("#0b0b0d", "#7c7a77", "#f8f5ef"), smooth(-0.06, 1.04, light))
    elif tone == "warm":
        sheet *= np.array([1.06, 1.0, 0.88], np.float32)
    elif tone == "cool":
        sheet *= np.array([0.92, 1.0, 1.09], np.float32)
    elif tone == "faded":
        sheet += (rgb(mix("#d9b99a", "#8fa7b5", canvas.random.random())) - sheet) * np.float32(0.17)
    elif tone == "rich":
        sheet += (sheet - light[..., None]) * np.float32(0.22)
        np.clip(sheet, 0, 1, out=sheet)
        sheet[:] = sheet * sheet * (3 - 2 * sheet) * np.float32(0.45) + sheet * np.float32(0.55)
    if canvas.chance(0.3):
        leak = np.exp(-canvas.away(canvas.between(-0.2, 1.2), canvas.one_of((-0.1, canvas.aspect + 0.1))) * 2.6)
        canvas.glow("#ffb37a", leak * np.float32(0.3))
    canvas.sheet[:] = noise.blurred(np.clip(sheet, 0, 1), 0.3)
