"""From a draft to a published post: wait for the media, and for machine vision or the end of its time."""

from asyncpg import Record

from server.kit import ids, outbox
from server.kit.problems import Conflict
from server.live import service as live
from server.media import service as media
from server.posts import items, queries
from server.posts.events import PostDeleted, PostPublished
from shared.live import Posting
from shared.looks import RATIOS
from shared.posts import PostState


async def begin(row: Record) -> None:
    """Sends a draft on its way, in the caller's transaction, which holds its row. Raises `Conflict` when empty."""
    shown = (await items.of([row["draft_id"]]))[row["draft_id"]]
    if not shown:
        raise Conflict("post-empty", "A post needs at least one photo or video.")
    await queries.set_processing(row["author_id"], row["draft_id"])
    for item in shown:
        await media.restrict(item["media_id"], row["audience"] != "everyone")
        await media.give_look(item["media_id"], items.look_of(item), RATIOS.get(row["aspect"], 0))
    if not await _settle(row):
        await _push_state(row, "processing")


async def media_changed(media_id: int) -> None:
    """Takes the post of this media on its next step: out, failed, held, or withdrawn after a late verdict."""
    row = await queries.showing(media_id)
    if row is None:
        return
    if row["state"] == "processing":
        await _settle(row)
    elif row["state"] == "published":
        await _look_again(row)


async def _settle(row: Record) -> bool:
    """False when it still has to wait."""
    author_id, draft_id = row["author_id"], row["draft_id"]
    shown = [item["media_id"] for item in (await items.of([draft_id]))[draft_id]]
    clearance = await media.clearance(shown)
    match clearance.state:
        case "failed":
            await queries.set_failed(author_id, draft_id, clearance.problem, clearance.reason)
            await _push_state(row, "failed")
        case "held":
            await queries.set_held(author_id, draft_id, clearance.problem, clearance.reason)
            await _push_state(row, "held")
        case "cleared":
            post_id = ids.new_id()
            await queries.set_published(author_id, draft_id, post_id, ids.time_of(post_id))
            if clearance.flagged:
                await queries.set_flag(author_id, draft_id, "nsfw")
            for media_id in shown:
                await media.seal(media_id)
            await outbox.emit(PostPublished(post_id=post_id, author_id=author_id))
            await _push_state(row, "published")
        case _:
            return False
    return True


async def _push_state(row: Record, state: PostState) -> None:
    """To the author's devices, after the commit."""
    await live.push_after_commit(row["author_id"], "posting", Posting(post_id=str(row["draft_id"]), state=state))


async def _look_again(row: Record) -> None:
    """A verdict that came after the grace time, or a new model's."""
    draft_id = row["draft_id"]
    clearance = await media.clearance([item["media_id"] for item in (await items.of([draft_id]))[draft_id]])
    if clearance.state == "held":
        await queries.set_held(row["author_id"], draft_id, clearance.problem, clearance.reason)
        await outbox.emit(PostDeleted(post_id=row["id"], author_id=row["author_id"]))
        await _push_state(row, "held")
    elif clearance.flagged and not row["flag"]:
        await queries.set_flag(row["author_id"], draft_id, "nsfw")


async def video_completed(media_id: int) -> int | None:
    """Lets go of the original of a published video. Returns the post, whose ready-made JSON lacks the last files."""
    row = await queries.showing(media_id)
    if row is None or row["state"] != "published":
        return None
    await media.seal(media_id)
    post_id: int = row["id"]
    return post_id
