"""Somebody who has done one of everything, with others who go on living."""

from datetime import UTC, datetime
from typing import Final

from server.feed.log import service as log
from server.kit import database
from server.live import streams
from shared.accounts import ProfileChange
from shared.feed import FeedEvent, FeedEvents, FeedPreferences
from shared.media import Tag
from shared.notifications import NotificationSettingsChange
from shared.posts import NewItem, NewPost, Post, PostChange
from tests import pictures
from tests.erasure.traces import Marks
from tests.media.tus import Tus, media_id_of
from tests.world import PASSWORD, Person, World

WORD: Final = "wanderlark"
"""In the handle, the name and the words of whoever goes, and nobody else's."""
HANDLE: Final = "the.wanderlark"
SAME: Final = pictures.jpeg(64, 48)
"""A picture that two people have."""


class Life:
    """`gone` with a friend, a neighbour, and two with whom there is a block; posts and comments by what they are."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.posts: dict[str, Post] = {}
        self.comments: dict[str, str] = {}
        self.media: list[str] = []
        """Of whoever goes."""
        self.sessions: list[str] = []

    async def set_up(self) -> None:
        world = self.world
        self.gone = await world.person(HANDLE)
        self.friend, self.neighbour = await world.person("friend"), await world.person("neighbour")
        self.blocked, self.blocker = await world.person("blocked"), await world.person("blocker")
        self.closed = await world.person("closed", private=True)
        await self._profile()
        await self._ties()
        await self._posts()
        await self._talk()
        await self._keep()
        await self._read()
        await self.gone.block("blocked")
        await self.blocker.block(HANDLE)
        await world.drain()
        self.sessions = [session.id for session in (await self.gone.sessions()).items]

    @property
    def marks(self) -> Marks:
        things = [self.posts[name].id for name in ("theirs", "held")]
        things += [self.comments[name] for name in ("said", "answered", "under own")]
        ids = [*things, *self.media, *self.sessions, self.draft]
        return Marks({self.gone.user_id, *map(int, ids)}, (WORD,))

    async def _profile(self) -> None:
        gone = self.gone
        await gone.sign_in(HANDLE, PASSWORD, f"{WORD}s telephone")
        picture = await self._upload(gone)
        await self.world.drain()
        await gone.change_profile(ProfileChange(name=f"Marisol {WORD.title()}", bio=f"a {WORD}", picture_id=picture))

    async def _ties(self) -> None:
        gone, friend, neighbour = self.gone, self.friend, self.neighbour
        for one, other in ((gone, friend), (friend, gone), (gone, neighbour), (neighbour, gone), (friend, neighbour)):
            await one.follow(other.handle)
        await gone.follow("closed")
        # Who is asked by a private account waits there still when it is public again.
        await gone.change_profile(ProfileChange(private=True))
        await self.closed.follow(HANDLE)
        await database.execute("UPDATE users SET private = false WHERE id = $1", gone.user_id)
        for one, other in ((gone, friend), (friend, gone), (neighbour, gone)):
            await one.add_close_friend(other.handle)
        for one, other in ((gone, neighbour), (self.closed, gone), (friend, neighbour)):
            await one.mute(other.handle)
        await friend.add_close_friend("neighbour")
        await gone.dismiss_suggestion("blocker")
        await self.closed.dismiss_suggestion(HANDLE)

    async def _posts(self) -> None:
        gone, friend = self.gone, self.friend
        self.posts["theirs"] = await self._post(gone, f"{WORD} over the marsh #marsh", tagged="friend", place="Kyoto")
        await gone.change_post(self.posts["theirs"].id, PostChange(caption=f"{WORD} twice over #marsh"))
        self.posts["held"] = await self._post(gone, f"{WORD} below the bridge")
        self.posts["friends"] = await self._post(friend, "the weir at noon #marsh", SAME, tagged=HANDLE)
        draft = NewPost(items=[NewItem(media_id=await self._upload(gone, SAME))], caption=f"{WORD} not yet")
        self.draft = (await gone.draft(draft)).id
        await self._upload(gone)
        begun = await (tus := Tus(self.world, gone)).created(4_000)
        await tus.patch(begun, 0, pictures.jpeg(300, 200)[:1_000])
        self.media.append(media_id_of(begun))
        await database.execute(
            "INSERT INTO videos_admitted (media_id, owner_id, seconds) VALUES ($1, $2, 9)",
            int(self.media[0]),
            gone.user_id,
        )
        for row in (
            "renditions (media_id, name) VALUES ($1, '240')",
            "media_findings (media_id, model, version, finding) VALUES ($1, 'nsfw', '1', '{}')",
        ):
            await database.execute(f"INSERT INTO {row}", int(self.media[-1]))
        await self.world.drain()

    async def _post(
        self, author: Person, caption: str, picture: bytes = b"", tagged: str = "", place: str = ""
    ) -> Post:
        tags = [Tag(handle=tagged, x=0.5, y=0.5)] if tagged else []
        item = NewItem(media_id=await self._upload(author, picture), alt=caption, tags=tags)
        known = (await author.search_places(place)).items[0].id if place else None
        draft = await author.draft(NewPost(items=[item], caption=caption, place_id=known))
        await author.publish(draft.id)
        await self.world.drain()
        post = (await author.own_post(draft.id)).post
        assert post is not None
        return post

    async def _upload(self, owner: Person, picture: bytes = b"") -> str:
        media_id = await owner.upload(picture or pictures.jpeg(64, 48), filename="photo.jpg")
        if owner is self.gone:
            self.media.append(media_id)
        return media_id

    async def _talk(self) -> None:
        gone, friend, neighbour = self.gone, self.friend, self.neighbour
        theirs, friends = self.posts["theirs"].id, self.posts["friends"].id
        for person in (gone, neighbour):
            await person.like(friends)
        for person in (friend, neighbour):
            await person.like(theirs)
            await person.like(self.posts["held"].id)
        asked = (await neighbour.comment(friends, "who was there")).id
        self.comments |= {
            "asked": asked,
            "said": (await gone.comment(friends, f"{WORD} was")).id,
            "answered": (await gone.comment(friends, f"and {WORD} again", reply_to=asked)).id,
            "under own": (await neighbour.comment(theirs, "how fine")).id,
        }
        await neighbour.comment(friends, "so it was", reply_to=self.comments["said"])
        await friend.comment(friends, f"thanks @{HANDLE}")
        await gone.comment(theirs, f"by a {WORD}", reply_to=self.comments["under own"])
        await gone.comment(theirs, f"@neighbour and @friend, says the {WORD}")
        for person in (gone, friend):
            await person.like_comment(asked)
        for name in ("said", "answered", "under own"):
            await friend.like_comment(self.comments[name])
        await self.world.drain()
        await database.execute("UPDATE posts SET state = 'held' WHERE id = $1", int(self.posts["held"].id))

    async def _keep(self) -> None:
        gone, friend, neighbour = self.gone, self.friend, self.neighbour
        theirs, friends = self.posts["theirs"].id, self.posts["friends"].id
        for person in (gone, friend):
            heap = await person.new_collection(f"{WORD}s heap" if person is gone else "heap")
            for post in (theirs, friends):
                await person.collect(heap.id, post)
        plain = str(await self.world.quick_post(neighbour.user_id, "a plain day"))
        for person in (gone, friend):
            await person.hide_post(plain)
        await gone.share(friends, ["neighbour"], f"look, {WORD}")
        await neighbour.share(friends, [HANDLE, "friend"], "look")
        await neighbour.share(theirs, ["friend"], "look here")
        for person, other in ((gone, "friend"), (friend, HANDLE), (neighbour, "friend")):
            await person.note_search("person", other)
            await person.follow_hashtag("marsh")
        await gone.note_search("words", f"{WORD}s elsewhere")
        await gone.change_notification_settings(NotificationSettingsChange(likes="following"))
        await gone.change_feed_preferences(FeedPreferences(first="following", suggested=False))
        await gone.make_archive()
        await self.world.drain()

    async def _read(self) -> None:
        """Everything that is cached for somebody or kept of what they saw."""
        await streams.since(self.gone.user_id, None)
        for person in (self.gone, self.friend, self.neighbour):
            home, following = await person.home_feed(), await person.following_feed()
            others = {item.post.author.handle for item in home.items} - {person.handle}
            assert ("friend" if person is self.gone else HANDLE) in others
            shown = [item.post.id for item in home.items]
            assert shown and following.items and home.snapshot
            seen = [FeedEvent(post_id=post, kind="seen", snapshot=home.snapshot) for post in shown]
            dwelt = FeedEvent(post_id=shown[0], kind="dwell", snapshot=home.snapshot, seconds=9)
            await person.feed_events(FeedEvents(events=[*seen, dwelt]))
            if person is self.friend:
                await log.fold_exposure()
            await person.explore()
            await person.suggestions()
            await person.search("f")
            await person.notifications()
            await person.seen_up_to(datetime.now(UTC))
        await database.execute("INSERT INTO celebrities (user_id, state) VALUES ($1, 'leaving')", self.gone.user_id)
        await self.world.drain()
