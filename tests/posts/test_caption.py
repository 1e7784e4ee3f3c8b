"""Hashtags and mentions are found where people mean them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.kit.problems import Refused
from server.posts import caption
from shared.limits import HASHTAG_MAX


@pytest.mark.parametrize(
    ("text", "tags"),
    [
        ("Morning #Walk by the #sea", ["walk", "sea"]),
        ("#one#two", ["one"]),
        ("twice #cat #CAT", ["cat"]),
        ("no a#b, no #1, no ##x, but #2nd", ["2nd"]),
        ("#straße #Ähre #猫 #кот #été", ["strasse", "ähre", "猫", "кот", "été"]),
        ("(#brackets) “#quoted” #end.", ["brackets", "quoted", "end"]),
        ("https://example.org/#anchor", []),
        ("# nothing #", []),
    ],
)
def test_hashtags(text: str, tags: list[str]) -> None:
    assert caption.hashtags(text) == tags


@pytest.mark.parametrize(
    ("text", "handles"),
    [
        ("with @ann and @Bo.b!", ["ann", "bo.b"]),
        ("mail me at ann@example.org", []),
        ("thanks @ann. And @_x_", ["ann", "_x_"]),
        ("@ann @ann", ["ann"]),
        ("@@ann @", []),
        ("@" + "a" * 31, []),
    ],
)
def test_mentions(text: str, handles: list[str]) -> None:
    assert caption.mentions(text) == handles


@given(st.text(max_size=2200))
def test_any_text_can_be_parsed(text: str) -> None:
    for tag in caption.hashtags(text):
        assert tag and len(tag) <= HASHTAG_MAX and not any(c.isspace() or c == "#" for c in tag)
    for handle in caption.mentions(text):
        assert 0 < len(handle) <= 30 and handle == handle.lower() and not handle.endswith(".")


@given(st.lists(st.from_regex(r"[a-z]{1,20}", fullmatch=True), max_size=30, unique=True))
def test_every_tag_written_is_found(tags: list[str]) -> None:
    assert caption.hashtags(" ".join(f"#{tag}" for tag in tags)) == tags


def test_too_many_are_refused_by_name() -> None:
    with pytest.raises(Refused) as refused:
        caption.parse(" ".join(f"#t{i}" for i in range(31)))
    assert refused.value.name == "too-many-hashtags"
    with pytest.raises(Refused) as refused:
        caption.parse(" ".join(f"@t{i}" for i in range(31)))
    assert refused.value.name == "too-many-mentions"
