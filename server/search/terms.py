"""What things are found by: the terms of names, and the words of captions."""

import enum
import re
import unicodedata
from collections.abc import Iterable, Iterator
from typing import Final

from server.kit.text import search_key

TERM_MAX: Final = 100
"""Characters of a term that are kept."""
ENDINGS_MAX: Final = 8
SPACELESS: Final = re.compile(
    "[\u0e00-\u0e7f\u0e80-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff"
    "\uf900-\ufaff\U00020000-\U0003ffff]+"
)
"""Thai, Lao, Burmese, Khmer, kana and Han: written without spaces between words."""
SEASON: Final = 8
"""Weeks."""
WORD: Final = re.compile(r"[^\W_]+")
WORDS_MAX: Final = 20
"""Of what was typed; further ones are not looked for."""


class Kind(enum.IntEnum):
    """What a term of the index stands for."""

    PERSON = 1
    HASHTAG = 2
    PLACE = 3


def of_person(handle: str, name_key: str) -> set[str]:
    """The handle and its parts, the whole name and each of its words."""
    parts = [part for part in re.split(r"[._]", handle) if part]
    return _kept([handle, *parts, name_key, *_words(name_key)])


def of_hashtag(tag: str) -> set[str]:
    return _kept([folded(tag), *_endings(folded(tag))])


def of_place(names: Iterable[str]) -> set[str]:
    return _kept(names)


def typed(text: str) -> str:
    """What was typed as terms begin: folded, with single spaces, without a leading @ or #."""
    return " ".join(folded(text).split()).lstrip("@#").strip()[:TERM_MAX]


def folded(text: str) -> str:
    """`search_key` without what is invisible in emoji: variation selectors and joiners."""
    return "".join(c for c in search_key(text) if unicodedata.category(c) != "Cf" and not "\ufe00" <= c <= "\ufe0f")


def least_alike(word: str) -> float | None:
    """Similarity of trigrams from which another word may be meant; None for words too short to guess about.

    One wrong letter takes three of the trigrams and brings three others.
    """
    if len(word) < 4:
        return None
    count = len({f"  {part} "[i : i + 3] for part in WORD.findall(word) for i in range(len(part) + 1)})
    return max((count - 3.01) / (count + 3), 0.24)


def of_caption(text: str) -> list[str]:
    """Each word once, folded. Scripts without spaces by single signs and pairs of them, emoji one by one."""
    return list(dict.fromkeys(_tokens(folded(text))))


def guessable(kind: Kind, term: str) -> bool:
    """Whether somebody may have meant it with a typo. Names of people are mistyped word by word."""
    return len(term) > 2 and not term.isdigit() and not (kind == Kind.PERSON and " " in term)


def swapped(word: str) -> list[str]:
    """The word with each two neighbours in the other order: the one slip that trigrams tell badly."""
    return [word[:i] + word[i + 1] + word[i] + word[i + 2 :] for i in range(len(word) - 1) if word[i] != word[i + 1]]


def time_words(week: int) -> list[str]:
    """Stand among the words of a caption for when it was posted: the week since 2026, and eight of them together.

    Nobody can type them.
    """
    return [f"/w{week}", f"/m{week // SEASON}"]


def asked_of_captions(text: str) -> list[str]:
    """The words that a caption must have: of scripts without spaces pairs, or the only sign."""
    found = []
    for word in WORD.findall(folded(text)):
        for piece, spaceless in _pieces(word):
            found += _pairs(piece) if spaceless and len(piece) > 1 else [piece]
    found += _signs(folded(text))
    return list(dict.fromkeys(found))[:WORDS_MAX]


def _tokens(text: str) -> Iterator[str]:
    for word in WORD.findall(text):
        for piece, spaceless in _pieces(word):
            if spaceless:
                yield from piece
                yield from _pairs(piece)
            else:
                yield piece[:TERM_MAX]
    yield from _signs(text)


def _pieces(word: str) -> Iterator[tuple[str, bool]]:
    """Stretches of the word, and whether their script has no spaces."""
    at = 0
    for match in SPACELESS.finditer(word):
        if match.start() > at:
            yield word[at : match.start()], False
        yield match[0], True
        at = match.end()
    if at < len(word):
        yield word[at:], False


def _pairs(piece: str) -> list[str]:
    return [piece[i : i + 2] for i in range(len(piece) - 1)]


def _signs(text: str) -> Iterator[str]:
    return (c for c in text if unicodedata.category(c) == "So")


def _words(name: str) -> Iterator[str]:
    """The words of a name, and where there are no spaces every ending, so that the given name is found as well."""
    for word in name.split():
        yield word
        bare = word.strip("".join(c for c in word if not c.isalnum()))
        if bare != word:
            yield bare
        yield from _endings(word)


def _endings(word: str) -> Iterator[str]:
    if SPACELESS.match(word):
        yield from (word[i:] for i in range(1, min(len(word), ENDINGS_MAX + 1)))


def _kept(terms: Iterable[str]) -> set[str]:
    return {term[:TERM_MAX] for term in terms if term.strip()}
