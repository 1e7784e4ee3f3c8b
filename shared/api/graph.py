"""Ties between people and the lists of them."""

from shared.api.transport import Transport, segment
from shared.graph import People, Profile, Relationship


class Graph(Transport):
    async def profile(self, handle: str) -> Profile:
        return await self._call("GET", f"/people/{segment(handle)}", Profile)

    async def follow(self, handle: str) -> Relationship:
        return await self._call("PUT", f"/people/{segment(handle)}/follow", Relationship)

    async def unfollow(self, handle: str) -> Relationship:
        """Also takes a follow request back."""
        return await self._call("DELETE", f"/people/{segment(handle)}/follow", Relationship)

    async def block(self, handle: str) -> Relationship:
        return await self._call("PUT", f"/people/{segment(handle)}/block", Relationship)

    async def unblock(self, handle: str) -> Relationship:
        return await self._call("DELETE", f"/people/{segment(handle)}/block", Relationship)

    async def mute(self, handle: str) -> Relationship:
        return await self._call("PUT", f"/people/{segment(handle)}/mute", Relationship)

    async def unmute(self, handle: str) -> Relationship:
        return await self._call("DELETE", f"/people/{segment(handle)}/mute", Relationship)

    async def follow_requests(self, cursor: str | None = None) -> People:
        return await self._call("GET", "/follow-requests", People, query={"cursor": cursor})

    async def accept_request(self, handle: str) -> Relationship:
        return await self._call("PUT", f"/follow-requests/{segment(handle)}", Relationship)

    async def refuse_request(self, handle: str) -> Relationship:
        return await self._call("DELETE", f"/follow-requests/{segment(handle)}", Relationship)

    async def followers(self, handle: str, cursor: str | None = None) -> People:
        return await self._call("GET", f"/people/{segment(handle)}/followers", People, query={"cursor": cursor})

    async def following(self, handle: str, cursor: str | None = None) -> People:
        return await self._call("GET", f"/people/{segment(handle)}/following", People, query={"cursor": cursor})

    async def blocked(self, cursor: str | None = None) -> People:
        return await self._call("GET", "/me/blocked", People, query={"cursor": cursor})

    async def muted(self, cursor: str | None = None) -> People:
        return await self._call("GET", "/me/muted", People, query={"cursor": cursor})
