"""Handing a post on, and taking it out of sight."""

from tests.client.conftest import Visit
from tests.client.town import OFFLINE, Town


async def test_a_post_is_shared_with_the_followers_one_picks(visit: Visit, town: Town) -> None:
    post = town.post("bo")
    for handle in ("bo", "cy", "di.dot"):
        town.tie(handle, follows_you=True)
    app = await visit("/", who="ann")
    await app.press(f"share-{post.id}")
    await app.until(lambda: app.has("share-to-cy"))
    assert app.has("share-copy-link") and not app.has("share-send")
    await app.press("share-to-cy")
    await app.press("share-to-di.dot")
    await app.until(lambda: app.label("share-send") == "Send to 2 people")
    assert not app.has("share-copy-link")
    await app.press("share-to-cy")
    await app.type("share-note", " for you ")
    await app.press("share-send")
    assert ("share", (post.id, ["di.dot"], "for you")) in town.calls
    await app.until(lambda: not app.has("share-sheet") and app.shows("Shared with di.dot"))


async def test_the_sheet_goes_on_when_the_page_is_updated_below_it(visit: Visit, town: Town) -> None:
    post = town.post("bo")
    town.tie("bo", follows_you=True)
    town.tie("cy", follows_you=True)
    app = await visit("/", who="ann")
    await app.press(f"share-{post.id}")
    await app.press("share-to-cy")
    await app.press("share-to-bo")
    app.page.update()
    await app.type("share-note", "for you")
    await app.press("share-send")
    assert ("share", (post.id, ["cy", "bo"], "for you")) in town.calls


async def test_whoever_was_picked_stays_in_sight_while_one_searches(visit: Visit, town: Town) -> None:
    post = town.post("bo")
    town.tie("bo", follows_you=True)
    town.tie("cy", follows_you=True)
    app = await visit("/", who="ann")
    await app.press(f"more-{post.id}")
    await app.press("menu-share")
    await app.press("share-to-bo")
    await app.type("share-search", "cy")
    await app.until(lambda: ("share_targets", (post.id, "cy")) in town.calls)
    await app.settle()
    assert app.identifiers("share-to-") == ["share-to-cy", "share-to-bo"]
    await app.type("share-search", "nobody")
    await app.until(lambda: app.identifiers("share-to-") == ["share-to-bo"])


async def test_a_refused_share_keeps_the_sheet_and_says_why(visit: Visit, town: Town) -> None:
    post = town.post("bo")
    town.tie("cy", follows_you=True)
    town.refusals["share"] = OFFLINE
    app = await visit("/", who="ann")
    await app.press(f"share-{post.id}")
    await app.press("share-to-cy")
    await app.press("share-send")
    assert app.shows("Couldn’t share it. The server cannot be reached.") and app.has("share-send")


async def test_the_link_is_copied_from_the_sheet(visit: Visit, town: Town) -> None:
    post = town.post("bo", audience="followers")
    app = await visit("/", who="ann")
    await app.press(f"share-{post.id}")
    assert app.has("share-none") and app.shows("Only followers of bo can open the link.")
    await app.press("share-copy-link")
    await app.until(lambda: app.shows("Link copied"))
    copied = [args for name, args in app.connection.calls if name == "set"]
    assert str(copied[-1]).count(f"/p/{post.id}") == 1


async def test_a_hidden_post_leaves_at_once_and_undo_brings_it_back(visit: Visit, town: Town) -> None:
    post, other = town.post("bo"), town.post("bo", hours=2)
    app = await visit("/", who="ann")
    await app.press(f"more-{post.id}")
    await app.press("menu-not-interested")
    assert (
        app.identifiers("photo-") == [f"photo-{other.id}"] and ("hide_post", (post.id, "not-interested")) in town.calls
    )
    await app.press("toast-action")
    assert len(app.identifiers("photo-")) == 2 and not town.hidden


async def test_a_refused_hiding_brings_the_post_back_with_the_reason(visit: Visit, town: Town) -> None:
    post = town.post("bo")
    town.refusals["hide_post"] = OFFLINE
    app = await visit("/", who="ann")
    await app.press(f"more-{post.id}")
    await app.press("menu-hide")
    assert app.has(f"photo-{post.id}") and app.shows("Couldn’t hide it. The server cannot be reached")


async def test_hiding_the_post_that_fills_the_screen_leaves_it(visit: Visit, town: Town) -> None:
    post = town.post("bo")
    app = await visit("/", who="ann")
    await app.press(f"photo-{post.id}")
    await app.press(f"more-{post.id}")
    await app.press("menu-hide")
    await app.until(lambda: app.route == "/")
    assert not app.has(f"photo-{post.id}") and town.people["bo"].posts == 1
