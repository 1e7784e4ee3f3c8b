"""From what somebody did to a notification of somebody else: who is told, once, together with what."""

from collections.abc import Iterable, Sequence

import msgspec

from server.kit import ids, outbox
from server.notifications import queries
from server.notifications.events import ReadersConcerned
from shared.notifications import NotificationKind

AT_ONCE = 2_000
TELL_SECONDS = 2.0
"""Whoever is told of much is told so often."""
READERS_AT_ONCE = 200


class Deed(msgspec.Struct, frozen=True):
    """Of `person_id`, to be told to `user_id`. Ids are 0 where there is nothing of that sort."""

    user_id: int
    kind: NotificationKind
    thing_id: int
    deed_id: int
    person_id: int
    author_id: int = 0
    """Of the post."""
    post_id: int = 0
    text: str = ""
    story: int = 0
    """Of several deeds of one story only the first that may be told is told to one reader; 0 for a story of its own."""

    @property
    def group(self) -> tuple[int, str, int]:
        return self.user_id, self.kind, self.thing_id

    @property
    def key(self) -> tuple[int, str, int, int]:
        return self.user_id, self.kind, self.thing_id, self.deed_id


async def note(deeds: Sequence[Deed]) -> None:
    """Records what may be told and was not told before, in the order given; has their readers told. Idempotent.

    Whatever no longer is so by now is left out: what is read here was committed before.
    """
    for start in range(0, len(deeds), AT_ONCE):
        await _note(list({deed.key: deed for deed in deeds[start : start + AT_ONCE]}.values()))


async def _note(deeds: Sequence[Deed]) -> None:
    allowed = [deeds[i] for i in await queries.allowed(deeds)] if deeds else []
    wanted = _once(allowed)
    if not wanted:
        return
    readers = sorted({deed.user_id for deed in wanted})
    # Of one reader one batch at a time: their notifications grow in the order of commits, and none is made twice.
    await queries.lock(readers)
    known = await queries.known(wanted)
    new = [deed for deed in wanted if deed.key not in known]
    if not new:
        return
    groups = await queries.growing({deed.group for deed in new})
    for deed in new:
        groups.setdefault(deed.group, ids.new_id())
    await queries.add(new, [groups[deed.group] for deed in new], await queries.moment(readers))
    await concern(readers)


def _once(deeds: Iterable[Deed]) -> list[Deed]:
    told: set[tuple[int, int]] = set()
    chosen = []
    for deed in deeds:
        if deed.story and (deed.user_id, deed.story) in told:
            continue
        told.add((deed.user_id, deed.story))
        chosen.append(deed)
    return chosen


async def concern(user_ids: Iterable[int]) -> None:
    """Has them told soon: at once, or two seconds after the last time."""
    waits = await queries.concern(sorted(set(user_ids)), TELL_SECONDS)
    at_once = [user_id for user_id, wait in waits if wait <= 0]
    later = [(wait, user_id) for user_id, wait in waits if wait > 0]
    for start in range(0, len(at_once), READERS_AT_ONCE):
        await outbox.emit(ReadersConcerned(at_once[start : start + READERS_AT_ONCE]))
    for start in range(0, len(later), READERS_AT_ONCE):
        some = later[start : start + READERS_AT_ONCE]
        await outbox.emit(ReadersConcerned([user_id for _, user_id in some]), after=max(wait for wait, _ in some))
