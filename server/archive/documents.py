"""JSON written piece by piece: an object of named lists, one entry a line."""

from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Any

import msgspec

Entries = AsyncIterator[Sequence[Any]]
"""Some at a time, never none."""


async def lists(sections: Mapping[str, Entries]) -> AsyncIterator[bytes]:
    lead = b"{\n"
    for name, pages in sections.items():
        yield lead + msgspec.json.encode(name) + b": ["
        between = b"\n"
        async for page in pages:
            yield between + lines(page)
            between = b",\n"
        yield b"\n]"
        lead = b",\n"
    yield b"\n}\n"


def lines(entries: Sequence[Any]) -> bytes:
    return b",\n".join(msgspec.json.encode(entry) for entry in entries)


def facts(value: Any) -> bytes:
    """A small document, laid out for reading."""
    return msgspec.json.format(msgspec.json.encode(value), indent=2) + b"\n"
