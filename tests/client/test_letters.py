"""Letters of the world's scripts in the browser: whatever Flutter asks for is there, and holds the letters."""

import unicodedata
from collections import defaultdict
from functools import cache
from pathlib import Path

import pytest
from flet_web import get_package_web_dir
from fontTools.ttLib import TTFont

from client.letters.program import addresses, file_name, letters
from client.letters.serving import FONTS
from client.settings import ASSETS

EAST = ("Noto Sans HK", "Noto Sans JP", "Noto Sans KR", "Noto Sans SC", "Noto Sans TC")
SCRIPTS = """
ADLAM ARABIC ARMENIAN BALINESE BENGALI CHAM CHEROKEE CYRILLIC DEVANAGARI ETHIOPIC GEORGIAN GREEK GUJARATI GURMUKHI
HANGUL HEBREW HIRAGANA JAVANESE KANNADA KATAKANA KHMER LAO LATIN LEPCHA LIMBU MALAYALAM MONGOLIAN MYANMAR NKO ORIYA
SINHALA SUNDANESE SYRIAC TAMIL TELUGU THAANA THAI TIBETAN TIFINAGH VAI YI
"""
PROGRAM = (Path(get_package_web_dir()) / "main.dart.js").read_text(encoding="utf-8")


@cache
def glyphs(file: Path) -> frozenset[int]:
    return frozenset(TTFont(file, lazy=True).getBestCmap()) if file.exists() else frozenset()


def has(font: str, letter: int) -> bool:
    return letter in glyphs(FONTS / file_name(font))


@pytest.fixture(scope="module")
def candidates() -> dict[int, list[str]]:
    """Code point -> the fonts in which Flutter may seek it, in its own order."""
    found: dict[int, list[str]] = defaultdict(list)
    for font, sought in letters(PROGRAM).items():
        for letter in sought:
            found[letter].append(font)
    return found


@pytest.fixture(scope="module")
def ours() -> frozenset[int]:
    """What the fonts of every page have."""
    latin = [file for file in (ASSETS / "fonts").glob("*.woff2") if "Emoji" not in file.name]
    roboto = Path(get_package_web_dir()) / "assets" / "fonts" / "roboto.woff2"
    return frozenset().union(*(glyphs(file) for file in (roboto, *latin)))


def chosen(fonts: list[str]) -> str:
    """What Flutter takes for a letter that stands alone, where the browser speaks no language of the East."""
    if "Noto Sans Symbols" in fonts:
        return "Noto Sans Symbols"
    return next((font for font in fonts if font.startswith("Noto Sans SC")), fonts[0])


@pytest.mark.parametrize("script", SCRIPTS.split())
def test_every_letter_of_a_script_is_in_the_font_that_is_asked_for(
    script: str, candidates: dict[int, list[str]], ours: frozenset[int]
) -> None:
    known = [
        letter
        for letter in range(0x80, 0x20000)
        if unicodedata.name(chr(letter), "").startswith(f"{script} ")
        and unicodedata.category(chr(letter))[0] in "LM"
        and letter not in ours
        and candidates[letter]
    ]
    boxes = [chr(letter) for letter in known if not has(chosen(candidates[letter]), letter)]
    assert boxes == [] and (known or script == "CYRILLIC")


@pytest.mark.parametrize(
    ("standard", "first", "last", "unknown"),
    # How many Flutter seeks in no font at all: the rarest of the two Chinese standards.
    [("euc_jp", 0xA1, 0xFE, 0), ("euc_kr", 0xA1, 0xFE, 0), ("gb2312", 0xA1, 0xFE, 14), ("big5", 0xA4, 0xC6, 8)],
)
def test_the_standard_characters_of_the_east_are_in_every_font_that_may_be_asked_for(
    candidates: dict[int, list[str]], ours: frozenset[int], standard: str, first: int, last: int, unknown: int
) -> None:
    pairs = (bytes([row, cell]) for row in range(first, last + 1) for cell in range(0x40, 0xFF))
    written = {pair.decode(standard, "ignore") for pair in pairs}
    characters = {ord(one) for one in written if len(one) == 1 and unicodedata.category(one) == "Lo"} - ours
    assert len(characters) > 5_000
    assert sum(not candidates[one] for one in characters) == unknown
    eastern = [(font, one) for one in characters for font in candidates[one] if font.startswith(EAST)]
    assert [(font, chr(one)) for font, one in eastern if not has(font, one)] == []


def test_no_font_is_kept_that_is_never_asked_for() -> None:
    assert {file.name for file in FONTS.glob("*.woff2")} <= {file_name(font) for font in addresses(PROGRAM)}


def test_a_program_without_the_table_is_refused() -> None:
    with pytest.raises(ValueError):
        letters('A.z("Noto Sans Thai","notosansthai/v25/abc.woff2")')
