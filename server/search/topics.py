"""Hashtags and places: what there is to them, what is found by name, and what rises."""

from collections.abc import Collection
from typing import Final

from asyncpg import Record

from server.kit.problems import NotFound
from server.places import service as gazetteer
from server.posts.caption import HASHTAG, normal_tag
from server.search import queries, typos
from server.search.terms import Kind
from shared.limits import HASHTAG_MAX
from shared.search import Hashtag, Place

ENOUGH: Final = 5
"""Found without typos, nothing is guessed at."""
NEAR: Final = 20


def normal(tag: str) -> str:
    """The tag as it is kept, with or without its #. Raises `NotFound` for what cannot be one."""
    bare = tag.removeprefix("#")
    if len(bare) > HASHTAG_MAX or not HASHTAG.fullmatch(f"#{bare}"):
        raise NotFound("hashtag")
    return normal_tag(bare)


async def hashtag(tag: str) -> Hashtag:
    """One that nobody has used, and one that only hidden posts have, are the same: no posts, written as asked."""
    kept = normal(tag)
    return (await hashtags([kept])).get(kept) or Hashtag(tag=kept, posts=0)


async def hashtags(tags: Collection[str]) -> dict[str, Hashtag]:
    """By the tag as it is kept; those without posts that everybody may see are there as well."""
    found = {row["tag"]: _hashtag(row) for row in await queries.hashtags_of(list(tags))} if tags else {}
    return {tag: found.get(tag) or Hashtag(tag=tag, posts=0) for tag in tags}


async def hashtag_id(tag: str) -> int:
    """0 where there is none."""
    row = await queries.hashtag(normal(tag))
    return row["id"] if row else 0


async def found_hashtags(typed: str, limit: int) -> list[Hashtag]:
    if not typed:
        return []
    rows = await queries.hashtags(typed, limit)
    if len(rows) < min(ENOUGH, limit):
        words = await _meant(Kind.HASHTAG, typed)
        known = {row["tag"] for row in rows}
        rows += [row for row in await queries.hashtags_named(words, limit) if row["tag"] not in known]
    return [_hashtag(row) for row in rows[:limit]]


async def rising(limit: int) -> list[Hashtag]:
    return [_hashtag(row) for row in await queries.rising(limit)]


async def place(place_id: int) -> Place:
    """Raises `NotFound`."""
    found = (await places([place_id])).get(place_id)
    if found is None:
        raise NotFound("place")
    return found


async def places(place_ids: Collection[int]) -> dict[int, Place]:
    found = await gazetteer.by_ids(place_ids)
    await _count(found.values())
    return found


async def places_near(latitude: float, longitude: float) -> list[Place]:
    """Nearest first. In degrees; raises `Refused("coordinates")`."""
    found = await gazetteer.near(latitude, longitude, NEAR)
    await _count(found)
    return found


async def found_places(typed: str, limit: int) -> list[Place]:
    if not typed:
        return []
    ids = await queries.place_ids(typed, limit)
    if len(ids) < min(ENOUGH, limit):
        words = await _meant(Kind.PLACE, typed)
        ids += [place_id for place_id in await queries.place_ids_named(words, limit) if place_id not in ids]
    found = await places(ids[:limit])
    return [found[place_id] for place_id in ids if place_id in found]


async def _meant(kind: Kind, typed: str) -> list[str]:
    return list(await typos.meant(kind, typed))


async def _count(found: Collection[Place]) -> None:
    counts = await queries.place_counts([int(place.id) for place in found]) if found else {}
    for place in found:
        place.posts = counts.get(int(place.id), 0)


def _hashtag(row: Record) -> Hashtag:
    return Hashtag(tag=row["spelling"] if row["posts"] else row["tag"], posts=row["posts"])
