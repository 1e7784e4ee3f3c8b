"""The rules of handing posts to people."""

import re

from server.graph import visibility
from server.graph.lists import finding
from server.graph.lists.people import as_people
from server.kit import ids, outbox
from server.kit.problems import Refused
from server.kit.text import clean
from server.kit.viewer import Viewer
from server.posts import service as posts
from server.posts.events import PostShared
from server.posts.shares import queries
from shared.engagement import NewShare
from shared.graph import People
from shared.limits import HANDLE_PATTERN, PAGE_DEFAULT

AGAIN_AFTER_SECONDS = 24 * 3600.0
"""The same post handed to the same person sooner is no news."""


async def share(viewer: Viewer, post_id: int, new: NewShare) -> None:
    """To followers who may see the post; to all of them or, when one does not qualify, to none.

    Raises `NotFound("post")`, and `Refused("share-to")` in the same words whatever stands in the way.
    """
    post = await posts.readable(viewer, post_id)
    note = clean(new.note, "note", lines=True)
    handles = sorted({handle for handle in new.to if re.fullmatch(HANDLE_PATTERN, handle)})
    hidden = (await visibility.standing(viewer.user_id)).hidden
    found = await queries.recipients(viewer.user_id, post_id, post["author_id"], hidden, handles)
    if {row["handle"] for row in found} != set(new.to):
        reason = "One of these people cannot be sent this post. Nothing was sent."
        raise Refused("share-to", reason, {"to": reason})
    share_id = ids.new_id()
    to = await queries.add(
        viewer.user_id, post_id, post["author_id"], [row["id"] for row in found], share_id, note, AGAIN_AFTER_SECONDS
    )
    if to:
        await outbox.emit(PostShared(share_id, post_id, post["author_id"], viewer.user_id, sorted(to), note))


async def targets(viewer: Viewer, post_id: int, q: str | None) -> People:
    """Followers of the viewer who may see the post, those close to the viewer first; one page.

    With `q` those whose handle or a word of whose name begins so. Raises `NotFound("post")`.
    """
    wanted = finding.prefix(q)
    author_id: int = (await posts.readable(viewer, post_id))["author_id"]
    hidden = (await visibility.standing(viewer.user_id)).hidden
    candidates = (await finding.candidates(wanted) or []) if wanted else []
    rows = await queries.targets(
        viewer.user_id,
        post_id,
        author_id,
        hidden,
        wanted.handle if wanted else "",
        wanted.names if wanted else ("", ""),
        candidates,
        PAGE_DEFAULT,
    )
    return People(items=as_people(rows))
