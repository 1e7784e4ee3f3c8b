"""Makes the files in `fonts/` and the emoji anew from npm packages, for the Flet that is installed: `./just letters`.

Fontsource's packages hold the slices that Google serves, under the same numbers as in Flutter's table. Two fonts that
are asked for whole are in pieces there: they come from elsewhere, and are made smaller here.
"""

import re
import subprocess
import tarfile
import tempfile
from functools import cache
from pathlib import Path
from typing import Final

from flet_web import get_package_web_dir
from fontTools.subset import Options, Subsetter, load_font, save_font
from fontTools.ttLib import TTFont

from client.letters.program import addresses, file_name, letters
from client.letters.serving import FONTS
from client.settings import ASSETS

_VERSION: Final = "5.3.0"
# Of the scripts that are written today, with Grantha, in which a single Tamil letter is sought; and signs in captions.
_FAMILIES: Final = """
Sans HK, Sans JP, Sans KR, Sans SC, Sans TC,
Sans Adlam, Sans Arabic, Sans Armenian, Sans Balinese, Sans Bengali, Sans Buginese, Sans Canadian Aboriginal, Sans Cham,
Sans Cherokee, Sans Devanagari, Sans Ethiopic, Sans Georgian, Sans Gujarati, Sans Gurmukhi, Sans Hebrew, Sans Javanese,
Sans Kannada, Sans Kayah Li, Sans Khmer, Sans Lao, Sans Lepcha, Sans Limbu, Sans Lisu, Sans Malayalam,
Sans Meetei Mayek, Sans Mongolian, Sans Myanmar, Sans NKo, Sans New Tai Lue, Sans Ol Chiki, Sans Oriya, Sans Osage,
Sans Grantha, Sans Sinhala, Sans Sundanese, Sans Syloti Nagri, Sans Syriac, Sans Tai Le, Sans Tai Tham, Sans Tai Viet,
Sans Tamil, Sans Telugu, Sans Thaana, Sans Thai, Sans Tifinagh, Sans Vai, Sans Yi, Serif Tibetan,
Music, Sans Math, Sans Symbols 2
"""
_OTHER_VERSIONS: Final = {
    "Sans Buginese": "5.0.12",
    "Sans Lepcha": "4.5.9",
    "Sans Lisu": "4.5.12",
    "Sans Tai Le": "5.2.7",
    "Sans Tai Tham": "4.5.12",
    "Sans Yi": "4.5.12",
}
_WHOLE: Final = {
    "Noto Sans": ("@expo-google-fonts/noto-sans@0.4.2", "NotoSans_400Regular.ttf"),
    "Noto Sans Symbols": ("@expo-google-fonts/noto-sans-symbols@0.4.1", "NotoSansSymbols_400Regular.ttf"),
}
_EMOJI: Final = (f"@fontsource/noto-color-emoji@{_VERSION}", "noto-color-emoji-emoji-400-normal.woff2")


def main() -> None:
    program = (Path(get_package_web_dir()) / "main.dart.js").read_text(encoding="utf-8")
    wanted = letters(program)
    ours = _letters_that_need_no_other()
    for old in FONTS.glob("*.woff2"):
        old.unlink()
    with tempfile.TemporaryDirectory() as name:
        room = Path(name)
        for family in _FAMILIES.split(","):
            _fetch(_package(family.strip()), room)
        for package, _ in (*_WHOLE.values(), _EMOJI):
            _fetch(package, room)
        for font, address in addresses(program).items():
            sought = wanted[font] - ours
            if font in _WHOLE:
                _cut(next(room.rglob(_WHOLE[font][1])), wanted[font], FONTS / file_name(font))
            elif sought:
                _take(font, address, sought, room)
        _lighten(next(room.rglob(_EMOJI[1])), ASSETS / "fonts" / "NotoColorEmoji.woff2")
    files = list(FONTS.glob("*.woff2"))
    _write_licence(files)
    print(f"{len(files)} fonts, {sum(file.stat().st_size for file in files) / 1e6:.1f} MB")


def _letters_that_need_no_other() -> set[int]:
    flutters_own = Path(get_package_web_dir()) / "assets" / "fonts" / "roboto.woff2"
    first = [file for file in (ASSETS / "fonts").glob("*.woff2") if "Emoji" not in file.name]
    return set().union(*(_letters_in(file) for file in (flutters_own, *first)))


def _package(family: str) -> str:
    slug = family.lower().replace(" ", "-")
    return f"@fontsource/noto-{slug}@{_OTHER_VERSIONS.get(family, _VERSION)}"


def _fetch(package: str, room: Path) -> None:
    packed = subprocess.run(
        ["npm", "pack", "--silent", package], cwd=room, check=True, capture_output=True, text=True
    ).stdout.split()[-1]
    with tarfile.open(room / packed) as archive:
        archive.extractall(room / packed.removesuffix(".tgz"), filter="data")


def _take(font: str, address: str, sought: set[int], room: Path) -> None:
    """The slice of that number; without one, the smallest file of the family that has most of what is sought."""
    found = re.match(r"(.*?)(?: \d+)?$", font)
    family = file_name(found[1] if found else font).removesuffix(".woff2")
    number = re.search(r"\.(\d+)\.woff2$", address)
    files = list(room.rglob(f"{family}-{number[1] if number else '*'}-400-normal.woff2"))
    if files:
        best = max(files, key=lambda file: (len(sought & _letters_in(file)), -file.stat().st_size))
        (FONTS / file_name(font)).write_bytes(best.read_bytes())


def _cut(source: Path, kept: set[int], target: Path) -> None:
    options = Options(flavor="woff2", layout_features=["*"], hinting=False, notdef_outline=True)
    font = load_font(str(source), options)
    cutter = Subsetter(options)
    cutter.populate(unicodes=kept)
    cutter.subset(font)
    save_font(font, str(target), options)


def _lighten(source: Path, target: Path) -> None:
    """Without its drawings as SVG, two thirds of the file: the browser's program draws from another table."""
    options = Options(flavor="woff2")
    font = load_font(str(source), options)
    del font["SVG "]
    save_font(font, str(target), options)


def _write_licence(files: list[Path]) -> None:
    makers = {TTFont(file, lazy=True)["name"].getDebugName(0) for file in files}
    licence = (ASSETS / "fonts" / "OFL-NotoColorEmoji.txt").read_text(encoding="utf-8").partition("\n\n")[2]
    (FONTS / "OFL.txt").write_text("\n".join(sorted(filter(None, makers))) + "\n\n" + licence, encoding="utf-8")


@cache
def _letters_in(file: Path) -> frozenset[int]:
    return frozenset(TTFont(file, lazy=True).getBestCmap())


if __name__ == "__main__":
    main()
