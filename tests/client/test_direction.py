"""Words that run from right to left, on a page that runs from left to right."""

import flet as ft
import pytest

from shared.ui.direction import isolated, paragraph, right_to_left
from tests.client.conftest import Visit
from tests.client.town import Town
from tests.client.town_engagement import said


@pytest.mark.parametrize(
    ("words", "leftwards"),
    [
        ("", False),
        ("12 :-)", False),
        ("Guten Morgen שלום", False),
        ("日本語", False),
        ("שלום Berlin", True),
        ("#تصوير", True),
        ("٣ 12 (مرحبا)", True),
        ("😀 ދިވެހި", True),
        ("@ann שלום", False),
    ],
)
def test_the_first_letter_says_where_a_paragraph_starts(words: str, leftwards: bool) -> None:
    assert right_to_left(words) is leftwards
    drawn = ft.Text(words)
    assert (paragraph(drawn, words) is drawn) is not leftwards and drawn.rtl is leftwards


def test_only_words_of_the_other_direction_are_set_apart() -> None:
    assert isolated("Ålesund") == "Ålesund" and isolated("Akko עכו") == "\u2068Akko עכו\u2069"


async def test_captions_and_comments_start_where_their_reader_does(visit: Visit, town: Town) -> None:
    hebrew = town.post("bo", "בוקר טוב", place="חיפה")
    said(town, hebrew, "cy", "שלום")
    said(town, hebrew, "cy", "Hello")
    app = await visit(f"/p/{hebrew.id}/comments", who="ann", width=390)
    await app.until(lambda: app.shows("שלום"))
    drawn = {"".join(span.text or "" for span in one.spans or []): one for one in app.all(ft.Text)}
    turned = {words: one.rtl for words, one in drawn.items() if words.startswith(("bo ", "cy "))}
    assert turned == {"bo  בוקר טוב": True, "cy  שלום": True, "cy  Hello": False}


async def test_a_field_aligns_what_is_typed_at_the_side_where_it_starts(visit: Visit, town: Town) -> None:
    app = await visit("/search", who="ann", width=390)
    assert app.below("search", ft.TextField).text_align == ft.TextAlign.LEFT
    await app.type("search", "שלום")
    assert app.below("search", ft.TextField).text_align == ft.TextAlign.RIGHT
