"""Makes one archive. A try that dies leaves blobs in a folder that the next try, or the nightly sweep, finds."""

import logging
from datetime import UTC, datetime

from server.accounts import service as accounts
from server.accounts.rows import AccountRow
from server.archive import account, deeds, documents, own_posts, page, queries, store
from server.archive.spool import Spool
from server.archive.zipping import Zipped, in_chunks
from server.kit import resources
from server.kit.viewer import Viewer
from server.media import store as blobs
from server.media.archiving import files

log = logging.getLogger(__name__)


async def make(user_id: int, archive_id: int) -> None:
    """Makes it anew from the beginning, unless nobody waits for it any more. Each try writes into a folder of its own,
    so that two at once do not mix."""
    folder = store.new_folder()
    before = await queries.begin(user_id, archive_id, folder)
    if before is None:
        return
    await store.delete(before)
    owner = (await accounts.by_ids([user_id])).get(user_id)
    if owner is None or owner.state != "active":
        await give_up(user_id, archive_id)
        return
    kept = False
    try:
        size = await _write(owner, folder)
        days = resources.settings().archive_days
        kept = await queries.finish(user_id, archive_id, folder, size, days)
    finally:
        if not kept:
            await store.delete(folder)


async def give_up(user_id: int, archive_id: int) -> None:
    """It will not be tried again: its owner may ask for another."""
    folder = await queries.fail(user_id, archive_id)
    if folder is not None:
        await store.delete(folder)


async def _write(owner: AccountRow, folder: str) -> int:
    """The whole archive. Returns its size in bytes."""
    viewer = Viewer(owner.id, owner.handle, owner.role, 0)
    now = datetime.now(UTC)
    zipped = Zipped(folder, now)
    picture = await _profile_picture(zipped, owner)
    with Spool() as index:
        await index.write(page.head(owner, picture, now))
        posts = await own_posts.write_published(zipped, owner.id, index)
        await index.write(page.tail(posts > 0))
        await zipped.add("index.html", index.chunks(), now, pack=True)
    await own_posts.write_unfinished(zipped, owner.id)
    for name, sections in deeds.DEEDS.items():
        told = {section: deeds.entries(owner.id, listing) for section, listing in sections.items()}
        await zipped.add(name, documents.lists(told), now, pack=True)
    happened = documents.lists({"notifications": account.happened(viewer)})
    await zipped.add("notifications.json", happened, now, pack=True)
    small = {
        "searches.json": await account.searches(viewer),
        "settings.json": await account.settings(viewer, owner),
        "account.json": await account.profile(viewer, owner, picture),
    }
    for name, facts in small.items():
        await zipped.add(name, in_chunks([documents.facts(facts)]), now, pack=True)
    return await zipped.close()


async def _profile_picture(zipped: Zipped, owner: AccountRow) -> str | None:
    """Its path in the archive."""
    media_id = int(owner.picture.id) if owner.picture else 0
    kept = (await files.of(owner.id, [media_id])).get(media_id) if media_id else None
    if kept is None:
        return None
    path = f"media/profile.{kept.file.suffix}"
    there = await zipped.add(path, blobs.read_parts(kept.file.keys), zipped.now, size=kept.file.size)
    return path if there else None


async def sweep() -> None:
    """Ends those whose time is over, their bytes first, and clears away what killed workers left."""
    while rows := await queries.over(100):
        for row in rows:
            await store.delete(row["folder"])
            await queries.forget(row["user_id"], row["id"])
    if count := await store.sweep_orphans():
        log.warning("%d parts of archives that no row named are gone", count)
