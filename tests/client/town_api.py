"""The API client, answered by a town instead of a server."""

import msgspec

from shared.accounts import Handles, Me, ProfileChange, Sessions, Tokens
from shared.graph import People, Profile, Relationship
from shared.ops import AdminHealth, Backlog, EngineHealth
from shared.posts import PostPage
from tests.client.town import NOW, refusal
from tests.client.town_engagement import TownEngagement
from tests.client.town_feed import TownFeed
from tests.client.town_graph import TownGraph
from tests.client.town_notifications import TownNotifications
from tests.client.town_saves import TownSaves
from tests.client.town_search import TownSearch
from tests.client.town_settings import TownSettings


class TownApi(TownFeed, TownGraph, TownSaves, TownSearch, TownNotifications, TownSettings, TownEngagement):
    """Accounts, people and ties; all the rest is inherited."""

    def _me(self, handle: str) -> Me:
        person = self.town.people[handle]
        return Me(
            id=person.id,
            handle=handle,
            name=person.name,
            bio=person.bio,
            private=person.private,
            role="moderator" if handle in self.town.moderators else "person",
            picture=person.picture,
            created_at=NOW,
        )

    def tokens_of(self, handle: str) -> Tokens:
        return Tokens(access_token="a", refresh_token=f"r-{handle}", expires_in=900, me=self._me(handle))

    async def handle_free(self, handle: str) -> Handles:
        self._note("handle_free", handle)
        taken = handle in self.town.people
        return Handles(handle=handle, free=not taken, reason="Someone has it already" if taken else "")

    async def sign_up(self, handle: str, password: str, name: str = "", device: str = "") -> Tokens:
        self._note("sign_up", handle)
        self.town.person(handle, name, you=True)
        self.town.passwords[handle] = password
        return await self._signed_in(self.tokens_of(handle))

    async def sign_in(self, handle: str, password: str, device: str = "", *, keep: bool = False) -> Tokens:
        self._note("sign_in", handle, keep)
        if self.town.passwords.get(handle) != password:
            raise refusal(401, "Wrong handle or password")
        if handle in self.town.leaving and not keep:
            raise refusal(403, "This account will be deleted on 23 December 2026.", "account-leaving")
        self.town.leaving.discard(handle)
        return await self._signed_in(self.tokens_of(handle))

    async def sign_out(self) -> None:
        self._note("sign_out")
        await self._signed_out()

    async def sessions(self) -> Sessions:
        self._note("sessions")
        return Sessions(items=list(self.town.devices))

    async def end_session(self, session_id: str) -> None:
        self._note("end_session", session_id)
        self.town.devices = [one for one in self.town.devices if one.id != session_id]

    async def me(self) -> Me:
        self._note("me")
        return self._me(self._handle)

    async def change_profile(self, change: ProfileChange) -> Me:
        self._note("change_profile", change)
        person = self.town.people[self._handle]
        if change.name is not msgspec.UNSET:
            person.name = change.name
        if change.bio is not msgspec.UNSET:
            person.bio = change.bio
        if change.private is not msgspec.UNSET:
            person.private = change.private
        return self._me(self._handle)

    async def profile(self, handle: str) -> Profile:
        self._note("profile", handle)
        if handle not in self.town.people:
            raise refusal(404, "No such person")
        person = self.town.people[handle]
        return msgspec.structs.replace(person, you=handle == self._handle)

    async def follow(self, handle: str) -> Relationship:
        self._note("follow", handle)
        return self.town.tie(handle, tie="requested" if self.town.people[handle].private else "following")

    async def unfollow(self, handle: str) -> Relationship:
        self._note("unfollow", handle)
        return self.town.tie(handle, tie="none")

    async def block(self, handle: str) -> Relationship:
        self._note("block", handle)
        return self.town.tie(handle, tie="none", blocked=True)

    async def unblock(self, handle: str) -> Relationship:
        self._note("unblock", handle)
        return self.town.tie(handle, blocked=False)

    async def follow_requests(self, cursor: str | None = None) -> People:
        self._note("follow_requests", cursor)
        return self._people(self.town.asking, cursor)

    async def accept_request(self, handle: str) -> Relationship:
        self._note("accept_request", handle)
        self.town.asking.remove(handle)
        return self.town.tie(handle, asked_you=False, follows_you=True)

    async def refuse_request(self, handle: str) -> Relationship:
        self._note("refuse_request", handle)
        self.town.asking.remove(handle)
        return self.town.tie(handle, asked_you=False)

    async def posts_of(self, handle: str, cursor: str | None = None) -> PostPage:
        self._note("posts_of", handle, cursor)
        items, after = self._page([post for post in self.town.posts if post.author.handle == handle], cursor, 12)
        return PostPage(items=items, cursor=after)

    async def admin_health(self) -> AdminHealth:
        self._note("admin_health")
        engines = [
            EngineHealth(name="PostgreSQL", up=True, version="18.6", latency_ms=0.6, detail="12 of 100 connections"),
            EngineHealth(name="Valkey", up=True, version="9.1.2", latency_ms=0.2, detail="3.1 MB"),
            EngineHealth(name="Stories Valkey", up=True, version="9.1.2", latency_ms=71.0),
            EngineHealth(name="Blob store", up=False, detail="The folder cannot be written"),
        ]
        backlog = [
            Backlog(name="outbox", waiting=0),
            Backlog(name="fanout", waiting=3, oldest_seconds=0.4, lag_p50_ms=84, lag_p99_ms=2_400),
            Backlog(name="media", waiting=14, oldest_seconds=95),
            Backlog(name="dead letters", waiting=0),
        ]
        return AdminHealth(version="0.1.0", engines=engines, backlog=backlog)
