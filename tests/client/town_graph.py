"""What the town answers about lists of people, close friends, mutes and suggestions."""

from shared.graph import Mute, People, Person, Relationship, Suggestion, Suggestions
from tests.client.town_posts import TownPosts

_PAGE = 20


class TownGraph(TownPosts):
    def _people(self, handles: list[str], cursor: str | None = None, q: str | None = None) -> People:
        start = int(cursor or 0)
        found = [
            one for one in handles if not q or one.startswith(q) or self.town.people[one].name.lower().startswith(q)
        ]
        items = [
            Person(author=self.town.author(handle), relationship=self.town.people[handle].relationship)
            for handle in found[start : start + _PAGE]
        ]
        return People(items=items, cursor=str(start + _PAGE) if start + _PAGE < len(found) else None)

    async def followers(self, handle: str, cursor: str | None = None, q: str | None = None) -> People:
        self._note("followers", handle, q)
        return self._people([one for one in self.town.people if one != handle], cursor, q)

    async def following(self, handle: str, cursor: str | None = None, q: str | None = None) -> People:
        self._note("following", handle, q)
        followed = [one.handle for one in self.town.people.values() if one.relationship.tie == "following"]
        return self._people(followed, cursor, q)

    async def blocked(self, cursor: str | None = None) -> People:
        self._note("blocked")
        return self._people([one.handle for one in self.town.people.values() if one.relationship.blocked], cursor)

    async def muted(self, cursor: str | None = None) -> People:
        self._note("muted")
        ties = {one.handle: one.relationship for one in self.town.people.values()}
        return self._people([one for one, tie in ties.items() if tie.muted or tie.muted_stories], cursor)

    async def mute(self, handle: str) -> Relationship:
        self._note("mute", handle)
        return self.town.tie(handle, muted=True)

    async def set_mute(self, handle: str, mute: Mute) -> Relationship:
        self._note("set_mute", handle, mute)
        return self.town.tie(handle, muted=mute.posts, muted_stories=mute.stories)

    async def unmute(self, handle: str) -> Relationship:
        self._note("unmute", handle)
        return self.town.tie(handle, muted=False, muted_stories=False)

    async def remove_follower(self, handle: str) -> Relationship:
        self._note("remove_follower", handle)
        return self.town.tie(handle, follows_you=False)

    async def add_close_friend(self, handle: str) -> Relationship:
        self._note("add_close_friend", handle)
        return self.town.tie(handle, close_friend=True)

    async def drop_close_friend(self, handle: str) -> Relationship:
        self._note("drop_close_friend", handle)
        return self.town.tie(handle, close_friend=False)

    async def close_friends(self, cursor: str | None = None) -> People:
        self._note("close_friends", cursor)
        close = [one.handle for one in self.town.people.values() if one.relationship.close_friend]
        return self._people(close, cursor)

    async def mutuals(self, handle: str, cursor: str | None = None) -> People:
        self._note("mutuals", handle)
        return self._people([one.handle for one in self.town.people[handle].mutuals.people], cursor)

    async def suggestions(self) -> Suggestions:
        self._note("suggestions")
        people = [self.town.people[one] for one in self.town.suggested]
        return Suggestions(
            items=[
                Suggestion(author=self.town.author(one.handle), relationship=one.relationship, mutuals=one.mutuals)
                for one in people
            ]
        )

    async def dismiss_suggestion(self, handle: str) -> None:
        self._note("dismiss_suggestion", handle)
        self.town.suggested.remove(handle)
