"""The classes of the content model in words for people."""

import json
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Final

LIKELY: Final = 0.3
"""Less certain labels are not proposed."""
SAID_MAX: Final = 3

# fmt: off
UNSAID: Final = frozenset((
    "abaya", "assault rifle", "baboon", "bikini", "bottle teat", "bra", "bulletproof vest", "capuchin monkey",
    "chimpanzee", "colobus monkey", "gas mask", "gibbon", "gorilla", "guenon monkey", "guillotine", "hair spray",
    "howler monkey", "langur monkey", "macaque", "marmoset", "mask", "military uniform", "miniskirt", "missile",
    "nappy", "neck brace", "orangutan", "patas monkey", "prison", "proboscis monkey", "projectile", "revolver",
    "rifle", "sarong", "siamang", "ski mask", "spider monkey", "squirrel monkey", "stretcher", "swimming trunks",
    "swimsuit", "syringe", "titi monkey", "toilet seat", "wig",
))
# fmt: on
"""Never proposed: they hurt when they are wrong and a person is in the picture."""


def labels(found: Sequence[tuple[int, float]]) -> list[tuple[str, float]]:
    """Phrases such as "a golden retriever" with their confidence, the surest first, three at most.

    Of several kinds of the same thing, such as cats, only the surest is among them.
    """
    said: dict[str, tuple[str, float]] = {}
    for number, confidence in found:
        phrase = _phrases()[number]
        if confidence >= LIKELY and bare(phrase) not in UNSAID:
            said.setdefault(phrase.split()[-1], (phrase, confidence))
    return list(said.values())[:SAID_MAX]


def sentence(found: Sequence[tuple[str, float]]) -> str:
    """An alt text to begin with; empty when nothing is likely enough."""
    return f"May show: {', '.join(phrase for phrase, _ in found)}." if found else ""


def bare(phrase: str) -> str:
    """Without its article."""
    return phrase.removeprefix("an ").removeprefix("a ")


@cache
def _phrases() -> list[str]:
    phrases: list[str] = json.loads((Path(__file__).parent / "weights" / "labels.json").read_text(encoding="utf-8"))
    return phrases
