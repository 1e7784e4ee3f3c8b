"""Whatever people do in whatever order, list and count are those of a model of a few lines."""

from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from server.kit import database
from server.kit.viewer import Viewer
from server.notifications import service as notifications
from tests.notifications.town import Town
from tests.world import World

CROWD, POSTS = 3, 2
person, post = st.integers(0, CROWD - 1), st.integers(0, POSTS - 1)
actions = st.one_of(
    st.tuples(st.sampled_from(["like", "like", "unlike"]), person, post),
    st.tuples(st.sampled_from(["follow", "unfollow", "block", "unblock"]), person, st.just(0)),
    st.tuples(st.sampled_from(["see", "carry", "carry twice"]), st.just(0), st.just(0)),
)


class Model:
    """Of what one reader with some posts is told. A thing is a post that is liked, or the reader who is followed."""

    def __init__(self) -> None:
        self.likes: set[tuple[int, int]] = set()
        self.follows: set[int] = set()
        self.hidden: set[int] = set()
        self.told: dict[Any, list[int]] = {}
        """Thing -> who was told of, the latest last."""
        self.fresh: set[Any] = set()
        self.maybe: set[Any] = set()
        """What may count as new or not, for it was hidden when the reader looked."""
        self.new: list[tuple[Any, int]] = []
        """What was done and is not carried around yet."""

    def act(self, action: str, who: int, which: int) -> None:
        match action:
            case "like" if (who, which) not in self.likes and who not in self.hidden:
                self.likes.add((who, which))
                self.new.append((which, who))
            case "unlike" if who not in self.hidden:
                self.likes.discard((who, which))
            case "follow" if who not in self.follows and who not in self.hidden:
                self.follows.add(who)
                self.new.append(("me", who))
            case "unfollow":
                self.follows.discard(who)
            case "block":
                self.hidden.add(who)
                self.follows.discard(who)
            case "unblock":
                self.hidden.discard(who)

    def stands(self, thing: Any, who: int) -> bool:
        there = who in self.follows if thing == "me" else (who, thing) in self.likes
        return there and who not in self.hidden

    def carry(self) -> None:
        for thing, who in self.new:
            if self.stands(thing, who) and who not in self.told.get(thing, []):
                self.told.setdefault(thing, []).append(who)
                self.fresh.add(thing)
                self.maybe.discard(thing)
        self.new = []

    def read(self) -> dict[Any, list[int]]:
        shown = {thing: [who for who in people if self.stands(thing, who)] for thing, people in self.told.items()}
        return {thing: people for thing, people in shown.items() if people}


async def act(town: Town, ann: Viewer, crowd: list[Viewer], posts: list[int], model: Model, step: Any) -> None:
    action, who, which = step
    one = crowd[who]
    match action:
        case "like" | "unlike" if who not in model.hidden:
            await (town.like if action == "like" else town.unlike)(posts[which], one)
        case "follow" if who not in model.hidden:
            await town.follow(one, ann)
        case "unfollow" if who not in model.hidden:
            await town.unfollow(one, ann)
        case "block" | "unblock":
            await (town.block if action == "block" else town.unblock)(ann, one)
        case "carry" | "carry twice":
            if action == "carry twice":
                await database.execute(
                    "INSERT INTO outbox (id, topic, payload) SELECT -id, topic, payload FROM outbox"
                    " WHERE topic IN ('LikesChanged', 'Followed')"
                )
            await town.world.relay()
            model.carry()
        case "see" if (page := await notifications.listed(ann, None)).items:
            await town.see(ann, page.items[0])
            # what cannot be seen now is seen by this too, unless it stands further up
            model.maybe |= model.fresh - set(model.read())
            model.fresh = set()
    model.act(action, who, which)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(history=st.lists(actions, max_size=20))
async def test_any_history(long_world: World, history: list[Any]) -> None:
    town = Town(long_world)
    ann, *crowd = await town.people(CROWD + 1)
    posts = [await long_world.quick_post(ann.user_id) for _ in range(POSTS)]
    await long_world.relay()
    model = Model()
    for step in [*history, ("carry", 0, 0)]:
        await act(town, ann, crowd, posts, model, step)
    page = await notifications.listed(ann, None)
    things = {str(post_id): number for number, post_id in enumerate(posts)}
    handles = {one.handle: number for number, one in enumerate(crowd)}
    shown = {
        things[one.post.id] if one.post else "me": ({handles[who.handle] for who in one.people}, one.others)
        for one in page.items
    }
    expected = model.read()
    assert shown.keys() == expected.keys()
    for thing, people in expected.items():
        assert shown[thing][0] <= set(people)
        assert len(shown[thing][0]) + shown[thing][1] == len(people)
    certain = len(model.fresh & expected.keys())
    assert certain <= page.unread <= certain + len(model.maybe & expected.keys())
    assert page.unread == sum(not one.seen for one in page.items)
