"""What names and captions are found by."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.kit.text import search_key
from server.search import terms


def test_a_person_is_found_by_handle_name_and_the_parts_of_both() -> None:
    assert terms.of_person("ana.maria_99", search_key("Ana María Núñez")) == {
        "ana.maria_99", "ana", "maria", "99", "ana maria nunez", "nunez",
    }  # fmt: skip


def test_a_name_without_spaces_is_found_by_its_endings() -> None:
    assert {"山田太郎", "田太郎", "太郎", "郎"} <= terms.of_person("y", search_key("山田太郎"))


def test_an_emoji_beside_a_word_is_no_part_of_it() -> None:
    assert "zoe" in terms.of_person("z", search_key("✨Zoë✨"))


@pytest.mark.parametrize(("text", "typed"), [("  @Ana ", "ana"), ("#Ütrecht", "utrecht"), ("a  B", "a b"), ("@", "")])
def test_what_was_typed_is_folded_like_the_terms(text: str, typed: str) -> None:
    assert terms.typed(text) == typed


@pytest.mark.parametrize("asked", ["東", "東京", "京タ", "💙", "grüße", "GRUSSE", "#harbour", "don't", "ВЕЧЕР"])
def test_captions_have_the_words_that_are_asked_for(asked: str) -> None:
    words = terms.of_caption("Grüße from #Harbour, 東京タワー 💙 don't ВЕЧЕР вечером")
    assert set(terms.asked_of_captions(asked)) <= set(words)


@pytest.mark.parametrize("asked", ["京東", "harbo", "タ京", "💚"])
def test_captions_have_no_words_that_nobody_wrote(asked: str) -> None:
    assert not set(terms.asked_of_captions(asked)) <= set(terms.of_caption("#Harbour 東京タワー 💙"))


@given(st.text(max_size=60))
def test_every_word_of_a_text_finds_it(text: str) -> None:
    found = set(terms.of_caption(text))
    assert set(terms.asked_of_captions(text)) <= found


def test_only_neighbours_are_swapped() -> None:
    assert terms.swapped("anna") == ["nana", "anan"]
