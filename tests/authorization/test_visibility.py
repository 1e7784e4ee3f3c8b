"""Six viewers read everything there is: nobody finds a trace of what is hidden from them, in any list, page or count.

The owner has posted, liked, commented, followed, shared and been saved before two of the viewers and the owner parted
by a block, so that traces of before are in every table. What a viewer may see must be there, or the test proves
nothing.
"""

import re

import pytest
from msgspec import Struct

from server.feed.home import places
from server.feed.home.places import Place
from server.kit import cursors
from shared.accounts import ProfileChange
from shared.posts import NewItem, NewPost, Post
from tests import pictures
from tests.authorization.rows import OUTSIDE, PREFIX
from tests.authorization.test_matrix import routes
from tests.world import Person, World

VIEWERS = ("stranger", "follower", "pending", "blocked", "blocker", "owner")
APART = {"blocked", "blocker"}
NOWHERE = places.encode(Place(places.BY_TIME, 0, cursors.BIGINT_MAX))
"""In a Home that time orders."""


class Call(Struct, frozen=True):
    """One GET. `shows` is what those find who may see it: `post`, `words` (the comment), `person`; or nothing sure."""

    path: str
    shows: str = ""
    query: dict[str, str] = {}
    to: str = ""
    """Who finds it, if not everybody who may see such a thing."""


CALLS = [
    Call("/people/{owner}", "person"),
    Call("/people/{owner}/posts", "post"),
    Call("/people/{owner}/followers"),
    Call("/people/{owner}/following"),
    Call("/people/{owner}/mutuals"),
    Call("/people/{bystander}", ""),
    Call("/people/{bystander}/followers", "person"),
    Call("/people/{bystander}/followers", "person", {"q": "owner"}),
    Call("/people/{bystander}/following", "person"),
    Call("/people/{bystander}/mutuals", "person", to="follower"),
    Call("/me/close-friends"),
    Call("/me/muted"),
    Call("/suggestions"),
    Call("/follow-requests"),
    Call("/posts/{post}", "post"),
    Call("/posts/{post}/versions"),
    Call("/posts/{post}/likes"),
    Call("/posts/{post}/comments", "post"),
    Call("/posts/{post}/comments", "post", {"at": "{remark}"}),
    Call("/posts/{post}/save"),
    Call("/posts/{post}/share-targets"),
    Call("/posts/{other}/likes", "person"),
    Call("/posts/{other}/comments", "words"),
    Call("/posts/{other}/comments", "words", {"at": "{said}"}),
    Call("/posts/{other}/comments", query={"at": "{answer}"}),
    Call("/posts/{other}"),
    Call("/posts/{own}/likes", "person"),
    Call("/posts/{own}/comments", "words"),
    Call("/posts/{own}/share-targets"),
    Call("/comments/{thread}/replies", "words"),
    Call("/comments/{thread}/replies", "words", {"at": "{answer}"}),
    Call("/comments/{remark}/replies", "post"),
    Call("/feed/following", "post", to="follower owner"),
    Call("/feed/following/new", query={"since": "1"}),
    Call("/feed/home", "post", to="follower owner"),
    Call("/feed/home", "post", {"cursor": NOWHERE}, to="follower owner"),
    Call("/feed/home/why", query={"snapshot": "1", "post": "{post}"}),
    Call("/me/saved", "post", to="follower"),
    Call("/me/collections"),
    Call("/me/collections/{collection}"),
    Call("/me/collections/{collection}/posts", "post", to="follower"),
    Call("/search", "person", {"q": "{owner}"}),
    Call("/search/people", "person", {"q": "{owner}"}),
    Call("/search/people", "person", {"q": "{typo}"}),
    Call("/search/posts", "post", {"q": "{secret}"}),
    Call("/search/hashtags", query={"q": "{tag}"}),
    Call("/search/places", query={"q": "Kyoto"}),
    Call("/search/recent", "person", to="follower stranger"),
    Call("/trending"),
    Call("/hashtags/{tag}"),
    Call("/hashtags/{tag}/posts", "post", {"order": "recent"}),
    Call("/hashtags/{tag}/posts", "post", {"order": "top"}),
    Call("/places/near", query={"latitude": "35", "longitude": "135.7"}),
    Call("/places/{place}"),
    Call("/places/{place}/posts", "post", {"order": "recent"}),
    Call("/places/{place}/posts", "post", {"order": "top"}),
    Call("/explore"),
    Call("/notifications", "person", to="stranger follower pending"),
    Call("/notifications/unread"),
]
OWN_ALONE = {
    "GET /accounts/handles/{handle}", "GET /sessions", "GET /me", "GET /me/blocked", "GET /me/posts/pending",
    "GET /me/posts/{post_id}", "GET /limits", "GET /me/quota", "GET /media/{media_id}", "GET /media/{name}",
    "GET /health", "GET /admin/health", "GET /me/notifications", "GET /live", "GET /media/{media_id}/places",
    "GET /admin/feed", "GET /feed/preferences", "GET /me/hashtags", "GET /me/archive", "GET /archives/{token}",
    "GET /me/deletion",
}  # fmt: skip
"""Tell of the caller alone, or are tried cell by cell in the matrix."""


