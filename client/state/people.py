"""How the viewer stands to everyone on screen: one tie per person, acted on at once and confirmed behind."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from weakref import WeakValueDictionary

import flet as ft
import msgspec

from shared.accounts import Author
from shared.api import Api
from shared.graph import Mute, Person, Relationship
from shared.problems import ApiError
from shared.ui.refusals import reason
from shared.ui.toast import Toasts


class PersonTie(ft.Observable):
    """The viewer's relationship to one person, shared by every button that shows it."""

    def __init__(self, handle: str, relationship: Relationship) -> None:
        self.handle = handle
        self.relationship = relationship


@dataclass(frozen=True)
class PersonItem:
    """A row of a list of people."""

    author: Author
    tie: PersonTie


class People:
    def __init__(self, api: Api, toasts: Toasts) -> None:
        self._api = api
        self._toasts = toasts
        self._known: WeakValueDictionary[str, PersonTie] = WeakValueDictionary()
        self.on_change: list[Callable[[PersonTie, Relationship, bool], None]] = []
        """Called with the tie, how it was before, and whether the server has had its say."""

    def tie(self, handle: str, relationship: Relationship) -> PersonTie:
        """The one tie to this person, brought up to date."""
        tie = self._known.get(handle)
        if tie is None:
            tie = PersonTie(handle, relationship)
            self._known[handle] = tie
        else:
            tie.relationship = relationship
        return tie

    def knows(self, handle: str) -> bool:
        """Whether anything on screen shows how the viewer stands to them."""
        return handle in self._known

    def author(self, handle: str) -> PersonTie:
        """The tie to someone met in the Following feed, who is followed unless we know better."""
        return self._known.get(handle) or self.tie(handle, Relationship(tie="following"))

    def stranger(self, handle: str) -> PersonTie:
        """The tie to someone whose post was brought into Home, and who is not followed unless we know better."""
        return self._known.get(handle) or self.tie(handle, Relationship())

    def item(self, person: Person) -> PersonItem:
        return PersonItem(person.author, self.tie(person.author.handle, person.relationship))

    async def follow(self, tie: PersonTie, *, private: bool = False) -> bool:
        asked = msgspec.structs.replace(tie.relationship, tie="requested" if private else "following")
        return await self._act(tie, asked, self._api.follow, f"Couldn’t follow {tie.handle}")

    async def unfollow(self, tie: PersonTie) -> bool:
        ended = msgspec.structs.replace(tie.relationship, tie="none")
        return await self._act(tie, ended, self._api.unfollow, f"Couldn’t unfollow {tie.handle}")

    async def mute(self, tie: PersonTie) -> bool:
        muted = msgspec.structs.replace(tie.relationship, muted=True)
        return await self._act(tie, muted, self._api.mute, f"Couldn’t mute {tie.handle}")

    async def unmute(self, tie: PersonTie) -> bool:
        heard = msgspec.structs.replace(tie.relationship, muted=False, muted_stories=False)
        return await self._act(tie, heard, self._api.unmute, f"Couldn’t unmute {tie.handle}")

    async def set_mute(self, tie: PersonTie, *, posts: bool, stories: bool) -> bool:
        """Says which of their posts and stories stay out of sight."""
        chosen = msgspec.structs.replace(tie.relationship, muted=posts, muted_stories=stories)

        async def say(handle: str) -> Relationship:
            if posts or stories:
                return await self._api.set_mute(handle, Mute(posts=posts, stories=stories))
            return await self._api.unmute(handle)

        return await self._act(tie, chosen, say, f"Couldn’t change what you see of {tie.handle}")

    async def befriend(self, tie: PersonTie) -> bool:
        """Among one's close friends."""
        close = msgspec.structs.replace(tie.relationship, close_friend=True)
        return await self._act(tie, close, self._api.add_close_friend, f"Couldn’t add {tie.handle}")

    async def unfriend(self, tie: PersonTie) -> bool:
        """No longer among one's close friends; every other tie stays."""
        distant = msgspec.structs.replace(tie.relationship, close_friend=False)
        return await self._act(tie, distant, self._api.drop_close_friend, f"Couldn’t take {tie.handle} off the list")

    async def remove_follower(self, tie: PersonTie) -> bool:
        alone = msgspec.structs.replace(tie.relationship, follows_you=False)
        return await self._act(tie, alone, self._api.remove_follower, f"Couldn’t remove {tie.handle}")

    async def block(self, tie: PersonTie) -> bool:
        blocked = Relationship(blocked=True)
        return await self._act(tie, blocked, self._api.block, f"Couldn’t block {tie.handle}")

    async def unblock(self, tie: PersonTie) -> bool:
        free = msgspec.structs.replace(tie.relationship, blocked=False)
        return await self._act(tie, free, self._api.unblock, f"Couldn’t unblock {tie.handle}")

    async def accept(self, tie: PersonTie) -> bool:
        let_in = msgspec.structs.replace(tie.relationship, follows_you=True, asked_you=False)
        return await self._act(tie, let_in, self._api.accept_request, f"Couldn’t accept {tie.handle}")

    async def refuse(self, tie: PersonTie) -> bool:
        turned_away = msgspec.structs.replace(tie.relationship, asked_you=False)
        return await self._act(tie, turned_away, self._api.refuse_request, f"Couldn’t decline {tie.handle}")

    async def _act(
        self,
        tie: PersonTie,
        hoped: Relationship,
        verb: Callable[[str], Awaitable[Relationship]],
        refusal: str,
    ) -> bool:
        before = tie.relationship
        tie.relationship = hoped
        self._tell(tie, before, settled=False)
        try:
            tie.relationship = await verb(tie.handle)
        except ApiError as error:
            tie.relationship = before
            self._tell(tie, hoped, settled=True)
            self._toasts.show(f"{refusal}. {reason(error)}", icon=ft.Icons.ERROR_OUTLINE_ROUNDED)
            return False
        self._tell(tie, hoped, settled=True)
        return True

    def _tell(self, tie: PersonTie, before: Relationship, *, settled: bool) -> None:
        for listener in self.on_change:
            listener(tie, before, settled)
