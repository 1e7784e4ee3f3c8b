"""One person who has done one of everything, among people whose own words must not come along."""

import io
import secrets
import zipfile
from typing import Any

import msgspec
import obstore

from server.kit import database, ids, resources
from server.media import store
from shared.accounts import ProfileChange
from shared.feed import FeedPreferences
from shared.media import Tag
from shared.notifications import NotificationSettingsChange
from shared.posts import NewItem, NewPost, Post, PostChange
from tests import pictures
from tests.world import Person, World

CAPTION = '<script>alert("x")</script> "quoted" & مرحبا #marsh'
ALT = 'a <b>heron</b> "at" rest'
SECRET = "nightjar"
"""In all that others wrote."""
ORIGINAL = pictures.jpeg()
VIDEO = secrets.token_bytes(5_000)
OTHERS = ("bo", "cy", "dee", "eve", "fay", "gil")


class Belongings:
    """Ana follows bo, once followed private cy, blocks eve, mutes fay, and dee, who blocks her, and waits for gil."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.people: dict[str, Person] = {}
        self.posts: dict[str, Post] = {}
        self.photo: Post
        self.draft_id = ""

    @property
    def ana(self) -> Person:
        return self.people["ana"]

    async def gather(self) -> None:
        for handle in ("ana", *OTHERS):
            self.people[handle] = await self.world.person(handle, private=handle in ("cy", "gil"))
        for handle in ("bo", "cy", "dee", "eve"):
            author = self.people[handle]
            number = await self.world.quick_post(author.user_id, f"{SECRET} by {handle}")
            await self._tie(handle)
            self.posts[handle] = await author.post(str(number))
        await self._publish()
        await self._draft()
        for handle, post in self.posts.items():
            await self._engage(handle, post.id)
        await self._settle()
        await self.world.drain()
        await self.people["dee"].block("ana")
        await self.ana.block("eve")
        await self.ana.unfollow("cy")
        await self.ana.follow("gil")
        await self.world.drain()

    async def _tie(self, handle: str) -> None:
        other = self.people[handle]
        await self.ana.follow(handle)
        if handle == "cy":
            await other.accept_request("ana")
        await other.follow("ana")

    async def _publish(self) -> None:
        ana = self.ana
        tags = [Tag(handle="bo", x=0.5, y=0.25), Tag(handle="dee", x=0.1, y=0.1)]
        item = NewItem(media_id=await ana.upload(ORIGINAL), alt=ALT, tags=tags)
        draft = await ana.draft(NewPost(items=[item], caption="before the edit", place="Kyoto"))
        await ana.publish(draft.id)
        await self.world.drain()
        await ana.change_post(draft.id, PostChange(caption=CAPTION))
        found = (await ana.own_post(draft.id)).post
        assert found
        self.photo = found
        await self.people["bo"].like(found.id)
        await self.people["dee"].comment(found.id, f"{SECRET} said dee")
        await self.people["bo"].comment(found.id, f"{SECRET} said bo")
        film = await self.world.quick_post(ana.user_id, "a film")
        await make_video(film, VIDEO)
        profile = await ana.upload(pictures.jpeg())
        await self.world.drain()
        await ana.change_profile(ProfileChange(name="Ana <i>Lee</i>", bio="Stones & rivers", picture_id=profile))

    async def _draft(self) -> None:
        media_id = await self.ana.upload(ORIGINAL, filename="original.jpg")
        await self.world.drain()
        self.draft_id = (await self.ana.draft(NewPost(items=[NewItem(media_id=media_id)], caption="not yet"))).id

    async def _engage(self, handle: str, post_id: str) -> None:
        await self.ana.like(post_id)
        await self.ana.comment(post_id, f"ana to {handle}")
        await self.ana.save(post_id)
        await self.ana.note_search("person", handle)

    async def _settle(self) -> None:
        ana, bo = self.ana, self.people["bo"]
        heap = await ana.new_collection("To <read>")
        await ana.collect(heap.id, self.posts["bo"].id)
        await ana.share(self.photo.id, ["bo", "dee"], "look at this")
        hidden = await self.world.quick_post(bo.user_id, f"{SECRET} again")
        await ana.hide_post(str(hidden))
        await ana.add_close_friend("bo")
        await ana.mute("fay")
        await ana.mute("dee")
        await ana.note_search("words", "quiet rivers")
        await ana.follow_hashtag("marsh")
        await ana.change_notification_settings(NotificationSettingsChange(likes="following"))
        await ana.change_feed_preferences(FeedPreferences(first="following"))

    async def archive(self) -> "Archive":
        await self.ana.make_archive()
        await self.world.drain()
        return await fetched(self.world, self.ana)


async def make_video(post_id: int, data: bytes) -> None:
    """Turns the picture of a quick post into a finished video."""
    folder = secrets.token_hex(16)
    media_id = await database.fetchval(
        "UPDATE media SET kind = 'video', folder = $2 WHERE id = (SELECT i.media_id FROM post_items i"
        " JOIN posts p ON p.draft_id = i.draft_id WHERE p.id = $1) RETURNING id",
        post_id,
        folder,
    )
    await database.execute(
        "INSERT INTO renditions (media_id, name, state, bytes) VALUES ($1, 'mp4', 'ready', $2)", media_id, len(data)
    )
    await obstore.put_async(resources.blobs(), store.video_key(folder, "video.mp4"), data)


class Archive:
    """An archive as its owner opens it."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.zip = zipfile.ZipFile(io.BytesIO(data))
        assert self.zip.testzip() is None

    @property
    def names(self) -> list[str]:
        return self.zip.namelist()

    def json(self, name: str) -> Any:
        return msgspec.json.decode(self.zip.read(name))

    @property
    def text(self) -> str:
        """Every word in it."""
        return "\n".join(self.zip.read(name).decode() for name in self.names if not name.startswith("media/"))


async def fetched(world: World, person: Person) -> Archive:
    found = await person.archive()
    assert found.state == "ready", found
    answer = await world.http("GET", found.url)
    assert answer.status_code == 200 and len(answer.content) == found.size
    return Archive(answer.content)


async def wanted(user_id: int) -> int:
    """Notes a wish whose event never comes. Returns its id."""
    archive_id = ids.new_id()
    await database.execute("INSERT INTO archives (user_id, id) VALUES ($1, $2)", user_id, archive_id)
    return archive_id
