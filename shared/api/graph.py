"""Ties between people and the lists of them."""

from shared.api.transport import Transport, segment
from shared.graph import Mute, People, Profile, Relationship, Suggestions


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

    async def followers(self, handle: str, cursor: str | None = None, q: str | None = None) -> People:
        """All, or those whose handle or name begins with `q`."""
        query = {"cursor": cursor, "q": q}
        return await self._call("GET", f"/people/{segment(handle)}/followers", People, query=query)

    async def following(self, handle: str, cursor: str | None = None, q: str | None = None) -> People:
        query = {"cursor": cursor, "q": q}
        return await self._call("GET", f"/people/{segment(handle)}/following", People, query=query)

    async def blocked(self, cursor: str | None = None) -> People:
        return await self._call("GET", "/me/blocked", People, query={"cursor": cursor})

    async def muted(self, cursor: str | None = None) -> People:
        return await self._call("GET", "/me/muted", People, query={"cursor": cursor})

    async def set_mute(self, handle: str, mute: Mute) -> Relationship:
        """Says which of posts and stories stay out of sight."""
        return await self._call("PUT", f"/people/{segment(handle)}/mute", Relationship, mute)

    async def remove_follower(self, handle: str) -> Relationship:
        """They follow no longer, and are not told."""
        return await self._call("DELETE", f"/people/{segment(handle)}/follower", Relationship)

    async def add_close_friend(self, handle: str) -> Relationship:
        return await self._call("PUT", f"/people/{segment(handle)}/close-friend", Relationship)

    async def drop_close_friend(self, handle: str) -> Relationship:
        return await self._call("DELETE", f"/people/{segment(handle)}/close-friend", Relationship)

    async def close_friends(self, cursor: str | None = None) -> People:
        return await self._call("GET", "/me/close-friends", People, query={"cursor": cursor})

    async def mutuals(self, handle: str, cursor: str | None = None) -> People:
        """Followers of this person whom the viewer follows."""
        return await self._call("GET", f"/people/{segment(handle)}/mutuals", People, query={"cursor": cursor})

    async def suggestions(self) -> Suggestions:
        """People whom one may want to follow, best first."""
        return await self._call("GET", "/suggestions", Suggestions)

    async def dismiss_suggestion(self, handle: str) -> None:
        """This person is not suggested again."""
        await self._call("DELETE", f"/suggestions/{segment(handle)}", None)
