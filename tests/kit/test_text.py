"""Text that people send: what is kept, what is refused."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.kit.problems import Refused
from server.kit.text import BIDI_CONTROLS, clean, search_key, storable

ANYTHING = st.text(st.characters(codec="utf-8"), max_size=40)


def test_a_name_becomes_one_trimmed_line() -> None:
    assert clean("  Ada \u00a0  Lovelace ", "name") == "Ada Lovelace"


def test_a_caption_keeps_its_lines() -> None:
    assert clean(" one\r\ntwo\rthree\u2028four\n", "caption", lines=True) == "one\ntwo\nthree\nfour"


def test_letters_and_their_accents_are_joined() -> None:
    assert clean("Jose\u0301", "name") == "José"


@pytest.mark.parametrize("bad", ["a\0b", "a\x1bb", "a\nb", "a\u2029b", "a\x85b"])
def test_a_name_holds_no_control_characters(bad: str) -> None:
    with pytest.raises(Refused) as refusal:
        clean(bad, "name")
    assert list(refusal.value.fields) == ["name"]


@pytest.mark.parametrize("bad", ["a\0b", "a\x1bb", "\ud800"])
def test_a_caption_holds_nothing_that_cannot_be_kept(bad: str) -> None:
    with pytest.raises(Refused):
        clean(bad, "caption", lines=True)


@pytest.mark.parametrize("control", sorted(BIDI_CONTROLS))
def test_a_name_cannot_turn_the_text_around_it(control: str) -> None:
    with pytest.raises(Refused):
        clean(f"ann{control}gpj.exe", "name")


def test_a_lone_surrogate_is_refused_everywhere() -> None:
    with pytest.raises(Refused):
        storable("a\udfffb", "password")


def test_invisible_characters_leave_a_name_and_joiners_stay() -> None:
    assert clean("a\u200bn\ufeffn\u00ad", "name") == "ann"
    family = "👩\u200d👧"
    assert clean(family, "name") == family
    wales = "🏴\U000e0067\U000e0062\U000e0077\U000e006c\U000e0073\U000e007f"
    assert clean(wales, "name") == wales


def test_search_overlooks_case_and_accents() -> None:
    assert search_key("JOSÉ Müller") == search_key("jose muller") == "jose muller"


@given(ANYTHING, st.booleans())
def test_cleaning_twice_changes_nothing_more(text: str, lines: bool) -> None:
    try:
        once = clean(text, "text", lines=lines)
    except Refused:
        return
    assert clean(once, "text", lines=lines) == once
    assert unicodedata.is_normalized("NFC", once)
    assert lines or "\n" not in once
