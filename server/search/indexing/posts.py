"""Posts, their words, hashtags and places in the index, and the counts of what everybody may see."""

from collections import Counter
from collections.abc import Iterable, Sequence

from asyncpg import Record

from server.posts.caption import HASHTAG, normal_tag
from server.search import terms
from server.search.heat import week_of
from server.search.indexing import queries
from server.search.terms import Kind


async def index_posts(post_ids: Sequence[int]) -> None:
    """Makes the index of these posts what their rows say, in the caller's transaction; posts that are gone leave it.

    Counts change by what changes in the index itself, so indexing twice counts once.
    """
    await queries.lock("author", await queries.authors_of(post_ids))
    before = {row["post_id"]: row for row in await queries.indexed_posts(post_ids)}
    posts = await queries.posts(post_ids)
    if gone := before.keys() - {post["id"] for post in posts}:
        await queries.delete_posts(list(gone))
    await queries.put_posts(
        [(p["id"], p["author_id"], p["place_id"], p["open"], p["heat"], _words(p["id"], p["caption"])) for p in posts]
    )
    await _count_places(before.values(), posts)
    await _tag(post_ids, posts)


async def _count_places(before: Iterable[Record], posts: Sequence[Record]) -> None:
    changes: Counter[int] = Counter()
    for row in before:
        if row["place_id"] and row["open"]:
            changes[row["place_id"]] -= 1
    for post in posts:
        if post["place_id"] and post["open"]:
            changes[post["place_id"]] += 1
    if changed := sorted((place_id, change) for place_id, change in changes.items() if change):
        await queries.add_to_places(changed)


async def _tag(post_ids: Sequence[int], posts: Sequence[Record]) -> None:
    spellings: dict[str, str] = {}
    for post in posts:
        for tag, spelling in _spellings(post).items():
            spellings.setdefault(tag, spelling)
    known = await queries.hashtag_ids(spellings) if spellings else {}
    wanted = {(known[tag], post["id"]): post for post in posts for tag in post["hashtags"]}
    before = {(row["tag_id"], row["post_id"]): row["open"] for row in await queries.indexed_tags(post_ids)}
    if gone := [pair for pair in before if pair not in wanted]:
        await queries.drop_tags(gone)
    if wanted:
        await queries.put_tags([(*pair, p["author_id"], p["open"], p["heat"]) for pair, p in sorted(wanted.items())])
    changes: Counter[int] = Counter()
    for (tag_id, _), was_open in before.items():
        changes[tag_id] -= was_open
    for (tag_id, _), post in wanted.items():
        changes[tag_id] += post["open"]
    if changes:
        await put_hashtag_terms(await queries.count_hashtags(sorted(changes.items())))


async def put_hashtag_terms(rows: Sequence[Record]) -> None:
    """Of rows with id, tag and weight. A tag that nobody may see any more is not found."""
    found = [(r["id"], term, r["weight"]) for r in rows if r["weight"] for term in terms.of_hashtag(r["tag"])]
    await queries.put_terms(Kind.HASHTAG, found, [row["id"] for row in rows])


def _words(post_id: int, caption: str) -> list[str]:
    return [*terms.time_words(week_of(post_id)), *terms.of_caption(caption)]


def _spellings(post: Record) -> dict[str, str]:
    """Each tag of the post and how its author wrote it first."""
    written: dict[str, str] = {}
    for spelling in HASHTAG.findall(post["caption"]):
        written.setdefault(normal_tag(spelling), spelling)
    return {tag: written.get(tag, tag) for tag in post["hashtags"]}
