"""A town of people with full timelines, the same at every run.

2,000 people follow 40 to 1,000 of each other (mean about 290) and have 25 posts each. 100 celebrities have 100 posts
each and are followed only by readers made for that; 3,000 quiet people never post. Everybody who posts likes ten
posts of others, the newest posts have a hashtag that a third follow, and any post may be suggested.
"""

import random
from collections import Counter
from collections.abc import Collection, Iterable
from datetime import UTC, datetime, timedelta

import numpy as np
import numpy.typing as npt

from server.feed import timeline
from server.graph import ties
from server.kit import ids, resources
from server.posts import hydration
from tests.benchmarks import rows

SEED = 20260101
PEOPLE, POSTS_EACH = 2_000, 25
CELEBRITIES, CELEBRITY_POSTS_EACH = 100, 100
QUIET = 3_000
READERS_OF_A_KIND = 60
"""Enough that nobody's rate limit is reached."""
DAYS = 20
FOLLOWS = (40, 1_000)
WORDS = ("light", "harbour", "window", "morning", "quiet", "stone", "river", "glass", "amber", "shadow", "garden")
LIKES_EACH = 10
LIKED_FROM = 8_000
"""The newest posts."""
TAGGED = 5_000
# Heat is what it is for posts with some likes; there are no words to be found.
INDEX = f"""
INSERT INTO search_posts (post_id, author_id, open, heat, words)
SELECT id, author_id, true, (id >> 22) / 604800000.0 + 3 * random(), '' FROM posts;
INSERT INTO hashtags (id, tag, spelling, posts) VALUES (1, 'city', 'city', {TAGGED});
INSERT INTO tagged (tag_id, post_id, author_id, open, heat)
SELECT 1, post_id, author_id, true, heat FROM search_posts ORDER BY post_id DESC LIMIT {TAGGED};
INSERT INTO followed_hashtags (user_id, tag) SELECT DISTINCT user_id, 'city' FROM following WHERE user_id % 3 = 0;
ANALYZE search_posts, tagged, followed_hashtags;
"""
Ids = npt.NDArray[np.int64]


class Town:
    def __init__(self) -> None:
        self._chance = random.Random(SEED)
        self._numbers = np.random.default_rng(SEED)
        now = datetime.now(UTC)
        self._unused = (ids.at(now - timedelta(days=DAYS + 300)) + i * 4_000_000_037 for i in range(100_000))
        self.people = self._take(PEOPLE)
        self.celebrities = self._take(CELEBRITIES)
        self._stars = frozenset(self.celebrities)
        self.quiet = self._take(QUIET)
        self.posts, self._authors = self._some_posts(ids.at(now - timedelta(days=DAYS)), ids.at(now))
        self._of = {author: self.posts[self._authors == author] for author in (*self.people, *self.celebrities)}
        self.follows = self._some_follows()
        """Of everyone who reads."""

    def readers(self, follows: int, *, celebrities: int = 0) -> list[int]:
        """New people without posts who follow so many, quiet ones last, and so many celebrities besides."""
        made = self._take(READERS_OF_A_KIND)
        for reader in made:
            crowd = self._chance.sample(self.people, min(follows, PEOPLE))
            stars = self._chance.sample(self.celebrities, celebrities)
            self.follows[reader] = crowd + self.quiet[: follows - len(crowd)] + stars
        return made

    def newest(self, reader: int, count: int, *, with_celebrities: bool = True) -> list[tuple[int, int]]:
        """(post, author) of all whom the reader follows and of the reader, newest first: the feed as it should be."""
        stars = frozenset[int]() if with_celebrities else self._stars
        authors = [a for a in (*self.follows[reader], reader) if a in self._of and a not in stars]
        posts = np.concatenate([self._of[a] for a in authors])
        owners = np.repeat(np.array(authors), [len(self._of[a]) for a in authors])
        order = np.argsort(posts)[::-1][:count]
        return list(zip(posts[order].tolist(), owners[order].tolist(), strict=True))

    def _likes(self) -> Iterable[rows.Rows]:
        likes = []
        for person in self.people:
            for at in set(self._chance.choices(range(len(self.posts) - LIKED_FROM, len(self.posts)), k=LIKES_EACH)):
                if self._authors[at] != person:
                    likes.append(
                        (int(self._authors[at]), int(self.posts[at]), person, int(self.posts[at]) + len(likes))
                    )
        yield rows.Rows("likes", ("author_id", "post_id", "user_id", "id"), likes)
        liked = [(person, post, author) for author, post, person, _ in likes]
        yield rows.Rows("liked", ("user_id", "post_id", "author_id"), liked)
        counts = Counter((author, post) for author, post, _, _ in likes)
        counted = [(*pair, n, 0) for pair, n in counts.items()]
        yield rows.Rows("post_counts", ("author_id", "post_id", "likes", "comments"), counted)

    def rows(self) -> Iterable[rows.Rows]:
        yield rows.users((*self.people, *self.celebrities, *self.quiet, *(set(self.follows) - set(self.people))))
        yield rows.sessions(self.follows)
        # whom one follows, without the other side, which no page reads
        yield rows.follows((i, other) for i, followed in self.follows.items() for other in followed)[0]
        yield rows.Rows("celebrities", ("user_id",), [(i,) for i in self.celebrities])
        made = zip(self.posts.tolist(), self._authors.tolist(), strict=True)
        yield from rows.posts([rows.NewPost(i, author, self._caption()) for i, author in made])
        yield from self._likes()

    async def warm(self, without: Collection[int] = ()) -> None:
        """Puts timelines, ties and ready-made posts into Valkey, each by the code that does it in production."""
        for reader in self.follows.keys() - set(without):
            kept = self.newest(reader, resources.settings().timeline_length, with_celebrities=False)
            entries = [timeline.entry(*pair) for pair in kept]
            assert await timeline.store(reader, entries, await timeline.version(reader))
            await ties.load_ties(reader)
        posts = self.posts.tolist()
        for start in range(0, len(posts), 2_000):
            await hydration.fill(posts[start : start + 2_000])

    def _take(self, count: int) -> list[int]:
        return [next(self._unused) for _ in range(count)]

    def _some_posts(self, start: int, end: int) -> tuple[Ids, Ids]:
        """Ids, ascending, and authors, at random moments."""
        each = [POSTS_EACH] * PEOPLE + [CELEBRITY_POSTS_EACH] * CELEBRITIES
        authors = np.repeat(np.array([*self.people, *self.celebrities]), each)
        self._numbers.shuffle(authors)
        gap = (end - start) // (len(authors) + 1)
        jitter = self._numbers.integers(0, gap // 2, len(authors))
        return start + np.arange(len(authors), dtype=np.int64) * gap + jitter, authors

    def _some_follows(self) -> dict[int, list[int]]:
        crowd = np.array(self.people)
        shares = 1 / np.arange(1, PEOPLE + 1) ** 0.7  # Zipf: a few are followed by most
        shares /= shares.sum()
        counts = np.clip(self._numbers.lognormal(np.log(225), 0.72, PEOPLE), *FOLLOWS).astype(int)
        chosen = (self._numbers.choice(crowd, count, replace=False, p=shares).tolist() for count in counts)
        return {
            person: [other for other in others if other != person]
            for person, others in zip(self.people, chosen, strict=True)
        }

    def _caption(self) -> str:
        return " ".join(self._chance.choices(WORDS, k=self._chance.randint(2, 14))) + " #city"
