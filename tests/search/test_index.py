"""The index made event by event is the index made anew, whatever has happened."""

import random

from server.kit import database
from server.search.indexing.rebuild import rebuild
from shared.accounts import ProfileChange
from shared.posts import PostChange
from tests.gazetteer import KYOTO, MUNICH, TOKYO
from tests.search import town
from tests.world import World

TAGS = ("#harbour", "#Harbour", "#light", "#東京", "")
PLACES = (KYOTO, TOKYO, MUNICH, None)
TABLES = {
    "search_terms": "SELECT s.kind, s.term, s.weight, coalesce(h.tag, s.id::text) FROM search_terms s"
    " LEFT JOIN hashtags h ON s.kind = 2 AND h.id = s.id ORDER BY 1, 4, 2",
    "search_posts": "SELECT post_id, author_id, place_id, open, words::text FROM search_posts ORDER BY 1",
    "tagged": "SELECT h.tag, t.post_id, t.author_id, t.open FROM tagged t JOIN hashtags h ON h.id = t.tag_id"
    " ORDER BY 1, 2",
    "hashtags": "SELECT tag, spelling, posts, round(rising::numeric, 6) FROM hashtags ORDER BY 1",
    "place_counts": "SELECT place_id, posts FROM place_counts WHERE posts <> 0 ORDER BY 1",
    "heat": "SELECT post_id, round(heat::numeric, 1) FROM search_posts ORDER BY 1",
}


async def test_a_history_leaves_the_index_that_a_rebuild_makes(world: World) -> None:
    chance = random.Random(11)
    people = [await town.person(world, f"resident{n}", f"Resident Ñ{n}") for n in range(5)]
    posts: list[tuple[int, int]] = []
    for step in range(90):
        who = chance.randrange(5)
        match chance.choice(["post", "post", "post", "edit", "edit", "delete", "privacy", "name", "follow", "like"]):
            case "post":
                words = f"{chance.choice(TAGS)} words {chance.choice(TAGS)}"
                closed = chance.random() < 0.2
                posts.append((who, await town.post(people[who], words, chance.choice(PLACES), followers_only=closed)))
            case "edit" if posts:
                author, post_id = chance.choice(posts)
                wanted = PostChange(caption=f"edited {chance.choice(TAGS)}", place_id=chance.choice(PLACES))
                await town.edit(people[author], post_id, wanted)
            case "delete" if posts:
                author, post_id = posts.pop(chance.randrange(len(posts)))
                await town.delete(people[author], post_id)
            case "privacy":
                await town.change(people[who], ProfileChange(private=chance.random() < 0.5))
            case "name":
                await town.change(people[who], ProfileChange(name=f"Other {chance.choice(TAGS)} {step}"))
            case "follow":
                await town.follow(people[who], people[(who + 1) % 5])
        if chance.random() < 0.3:
            await world.drain()
    await world.drain()
    incremental = await _index()
    assert incremental["hashtags"] and incremental["place_counts"] and incremental["search_terms"]
    await rebuild()
    assert await _index() == incremental
    for table in ("search_terms", "search_words", "search_posts", "tagged", "hashtags", "place_counts"):
        await database.execute(f"DELETE FROM {table}")
    await rebuild()
    anew = await _index()
    anew["hashtags"] = _used(anew["hashtags"])
    incremental["hashtags"] = _used(incremental["hashtags"])
    assert anew == incremental


async def test_words_that_nobody_has_any_more_are_forgotten(world: World) -> None:
    person = await town.person(world, "resident", "Wilhelmina")
    await town.change(person, ProfileChange(name="Ottilie"))
    await rebuild()
    words = {row["word"] for row in await database.fetch("SELECT word FROM search_words WHERE kind = 1")}
    assert words == {"resident", "ottilie"}


async def _index() -> dict[str, list[tuple[object, ...]]]:
    return {name: [tuple(row) for row in await database.fetch(sql)] for name, sql in TABLES.items()}


def _used(hashtags: list[tuple[object, ...]]) -> list[tuple[object, ...]]:
    """Tags that were once used stay behind when their posts go; the spelling is the first that is found."""
    return [(tag, posts, rising) for tag, _, posts, rising in hashtags if posts]
