"""Saving and collections: shown at once, taken back when refused, undone without loss."""

import asyncio

from tests.client.conftest import Visit
from tests.client.town import OFFLINE, Town, refusal


def _heap(town: Town, name: str, *posts: str) -> str:
    """A collection that exists already."""
    number = town.next_id()
    town.heaps[number], town.heap_names[number] = list(posts), name
    for post in town.posts:
        post.saved = post.saved or post.id in posts
    return number


async def test_a_save_shows_before_the_server_has_answered_and_offers_a_collection(visit: Visit, town: Town) -> None:
    post = town.post("bo")
    kitchens = _heap(town, "Kitchens")
    town.gate = asyncio.Event()
    app = await visit("/", who="ann")
    pressing = asyncio.create_task(app.press(f"save-{post.id}"))
    await app.until(lambda: app.label(f"save-{post.id}") == "Remove this post by bo from saved")
    assert not app.shows("Add to collection")
    town.gate.set()
    await pressing
    await app.press("toast-action")
    await app.press(f"collect-{kitchens}")
    node = app.node(f"collect-{kitchens}")
    assert node and node.toggled and town.heaps[kitchens] == [post.id]


async def test_a_refused_save_is_taken_back_with_the_reason(visit: Visit, town: Town) -> None:
    post = town.post("bo")
    town.refusals["save"] = OFFLINE
    app = await visit("/", who="ann")
    await app.press(f"save-{post.id}")
    assert app.label(f"save-{post.id}") == "Save this post by bo"
    assert app.shows("Couldn’t save it. The server cannot be reached") and not app.shows("Add to collection")


async def test_undo_of_unsaving_brings_back_the_collections_too(visit: Visit, town: Town) -> None:
    post = town.post("bo")
    norway = _heap(town, "Norway", post.id)
    app = await visit(f"/p/{post.id}", who="ann")
    await app.press(f"save-{post.id}")
    assert not post.saved and town.heaps[norway] == []
    await app.press("toast-action")
    assert post.saved and town.heaps[norway] == [post.id]
    assert app.label(f"save-{post.id}") == "Remove this post by bo from saved"


async def test_a_new_collection_is_named_in_the_sheet_and_takes_the_post(visit: Visit, town: Town) -> None:
    post = town.post("bo")
    app = await visit("/", who="ann")
    await app.press(f"more-{post.id}")
    await app.press("menu-collect")
    await app.press("collection-new")
    await app.press("collection-name-send")
    assert app.error("collection-name") == "Give it a name"
    town.refusals["new_collection"] = refusal(409, "You have one called Norway", name="You have one called Norway.")
    await app.type("collection-name", "Norway")
    await app.press("collection-name-send")
    assert app.error("collection-name") == "You have one called Norway."
    town.refusals.clear()
    await app.press("collection-name-send")
    await app.until(lambda: list(town.heaps.values()) == [[post.id]])
    assert app.label(f"save-{post.id}") == "Remove this post by bo from saved"


async def test_saved_shows_everything_and_each_collection_with_its_covers(visit: Visit, town: Town) -> None:
    posts = [town.post("bo", str(number)) for number in range(3)]
    norway = _heap(town, "Norway", posts[0].id, posts[1].id)
    app = await visit("/u/ann", who="ann")
    await app.press("profile-saved")
    assert app.route == "/saved"
    assert app.label(f"collection-{norway}") == "Norway, 2 posts"
    await app.press("saved-all")
    assert app.route == "/saved/all" and len(app.identifiers("tile-")) == 2
    await app.press("back")
    await app.press(f"collection-{norway}")
    assert app.shows("Norway") and len(app.identifiers("tile-")) == 2


async def test_a_collection_is_renamed_and_deleted_and_its_posts_stay_saved(visit: Visit, town: Town) -> None:
    post = town.post("bo")
    norway = _heap(town, "Norway", post.id)
    app = await visit(f"/saved/{norway}", who="ann")
    await app.press("collection-more")
    await app.press("menu-rename")
    await app.type("collection-name", "Fjords")
    await app.press("collection-name-send")
    await app.until(lambda: app.shows("Fjords"))
    await app.press("collection-more")
    await app.press("menu-delete")
    await app.press("collection-delete-confirm")
    await app.until(lambda: app.route == "/saved")
    assert not town.heaps and post.saved and app.has("saved-all") and not app.has(f"collection-{norway}")


async def test_picked_posts_leave_the_collection_and_come_back_by_undo(visit: Visit, town: Town) -> None:
    posts = [town.post("bo", str(number)) for number in range(3)]
    norway = _heap(town, "Norway", *(post.id for post in posts))
    app = await visit(f"/saved/{norway}", who="ann")
    await app.press("collection-more")
    await app.press("menu-pick")
    assert not app.has("picked-remove")
    await app.press(f"pick-{posts[0].id}")
    await app.press(f"pick-{posts[1].id}")
    await app.press("picked-remove")
    assert app.identifiers("tile-") == [f"tile-{posts[2].id}"] and town.heaps[norway] == [posts[2].id]
    await app.press("toast-action")
    assert len(app.identifiers("tile-")) == 3 and len(town.heaps[norway]) == 3


async def test_what_cannot_be_taken_out_stays_with_the_reason(visit: Visit, town: Town) -> None:
    post = town.post("bo")
    norway = _heap(town, "Norway", post.id)
    town.refusals["uncollect"] = OFFLINE
    app = await visit(f"/saved/{norway}", who="ann")
    await app.press("collection-more")
    await app.press("menu-pick")
    await app.press(f"pick-{post.id}")
    await app.press("picked-remove")
    assert app.has(f"tile-{post.id}") and app.shows("Couldn’t remove it. The server cannot be reached")


async def test_saved_posts_that_do_not_load_offer_a_way_on(visit: Visit, town: Town) -> None:
    town.refusals["collections"] = town.refusals["saved_posts"] = OFFLINE
    app = await visit("/saved", who="ann")
    assert app.has("saved-failed")
    town.refusals.clear()
    await app.press("saved-retry")
    assert app.has("saved-empty")


async def test_a_collection_that_is_gone_is_said_plainly(visit: Visit) -> None:
    app = await visit("/saved/77", who="ann")
    assert app.has("collection-missing")
