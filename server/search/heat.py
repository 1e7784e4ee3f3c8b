"""How much a post or a hashtag moves people, as numbers that never have to be rewritten because time passes.

What is new should weigh more than what is old, and ever more so. Instead of letting all weights decay, each is made the
larger the later it comes (forward decay: Cormode, Shkapenyuk, Srivastava and Xu, 2009): 2 to the number of half-lives
since 2026. Such weights stay comparable for ever. They are kept as logarithms, which do not overflow either.

- `heat` of a post: log2(1 + likes + 2 * comments) + age of its id in half-lives of a week: twice the engagement makes
  up for a week.
- `rising` of a hashtag: log2 of the sum, over the people who used it last, of 2 to the half-lives of a day at which
  each used it last. One person counts once, however much they post.
"""

from typing import Final

from server.kit.ids import TIME_SHIFT

DAY_MS: Final = 24 * 3600 * 1000


def week_of(post_id: int) -> int:
    """Weeks since 2026."""
    return (post_id >> TIME_SHIFT) // (7 * DAY_MS)


HEAT = (
    f"(ln((1 + coalesce(c.likes, 0) + 2 * coalesce(c.comments, 0))::double precision) / ln(2.0::double precision)"
    f" + (p.id >> {TIME_SHIFT}) / {7 * DAY_MS}.0::double precision)"
)
"""In SQL, of a row `p` of posts and a row `c` of post_counts, which may be missing."""
HEAT_STEP: Final = 0.1
"""A smaller change is not worth writing: a hundred thousand likes on one post are some 170 writes."""
USES: Final = 1_000
"""A hashtag rises by its newest posts, of which so many are looked at."""
RISING = f"""coalesce((
    SELECT used.last + ln(sum(power(2, greatest(used.days - used.last, -100)))) / ln(2.0::double precision) FROM (
        SELECT person.days, max(person.days) OVER () AS last FROM (
            SELECT (max(newest.post_id) >> {TIME_SHIFT}) / {DAY_MS}.0::double precision AS days FROM (
                SELECT t.post_id, t.author_id FROM tagged t WHERE t.tag_id = h.id AND t.open
                ORDER BY t.post_id DESC LIMIT {USES}) newest
            GROUP BY newest.author_id) person) used
    GROUP BY used.last), 0)"""
"""In SQL, of a row `h` of hashtags."""
