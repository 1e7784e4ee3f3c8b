"""The composer and what happens behind it: nothing that was written or picked gets lost."""

from typing import Any

import flet as ft

from shared.posts import OwnPost
from tests.client.conftest import Visit
from tests.client.harness import Driver
from tests.client.town import NOW, OFFLINE, Town


async def _pick(app: Driver, size: int = 4_000_000, name: str = "cup.jpg") -> None:
    """As if the browser's picker had given one file."""
    await app.until(lambda: app.all(ft.Semantics, identifier="pick-photo") and not _button(app).disabled)
    action: Any = _button(app).action
    file = {"id": 1, "name": name, "size": size, "path": None}
    await app.session.dispatch_event(action.file_picker._i, "result", {"files": [file]})
    await app.settle()


def _button(app: Driver) -> ft.TextButton:
    return app.below("pick-photo", ft.TextButton)


async def _arrive(app: Driver, progress: float = 1.0, error: str | None = None) -> None:
    """The browser's word on how far the upload has got, which the first picker of the visit does."""
    picker = app.services(ft.FilePicker)[0]
    await app.session.dispatch_event(
        picker._i, "upload", {"file_name": "cup.jpg", "progress": None if error else progress, "error": error}
    )
    await app.settle()


async def test_limits_are_told_before_anyone_picks(visit: Visit) -> None:
    app = await visit("/create", who="ann")
    await app.until(lambda: app.shows("up to 30 MB"))
    assert app.shows("JPEG, PNG, WebP, GIF, HEIC or AVIF")


async def test_too_large_a_file_is_refused_before_it_is_sent(visit: Visit, town: Town) -> None:
    app = await visit("/create", who="ann")
    await app.until(lambda: app.shows("up to 30 MB"))
    await _pick(app, size=42_000_000, name="huge.jpg")
    assert app.shows("huge.jpg is 42 MB. The most is 30 MB.")
    assert "direct_upload" not in [verb for verb, _ in town.calls]


async def test_photo_travels_while_the_words_are_written_and_the_post_tops_the_feed(visit: Visit, town: Town) -> None:
    town.post("bo", "older")
    app = await visit("/create", who="ann")
    await _pick(app)
    assert ("direct_upload", (4_000_000, "cup.jpg")) in town.calls
    await app.type("caption", "Morning")
    await app.type("alt-text", "A cup")
    await app.press("share")
    assert app.route == "/" and app.shows("Posting “Morning”")
    await _arrive(app, 0.4)
    await _arrive(app)
    await app.until(lambda: app.shows("Your post is up"))
    assert not app.identifiers("posting-")
    newest = town.posts[0]
    assert (newest.caption, newest.picture.alt) == ("Morning", "A cup")
    assert app.identifiers("photo-")[0] == f"photo-{newest.id}"


async def test_failed_upload_keeps_photo_and_words_and_retry_posts_them(visit: Visit, town: Town) -> None:
    app = await visit("/create", who="ann")
    await _pick(app)
    await app.type("caption", "Keep me")
    await app.press("share")
    await _arrive(app, error="connection lost")
    await app.until(lambda: app.shows("Couldn’t post “Keep me”"))
    assert app.shows("The photo could not be sent. Kept here")
    chip = app.identifiers("posting-")[0]
    await app.press(f"{chip}-retry")
    await app.settle()
    await _arrive(app)
    await app.until(lambda: app.shows("Your post is up"))
    assert town.posts[0].caption == "Keep me"


async def test_refused_post_is_kept_and_discard_removes_it_from_the_server_too(visit: Visit, town: Town) -> None:
    town.refusals["publish"] = OFFLINE
    app = await visit("/create", who="ann")
    await _pick(app)
    await app.type("caption", "Later perhaps")
    await app.press("share")
    await _arrive(app)
    await app.until(lambda: app.shows("Couldn’t post “Later perhaps”"))
    assert [own.caption for own in town.own.values()] == ["Later perhaps"]
    chip = next(name for name in app.identifiers("posting-") if name.endswith("-discard"))
    await app.press(chip)
    await app.until(lambda: not app.identifiers("posting-"))
    assert not town.own


async def test_photo_that_cannot_be_used_leads_back_to_the_composer_with_the_words(visit: Visit, town: Town) -> None:
    town.media_state = "failed"
    app = await visit("/create", who="ann")
    await _pick(app)
    await _arrive(app)
    await app.until(lambda: app.shows("This file is not a photo"))
    await app.type("caption", "Still good words")
    await app.press("share")
    await app.until(lambda: app.shows("Change photo"))
    chip = next(name for name in app.identifiers("posting-") if name.endswith("-retry"))
    await app.press(chip)
    assert app.route == "/create"
    town.media_state = "ready"
    await _pick(app)
    assert app.below("caption", ft.TextField).value == "Still good words"


async def test_leaving_the_composer_keeps_the_draft(visit: Visit) -> None:
    app = await visit("/create", who="ann")
    await _pick(app)
    await app.type("caption", "Half a thought")
    await app.go("/")
    await app.go("/create")
    assert app.below("caption", ft.TextField).value == "Half a thought"


async def test_closing_asks_before_a_draft_is_lost(visit: Visit) -> None:
    app = await visit("/create", who="ann")
    await _pick(app)
    await app.press("create-close")
    assert app.has("discard-dialog")
    await app.press("discard-confirm")
    await app.go("/create")
    assert app.has("pick-photo")


async def test_unfinished_posts_of_an_earlier_visit_come_back(visit: Visit, town: Town) -> None:
    number = town.next_id()
    town.own[number] = OwnPost(id=number, state="draft", media_id="9", caption="Cut off", alt="", created_at=NOW)
    app = await visit("/", who="ann")
    await app.until(lambda: app.shows("Couldn’t post “Cut off”"))
    assert app.has(f"posting-{number}-retry")
