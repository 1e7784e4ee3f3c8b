"""What the town answers about media and posts."""

from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec

from shared.looks import Look
from shared.media import DirectUpload, Limits, Media, Picture, Quota
from shared.posts import NewItem, NewPost, OwnItem, OwnPost, OwnPosts, Post, PostChange, Version, Versions
from shared.ui.session import DeviceApi
from tests.client.town import NOW, Town, refusal


class TownPosts(DeviceApi):
    def __init__(self, town: Town) -> None:
        super().__init__("http://town.test")
        self.town = town

    def _note(self, verb: str, *details: Any) -> None:
        self.town.calls.append((verb, details))
        if verb in self.town.refusals:
            raise self.town.refusals[verb]
        if "everything" in self.town.refusals:
            raise self.town.refusals["everything"]

    @property
    def _handle(self) -> str:
        assert self.tokens
        return self.tokens.me.handle

    async def limits(self) -> Limits:
        self._note("limits")
        return Limits(
            photo_max_bytes=30_000_000,
            photo_max_pixels=100_000_000,
            photo_types=["image/jpeg", "image/png", "image/webp", "image/gif", "image/heic", "image/avif"],
            video_max_bytes=500_000_000,
            video_max_seconds=600,
            video_min_seconds=3,
            video_max_pixels=8_912_896,
            video_types=["video/mp4", "video/quicktime", "video/webm", "video/x-matroska"],
            reel_min_seconds=3,
            reel_max_seconds=90,
            post_items_max=10,
            caption_max=2200,
            alt_max=1500,
            chunk_bytes=1_000_000,
            vision=True,
        )

    async def quota(self) -> Quota:
        self._note("quota")
        return Quota(
            bytes_used=800_000_000,
            bytes_max=5_000_000_000,
            uploads_open=0,
            uploads_max=20,
            video_seconds_today=120,
            video_seconds_max=3600,
        )

    async def preview(self, media_id: str, look: Look, width: int = 1080) -> bytes:
        self._note("preview", media_id, look, width)
        return self.town.pixels

    def _picture(self, media_id: str, alt: str = "") -> Picture:
        made = self.town.video if media_id in self.town.videos else self.town.picture
        return msgspec.structs.replace(made("ceramic", alt=alt), id=media_id)

    async def media(self, media_id: str) -> Media:
        self._note("media", media_id)
        town = self.town
        return Media(
            id=media_id,
            kind="video" if media_id in town.videos else "picture",
            state=town.media_state,  # type: ignore[arg-type]
            picture=self._picture(media_id) if town.media_state == "ready" else None,
            reason="This file is not a photo" if town.media_state == "failed" else "",
            ahead=town.ahead,
            renditions=town.renditions,
            suggestions=town.suggestions,
            created_at=NOW,
        )

    async def direct_upload(self, size: int, filename: str = "") -> DirectUpload:
        self._note("direct_upload", size, filename)
        number = self.town.next_id()
        return DirectUpload(media_id=number, url=f"http://town.test/put/{number}", expires_at=NOW + timedelta(hours=1))

    async def draft(self, new: NewPost) -> OwnPost:
        self._note("draft", new)
        number = self.town.next_id()
        own = OwnPost(
            id=number,
            state="draft",
            items=own_items(new.items),
            caption=new.caption,
            aspect=new.aspect,
            audience=new.audience,
            place=new.place,
            place_id=new.place_id,
            who_may_comment=new.who_may_comment,
            created_at=NOW,
        )
        self.town.own[number] = own
        return own

    async def change_post(self, post_id: str, change: PostChange) -> OwnPost:
        self._note("change_post", post_id, change)
        for at, post in enumerate(self.town.posts):
            if post.id == post_id:
                self.town.posts[at] = self._edited(post, change)
                return await self.own_post(post_id)
        if post_id not in self.town.own:
            raise refusal(404, "No such post")
        own = self.town.own[post_id]
        for name in ("caption", "aspect", "audience", "place", "place_id", "who_may_comment"):
            if getattr(change, name) is not msgspec.UNSET:
                setattr(own, name, getattr(change, name))
        if change.items is not msgspec.UNSET:
            own.items = own_items(change.items)
        own.state = "draft"
        return own

    def _edited(self, post: Post, change: PostChange) -> Post:
        alts = [picture.alt for picture in post.pictures]
        before = Version(until=datetime.now(UTC), caption=post.caption, place=post.place, alts=alts)
        self.town.versions.setdefault(post.id, []).insert(0, before)
        pictures = post.pictures
        if change.items is not msgspec.UNSET:
            pictures = [
                msgspec.structs.replace(picture, alt=item.alt, tags=item.tags)
                for picture, item in zip(pictures, change.items, strict=True)
            ]
        return msgspec.structs.replace(
            post,
            caption=post.caption if change.caption is msgspec.UNSET else change.caption,
            place=post.place if change.place is msgspec.UNSET else change.place,
            place_id=post.place_id if change.place_id is msgspec.UNSET else change.place_id,
            pictures=pictures,
            who_may_comment=(
                post.who_may_comment if change.who_may_comment is msgspec.UNSET else change.who_may_comment
            ),
            edited_at=NOW,
        )

    async def versions(self, post_id: str) -> Versions:
        self._note("versions", post_id)
        return Versions(items=self.town.versions.get(post_id, []))

    async def publish(self, post_id: str) -> OwnPost:
        self._note("publish", post_id)
        self.town.own[post_id].state = "processing"
        return self.town.own[post_id]

    async def own_post(self, post_id: str) -> OwnPost:
        self._note("own_post", post_id)
        for post in self.town.posts:
            if post.id == post_id:
                return OwnPost(
                    id=post_id,
                    state="published",
                    items=[OwnItem(media_id=one.id, alt=one.alt, look=Look(), tags=one.tags) for one in post.pictures],
                    caption=post.caption,
                    aspect="original",
                    audience=post.audience,
                    place=post.place,
                    place_id=post.place_id,
                    who_may_comment=post.who_may_comment,
                    created_at=NOW,
                    post=post,
                )
        own = self.town.own[post_id]
        if own.state == "processing" and self.town.media_state == "ready":
            pictures = [self._picture(item.media_id, item.alt) for item in own.items]
            for picture, item in zip(pictures, own.items, strict=True):
                picture.tags = item.tags
            where = {"place": own.place, "place_id": own.place_id}
            own.post = self.town.post(self._handle, own.caption, hours=0, pictures=pictures, **where)
            own.state = "published"
        return own

    async def pending_posts(self) -> OwnPosts:
        self._note("pending_posts")
        return OwnPosts(items=[own for own in self.town.own.values() if own.state != "published"])

    async def post(self, post_id: str) -> Post:
        self._note("post", post_id)
        for post in self.town.posts:
            if post.id == post_id:
                return post
        raise refusal(404, "No such post")

    async def delete_post(self, post_id: str) -> None:
        self._note("delete_post", post_id)
        self.town.own.pop(post_id, None)
        self.town.posts = [post for post in self.town.posts if post.id != post_id]


def own_items(items: list[NewItem]) -> list[OwnItem]:
    return [OwnItem(media_id=item.media_id, alt=item.alt, look=item.look, tags=item.tags) for item in items]