class Stage:
    """One owner, private or public; names end alike, so that two stages stand in one world."""

    def __init__(self, world: World, kind: str) -> None:
        self.world = world
        self.private = kind == "private"
        self.kind = kind
        self.secret, self.words, self.tag = f"nightjar{kind}", f"saltmarsh{kind}", f"heronry{kind}"
        """In the caption of the owner's post; in the owner's comments elsewhere; the post's hashtag."""
        self.people: dict[str, Person] = {}
        self.names: dict[str, dict[str, str]] = {}
        """Viewer -> what stands for the names in paths and queries."""
        self.marks: dict[str, list[str]] = {}

    def handle(self, name: str) -> str:
        return f"{name}_{self.kind}"

    async def set_up(self) -> None:
        for name in (*VIEWERS, "bystander"):
            self.people[name] = await self.world.person(self.handle(name))
        owner, bystander = self.people["owner"], self.people["bystander"]
        if self.private:
            await owner.change_profile(ProfileChange(private=True))
        for name in ("follower", "blocked", "blocker", "bystander"):
            await self._follow_owner(name)
            if self.private:
                await owner.accept_request(self.handle(name))
        post = await self._post(owner, f"{self.secret} over the reeds #{self.tag}", place="Kyoto")
        remark = await owner.comment(post.id, self.secret)
        await owner.comment(post.id, self.secret, reply_to=remark.id)
        common = {"post": post.id, "tag": self.tag, "remark": remark.id, "place": post.place_id or "0"}
        common |= {"owner": owner.handle, "bystander": bystander.handle, "secret": self.secret}
        common |= {"typo": owner.handle.replace("w", "v")} | await self._talk(owner, bystander)
        for name in VIEWERS:
            self.names[name] = common | await self._live(name, post)
        await bystander.follow(self.handle("follower"))
        await self.world.drain()
        await owner.block(self.handle("blocked"))
        await self.people["blocker"].block(owner.handle)
        if self.private:
            await self._follow_owner("pending")
        await self.world.drain()
        digests = [variant.url.rpartition("/")[2] for variant in post.picture.variants]
        self.marks = {"post": [self.secret, post.id, *digests], "words": [self.words], "person": [owner.handle]}

    async def _follow_owner(self, name: str) -> None:
        await self.people[name].follow(self.people["owner"].handle)

    async def _post(self, author: Person, caption: str, place: str = "") -> Post:
        shown = NewItem(media_id=await author.upload(pictures.jpeg(48, 36)), alt=caption)
        found = (await author.search_places(place)).items[0] if place else None
        draft = await author.draft(NewPost(items=[shown], caption=caption, place=place, place_id=found and found.id))
        await author.publish(draft.id)
        await self.world.drain()
        post = (await author.own_post(draft.id)).post
        assert post is not None
        return post

    async def _talk(self, owner: Person, bystander: Person) -> dict[str, str]:
        """Under a post of somebody else, where everybody reads."""
        other = await self._post(bystander, "the weir at noon")
        comment = await bystander.comment(other.id, "who was there")
        await owner.follow(bystander.handle)
        await owner.like(other.id)
        said = await owner.comment(other.id, self.words)
        answer = await owner.comment(other.id, self.words, reply_to=comment.id)
        return {"other": other.id, "thread": comment.id, "said": said.id, "answer": answer.id}

    async def _live(self, name: str, post: Post) -> dict[str, str]:
        """What the viewer and the owner have had to do with each other while they could."""
        viewer, owner = self.people[name], self.people["owner"]
        own = await self.world.quick_post(viewer.user_id, "a plain day")
        await owner.like(str(own))
        await owner.comment(str(own), self.words)
        collection = await viewer.new_collection("kept")
        await viewer.follow(self.handle("bystander"))
        if name != "owner":
            await owner.follow(viewer.handle)
            await viewer.note_search("person", owner.handle)
        if name in ("follower", "blocked", "blocker"):
            await viewer.like(post.id)
            await viewer.collect(collection.id, post.id)
            await owner.share(post.id, [viewer.handle], self.secret)
        return {"own": str(own), "collection": collection.id}

    def may(self, viewer: str, what: str) -> bool:
        if viewer in APART:
            return False
        return what != "post" or not self.private or viewer in ("follower", "owner")

    async def answer(self, viewer: str, call: Call) -> str:
        names = self.names[viewer]
        query = {key: value.format_map(names) for key, value in call.query.items()}
        path = PREFIX + call.path.format_map(names)
        answer = await self.world.http("GET", path, self.people[viewer], params=query)
        assert answer.status_code in (200, 403, 404), f"{path} {answer.status_code} {answer.text}"
        return answer.text


@pytest.fixture(scope="module", params=["public", "private"])
async def stage(request: pytest.FixtureRequest, long_world: World) -> Stage:
    made = Stage(long_world, request.param)
    await made.set_up()
    return made


@pytest.mark.parametrize("viewer", VIEWERS)
async def test_nobody_finds_what_is_hidden_and_everybody_what_is_not(stage: Stage, viewer: str) -> None:
    for call in CALLS:
        answer = await stage.answer(viewer, call)
        for what, marks in stage.marks.items():
            known = what == "person" and viewer == "blocker" and call.path == "/people/{owner}"
            if not stage.may(viewer, what) and not known:
                found = [mark for mark in marks if mark in answer]
                assert not found, f"{viewer} finds {found} at {call.path} {call.query}: {answer[:2000]}"
        finds = stage.may(viewer, call.shows or "person") and (not call.to or viewer in call.to.split())
        if call.shows and finds:
            assert stage.marks[call.shows][0] in answer, (
                f"{viewer} misses it at {call.path} {call.query}: {answer[:2000]}"
            )


async def test_every_read_is_tried(long_world: World) -> None:
    tried = {_shape(call.path) for call in CALLS}
    for name in routes(long_world.app):
        method, _, path = name.partition(" ")
        if method == "GET" and name not in OWN_ALONE and not path.startswith(OUTSIDE):
            assert _shape(path) in tried, f"say in CALLS who finds what at {name}"


def _shape(path: str) -> str:
    return re.sub(r"\{\w+\}", "{}", path)
