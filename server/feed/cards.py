"""Ready-made JSON of the posts on a page, completed by what is the reader's own about each."""

from collections.abc import Sequence

from server.kit.pipe import Command
from server.posts import hydration, marks, queries
from server.posts.likes import liked
from server.posts.likes import queries as like_queries

Number = bytes
"""Of a post: its id, 8 bytes big-endian."""


def commands(user_id: int, numbers: Sequence[Number]) -> tuple[Command, Command, Command]:
    """Likes, marks and JSON; the replies go to `completed`."""
    return liked.command(user_id, numbers), marks.command(user_id, numbers), _ready_made(numbers)


def _ready_made(numbers: Sequence[Number]) -> Command:
    """MGET of `hydration.key` of each."""
    keys = b"\r\n$13\r\ncard:".join(numbers)
    return b"*%d\r\n$4\r\nMGET\r\n$13\r\ncard:%b\r\n" % (len(numbers) + 1, keys)


async def completed(
    user_id: int,
    numbers: Sequence[Number],
    scores: liked.Scores,
    kept: liked.Scores,
    cards: Sequence[bytes | None],
) -> Sequence[bytes | None]:
    """Each post's JSON; empty where it is gone, None where the reader hid it."""
    likes = await liked.marks(user_id, numbers, scores)
    own = await marks.marks(user_id, numbers, kept)
    if None in cards:
        missing = [_id(number) for number, card in zip(numbers, cards, strict=True) if card is None]
        filled = await hydration.fill(missing)
        cards = [filled.get(_id(number), card) for number, card in zip(numbers, cards, strict=True)]
    return _ended(cards, likes, own)


async def from_sql(user_id: int, numbers: Sequence[Number]) -> Sequence[bytes | None]:
    """The same while Valkey is away."""
    built = await hydration.build(await queries.published([_id(number) for number in numbers]))
    ready = {post_id: hydration.opened(post) for post_id, post in built.items()}
    known = await like_queries.liked_among(user_id, list(built))
    found = await queries.marks_among(user_id, list(built))
    ids = [_id(number) for number in numbers]
    return _ended([ready.get(i) for i in ids], [i in known for i in ids], [found.get(i, 0) for i in ids])


def _id(number: Number) -> int:
    return int.from_bytes(number, "big")


def _ended(cards: Sequence[bytes | None], likes: Sequence[object], own: Sequence[int] | None) -> Sequence[bytes | None]:
    neither, like_alone, *_ = hydration.ENDS
    if own is None:
        return [card and card + (like_alone if like else neither) for card, like in zip(cards, likes, strict=True)]
    return [
        None if mark & marks.HIDDEN or card is None else card and card + hydration.ENDS[bool(like) + 2 * mark]
        for card, like, mark in zip(cards, likes, own, strict=True)
    ]
