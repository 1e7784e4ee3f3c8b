"""Which way words run: Arabic, Hebrew and some others from right to left, on pages that run from left to right."""

import unicodedata
from typing import Final

import flet as ft

_LEFTWARDS: Final = ("R", "AL")


def right_to_left(words: str) -> bool:
    """Whether a paragraph of these words starts at the right: its first letter says so (Unicode's UAX 9, P2 and P3)."""
    if words.isascii():
        return False
    runs = (unicodedata.bidirectional(letter) for letter in words)
    return next((run for run in runs if run == "L" or run in _LEFTWARDS), "L") != "L"


def isolated(words: str) -> str:
    """For the middle of a line: keeps the numbers and marks that stand around words of the other direction in place."""
    if words.isascii() or not any(unicodedata.bidirectional(letter) in _LEFTWARDS for letter in words):
        return words
    return f"\N{FIRST STRONG ISOLATE}{words}\N{POP DIRECTIONAL ISOLATE}"


def paragraph(drawn: ft.Text, words: str) -> ft.Control:
    """The text that shows these words, at the side where who reads it begins."""
    if not right_to_left(words):
        return drawn
    drawn.rtl = True
    return ft.Container(drawn, alignment=ft.Alignment.CENTER_RIGHT)
