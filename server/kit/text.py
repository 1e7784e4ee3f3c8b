"""What may stand in the text that people send: nothing that a store, a line or a reader would choke on."""

import re
import unicodedata

from server.kit.problems import Refused

BIDI_CONTROLS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Embeddings, overrides and isolates: in a name they make the text around it read backwards (UAX #9)."""
JOINERS = frozenset("\u200c\u200d")
"""Needed inside emoji and by Persian and Indic scripts, unlike every other invisible character."""
FLAG_TAGS = range(0xE0020, 0xE0080)
"""Spell the flags of regions."""


def clean(text: str, field: str, *, lines: bool = False) -> str:
    """The text in NFC, trimmed. With `lines` line feeds and tabs stay; otherwise it becomes one line, like a name.

    Raises `Refused("text")` naming the field for NUL and other control characters, for lone surrogates, and in one-line
    text for characters that turn the reading direction of their surroundings.
    """
    text = unicodedata.normalize("NFC", storable(text, field))
    if lines:
        text = re.sub("\r\n?|[\u0085\u2028\u2029]", "\n", text)
        if any(unicodedata.category(c) == "Cc" and c not in "\n\t" for c in text):
            raise _refused(field, "It holds characters that cannot be shown.")
        return text.strip()
    if not BIDI_CONTROLS.isdisjoint(text):
        raise _refused(field, "It holds characters that reverse the direction of the text around it.")
    if any(unicodedata.category(c) in ("Cc", "Zl", "Zp") for c in text):
        raise _refused(field, "It holds line breaks or characters that cannot be shown.")
    return " ".join("".join(c for c in text if _visible(c)).split())


def storable(text: str, field: str) -> str:
    """The text as it is. Raises `Refused("text")` for what PostgreSQL or UTF-8 cannot hold: NUL, lone surrogates."""
    if "\0" in text or any("\ud800" <= c <= "\udfff" for c in text):
        raise _refused(field, "It holds characters that cannot be stored.")
    return text


def search_key(text: str) -> str:
    """How the text is found: case and accents do not matter."""
    spread = unicodedata.normalize("NFKD", text)
    bare = "".join(c for c in spread if not unicodedata.combining(c))
    return unicodedata.normalize("NFKC", bare).casefold()


def _visible(character: str) -> bool:
    return unicodedata.category(character) != "Cf" or character in JOINERS or ord(character) in FLAG_TAGS


def _refused(field: str, reason: str) -> Refused:
    return Refused("text", f"{field.capitalize()}: {reason}", {field: reason})
