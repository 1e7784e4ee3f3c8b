"""What Flutter's program for browsers knows about the Noto fonts: where each is, and which letters it seeks in it.

A letter that no font of the page has makes it fetch one from below `assets/fonts/` and paint the text anew. The fonts
of China, Japan and Korea are cut into slices of letters often used together, each a font of its own here.
"""

import re
from typing import Final

_FONT: Final = re.compile(r'\("(Noto [^"]+)","([a-z0-9]+/v\d+/[^"]+\.woff2)"\)')
_SETS: Final = re.compile(r'\("((?:\d*[a-z]|,){2000,})"\)')
_STRETCHES: Final = re.compile(r'\("((?:\d*[A-Za-z]){2000,})"')
_LETTERS_OF_UNICODE: Final = 0x110000


def addresses(program: str) -> dict[str, str]:
    """Name of a font, like `Noto Sans JP 17` -> where the program seeks it below `assets/fonts/`."""
    return dict(_FONT.findall(program))


def file_name(font: str) -> str:
    """How our file for it is called."""
    return f"{font.lower().replace(' ', '-')}.woff2"


def letters(program: str) -> dict[str, set[int]]:
    """Name of a font -> the code points for which the program may choose it.

    Reads the tables of Flutter's engine (`font_fallback_data.dart`, `font_fallbacks.dart`): sets of fonts, each a list
    of distances in base 26 with the last digit a letter, then how many code points in a row share which of the sets.

    Raises:
        ValueError: This program keeps its tables otherwise.
    """
    fonts = list(addresses(program))
    sets, stretches = _SETS.search(program), _STRETCHES.search(program)
    if not fonts or not sets or not stretches:
        raise ValueError("no table of fonts in the program")
    candidates = [_fonts_in(one) for one in sets[1].split(",")]
    found: dict[str, set[int]] = {font: set() for font in fonts}
    start = number = 0
    length = 1
    for digit in stretches[1]:
        if digit.isdigit():
            number = number * 10 + int(digit)
        elif digit.islower():
            length = number * 26 + ord(digit) - ord("a") + 2
            number = 0
        else:
            for index in candidates[number * 26 + ord(digit) - ord("A")]:
                found[fonts[index]].update(range(start, start + length))
            start += length
            number, length = 0, 1
    if start != _LETTERS_OF_UNICODE:
        raise ValueError("the table of fonts does not end with Unicode")
    return found


def _fonts_in(distances: str) -> list[int]:
    fonts: list[int] = []
    number, last = 0, -1
    for digit in distances:
        if digit.isdigit():
            number = number * 10 + int(digit)
        else:
            last += number * 26 + ord(digit) - ord("a") + 1
            fonts.append(last)
            number = 0
    return fonts
