"""Likes while the API, the relay, PostgreSQL or Valkey are killed: what was answered is there, and counted once."""

import asyncio
from collections.abc import Callable

import pytest

from tests.faults.crowd import READY, Crowd
from tests.installation import Installation, eventually

PEOPLE, POSTS = 6, 8
ROUNDS = 15
COUNTS = """
SELECT c.post_id, c.likes, count(l.user_id) AS rows FROM post_counts c LEFT JOIN likes l USING (author_id, post_id)
WHERE c.author_id = $1 GROUP BY 1, 2
"""


def kill_api(installation: Installation) -> None:
    installation.kill("api")
    installation.start("api")


def kill_relay(installation: Installation) -> None:
    installation.kill("relay")
    installation.start("relay")


def kill_postgres(installation: Installation) -> None:
    assert installation.engines.postgres
    installation.engines.postgres.kill()
    installation.engines.postgres.start()


def kill_valkey(installation: Installation) -> None:
    assert installation.engines.valkey
    installation.engines.valkey.kill()
    installation.engines.valkey.start()


@pytest.mark.parametrize("kill", [kill_api, kill_relay, kill_postgres, kill_valkey])
async def test_no_like_is_lost_or_counted_twice(
    installation: Installation, kill: Callable[[Installation], None]
) -> None:
    crowd = Crowd(installation)
    await crowd.gather(authors=1, followers=PEOPLE)
    [author] = crowd.authors
    await installation.sql(READY, list(range(author.user_id, author.user_id + POSTS)), author.user_id)
    await crowd._post(author, list(range(author.user_id, author.user_id + POSTS)))
    wanted: dict[tuple[int, int], bool] = {}

    async def like(number: int) -> None:
        person = crowd.followers[number]
        for turn in range(ROUNDS):
            for place, post in enumerate(crowd.acknowledged):
                liked = (number + turn + place) % 3 > 0
                verb = person.like if liked else person.unlike
                answer = await crowd.insist(lambda verb=verb, post=post: verb(str(post)))  # type: ignore[misc]
                assert answer.liked == liked
                wanted[person.user_id, post] = liked

    liking = asyncio.gather(*(like(number) for number in range(PEOPLE)))

    async def all_have_begun() -> bool:
        return len(wanted) == PEOPLE * POSTS or liking.done()

    await eventually(all_have_begun, "everybody likes everything")
    assert not liking.done()
    await asyncio.to_thread(kill, installation)
    await liking
    await crowd.settled()
    rows = await installation.sql("SELECT user_id, post_id FROM likes WHERE author_id = $1", author.user_id)
    assert {(row["user_id"], row["post_id"]) for row in rows} == {pair for pair, liked in wanted.items() if liked}
    assert all(row["likes"] == row["rows"] for row in await installation.sql(COUNTS, author.user_id))
    for person in crowd.followers:
        page = await crowd.insist(lambda person=person: person.posts_of(author.handle))  # type: ignore[misc]
        assert {int(post.id): post.liked for post in page.items} == {
            post: wanted[person.user_id, post] for post in crowd.acknowledged
        }
    await crowd.leave()
