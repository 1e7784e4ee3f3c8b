"""What people make of each other's pictures: likes by those who follow, and a kind word here and there."""

import asyncio
import random
from collections.abc import Callable, Sequence
from typing import Final

from server.kit import database
from server.posts.comments import service as comments
from server.posts.likes import queries as like_queries
from server.posts.likes import service as likes
from server.seed.arrivals import Arrived
from server.seed.gallery import Post
from server.seed.graph import Graph
from shared.engagement import NewComment

AT_ONCE: Final = 32
LIKING: Final = (0.2, 0.7)
"""Share of the followers who like a post, from the least to the most liked one."""
COMMENTED: Final = 0.45
"""Share of the posts on which somebody says something."""
ANSWERED: Final = 0.5
WORDS: Final = (
    "The light in this one.",
    "I could look at this all day.",
    "This made my morning.",
    "Where is this? I want to go.",
    "You always find the quiet ones.",
    "Saving this for a grey day.",
    "My favourite of yours so far.",
    "I can almost hear it.",
    "Those colours!",
    "How long did you wait for that?",
    "This belongs on a wall.",
    "Taking notes.",
    "Now I am hungry.",
    "Same spot, completely different mood. Lovely.",
    "More of these, please.",
    "I walked past it a hundred times and never saw it like this.",
    "So calm.",
    "The detail in the corner made me smile.",
    "Beautifully seen.",
    "Thank you for this 🧡",
)
ANSWERS: Final = (
    "Thank you! It was over in a minute.",
    "That means a lot.",
    "Come along next time.",
    "Luck and cold fingers.",
    "Ten minutes from the station, honestly.",
    "You are too kind.",
)


async def unspoken(posts: Sequence[Post]) -> list[Post]:
    """Those that nobody likes yet: new ones, and those that an interrupted run did not come to."""
    authors, numbers = [post.author.viewer.user_id for post in posts], [post.id for post in posts]
    liked = await like_queries.liked_by_anybody(authors, numbers)
    return [post for post in posts if post.id not in liked]


async def talk(arrived: Sequence[Arrived], posts: Sequence[Post], drawn: Graph, tell: Callable[[], None]) -> None:
    """About these posts, of which nobody has spoken yet. The same town talks the same way."""
    here = {one.viewer.handle: one for one in arrived}
    for start in range(0, len(posts), AT_ONCE):
        some = posts[start : start + AT_ONCE]
        await asyncio.gather(*(_about(post, here, drawn) for post in some))
        for _ in some:
            tell()


async def _about(post: Post, here: dict[str, Arrived], drawn: Graph) -> None:
    dice = random.Random(post.plan.seed)
    author = post.author.viewer
    followers = [one for handle, one in here.items() if author.handle in drawn.following.get(handle, ())]
    liking = dice.sample(followers, round(len(followers) * dice.uniform(*LIKING)))
    await asyncio.gather(*(likes.like(one.viewer, post.id) for one in liking))
    if liking and dice.random() < COMMENTED:
        for one in dice.sample(liking, min(len(liking), dice.choice((1, 1, 2, 3)))):
            async with database.transaction():
                said = await comments.write(one.viewer, post.id, NewComment(text=dice.choice(WORDS)))
                if dice.random() < ANSWERED:
                    answer = NewComment(text=dice.choice(ANSWERS), reply_to=said.id)
                    await comments.write(author, post.id, answer)
