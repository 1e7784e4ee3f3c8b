"""Whatever single slip is made, and wherever in the word, the word that was meant is among the guesses."""

import random
from collections.abc import Iterator

import pytest

from server.kit import database
from server.search import terms, typos
from server.search.terms import Kind
from tests.world import World

WORDS = {
    Kind.PERSON: ("zacharias", "kell", "otto", "barbara", "maximiliane.k", "papadopoulos", "wintersonne.1987", "мария"),
    Kind.HASHTAG: ("harbourlight", "tbt2026", "bangangte", "фотография", "longexposurephotography"),
    Kind.PLACE: ("sant gervasi - galvany", "newport news", "ioannina", "saint-denis"),
}
LETTERS = {False: "abcdefghijklmnopqrstuvwxyz", True: "абвгдежзиклмнопрстуфхцч"}


def slips(word: str, chance: random.Random) -> Iterator[str]:
    """A letter too much, missing, wrong, and two in the other order: at the start, in the middle and at the end."""
    for at in (0, len(word) // 2, len(word) - 1):
        letter = chance.choice(LETTERS[word[0] > "z"])
        before, after = word[:at], word[at + 1 :]
        yield before + letter + word[at:]
        yield before + after
        yield before + letter + after
    yield word + letter
    for at in (0, len(word) // 2 - 1, len(word) - 2):
        yield word[:at] + word[at + 1] + word[at] + word[at + 2 :]


@pytest.mark.parametrize("kind", list(Kind))
async def test_every_single_slip_finds_the_word_that_was_meant(long_world: World, kind: Kind) -> None:
    chance = random.Random(kind)
    crowd = ["".join(chance.choices("aeiklmnorst", k=chance.randint(3, 14))) for _ in range(1500)]
    await _know(kind, [*WORDS[kind], *crowd])
    asked = 0
    for word in [*WORDS[kind], *(word for word in crowd[:10] if len(word) > 4)]:
        for typed in slips(word, chance):
            if len(typed) > 3:
                asked += 1
                assert typed == word or word in await typos.meant(kind, typed), (word, typed)
    assert asked > 100


async def test_only_words_of_the_kind_that_are_alike_are_guessed(long_world: World) -> None:
    for kind, word in ((Kind.PERSON, "quillfeather"), (Kind.HASHTAG, "quillfeathers"), (Kind.PLACE, "quilfeather")):
        await _know(kind, [word])
    assert await typos.meant(Kind.PERSON, "quillfaether") == {"quillfeather": 1.0}
    assert set(await typos.meant(Kind.HASHTAG, "quillfeather")) == {"quillfeathers"}
    assert await typos.meant(Kind.PERSON, "quillfeaht") == {}
    assert await typos.meant(Kind.PERSON, "kwilfedder") == {}
    assert terms.least_alike("qui") is None and await typos.meant(Kind.PERSON, "qui") == {}


async def _know(kind: Kind, words: list[str]) -> None:
    await database.execute(
        "INSERT INTO search_words SELECT $1, unaccent(w) FROM unnest($2::text[]) w ON CONFLICT DO NOTHING", kind, words
    )
