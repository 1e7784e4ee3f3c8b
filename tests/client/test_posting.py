"""The composer and what happens behind it: nothing that was written or picked gets lost."""

from typing import Any

import flet as ft
import pytest

from client.state import draft as drafts
from shared.looks import Box
from shared.media import Rendition, Suggestions
from shared.posts import NewItem, NewPost, OwnPost, PostChange
from tests.client.conftest import Visit
from tests.client.harness import Driver
from tests.client.town import NOW, OFFLINE, Town
from tests.client.town_posts import own_items

# RFC 9649: an extended header that says 1080 x 1350 is all that the client reads of a preview.
WEBP = b"RIFF\x16\0\0\0WEBPVP8X\x0a\0\0\0\0\0\0\0" + (1079).to_bytes(3, "little") + (1349).to_bytes(3, "little")


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Drafts are kept without the second's pause."""
    monkeypatch.setattr(drafts, "PAUSE", 0.01)
    monkeypatch.setattr(drafts, "AGAIN", 0.05)


async def pick(app: Driver, *files: str, size: int = 4_000_000) -> None:
    """As if the browser's picker had given these files."""
    await app.until(lambda: app.all(ft.Semantics, identifier="pick-media") and not _button(app).disabled)
    action: Any = _button(app).action
    chosen = [{"id": at, "name": name, "size": size, "path": None} for at, name in enumerate(files or ("cup.jpg",), 1)]
    await app.session.dispatch_event(action.file_picker._i, "result", {"files": chosen})
    await app.settle()


def _button(app: Driver) -> ft.TextButton:
    return app.below("pick-media", ft.TextButton)


async def arrive(app: Driver, name: str = "cup.jpg", progress: float = 1.0, error: str | None = None) -> None:
    """The browser's word on how far an upload has got. The picker that sends it has been used; one more waits."""
    for picker in app.services(ft.FilePicker):
        event = {"file_name": name, "progress": None if error else progress, "error": error}
        await app.session.dispatch_event(picker._i, "upload", event)
    await app.settle()


async def details(app: Driver) -> None:
    await app.press("create-next")
    await app.press("create-next")


def calls(town: Town, verb: str) -> list[tuple[Any, ...]]:
    return [given for name, given in town.calls if name == verb]


async def test_limits_and_quota_are_told_before_anyone_picks(visit: Visit) -> None:
    app = await visit("/create", who="ann")
    await app.until(lambda: app.shows("You have 4.2 GB left, and 58 minutes of video today."))
    assert app.shows("Photos: JPEG, PNG, WebP, GIF, HEIC or AVIF, up to 30 MB and 100 megapixels.")
    assert app.shows("Videos: MP4, MOV, WebM or MKV, 3 s to 10 minutes, up to 500 MB")
    assert app.shows("Up to 10 in one post")


async def test_files_that_cannot_come_in_are_refused_before_they_are_sent(visit: Visit, town: Town) -> None:
    app = await visit("/create", who="ann")
    await app.until(lambda: app.shows("You have 4.2 GB left"))
    await pick(app, "huge.jpg", "notes.svg", size=42_000_000)
    assert app.shows("huge.jpg is 42 MB. The most is 30 MB.")
    assert app.shows("notes.svg is not a kind of file that can be shown here.")
    assert not calls(town, "direct_upload")


async def test_eleventh_picture_is_left_out_with_the_reason(visit: Visit, town: Town) -> None:
    app = await visit("/create", who="ann")
    await app.until(lambda: app.shows("You have 4.2 GB left"))
    await pick(app, *(f"{number}.jpg" for number in range(1, 12)))
    assert app.has("item-10") and not app.has("item-11")
    assert app.shows("11.jpg is one too many: a post holds 10.")


async def test_photo_travels_while_the_words_are_written_and_the_post_tops_the_feed(visit: Visit, town: Town) -> None:
    town.post("bo", "older")
    app = await visit("/create", who="ann")
    await pick(app)
    assert calls(town, "direct_upload") == [(4_000_000, "cup.jpg")]
    await details(app)
    await app.type("caption", "Morning")
    await app.type("alt-1", "A cup")
    await app.press("share")
    assert app.route == "/" and app.shows("Posting “Morning”")
    await arrive(app, progress=0.4)
    assert app.shows("Sending, 40 %")
    await arrive(app)
    await app.until(lambda: app.shows("Your post is up"))
    assert not app.identifiers("posting-")
    newest = town.posts[0]
    assert (newest.caption, newest.picture.alt) == ("Morning", "A cup")
    assert app.identifiers("photo-")[0] == f"photo-{newest.id}"


async def test_several_are_sent_one_by_one_and_posted_in_the_order_that_was_chosen(visit: Visit, town: Town) -> None:
    app = await visit("/create", who="ann")
    await pick(app, "a.jpg", "b.jpg", "c.jpg")
    assert calls(town, "direct_upload") == [(4_000_000, "a.jpg")]
    for name in ("a.jpg", "b.jpg", "c.jpg"):
        await arrive(app, name)
    ids = [given[0] for given in calls(town, "media")]
    _, second, third = dict.fromkeys(ids)
    await app.press("item-3-earlier")
    await app.press("item-1-remove")
    await details(app)
    await app.type("caption", "Two of three")
    await app.press("share")
    await app.until(lambda: app.shows("Your post is up"))
    assert [picture.id for picture in town.posts[0].pictures] == [third, second]


async def test_draft_keeps_itself_and_reaches_the_server_with_look_and_audience(visit: Visit, town: Town) -> None:
    town.pixels = WEBP
    app = await visit("/create", who="ann")
    await pick(app)
    await arrive(app)
    await app.press("create-next")
    await app.press("filter-ember")
    await app.press("tool-crop")
    await app.press("aspect-square")
    await app.press("crop-top")
    await app.press("create-next")
    await app.type("place", "Porto")
    await app.press("audience-followers")
    await app.until(lambda: bool(town.own) and next(iter(town.own.values())).audience == "followers")
    own = next(iter(town.own.values()))
    await app.until(lambda: own.place == "Porto")
    assert (own.aspect, own.items[0].look.filter) == ("square", "ember")
    crop = own.items[0].look.crop
    assert crop and crop.y < 0.1 and (crop.width, round(crop.height, 3)) == (1.0, 0.8)
    assert app.shows("Saved")


async def test_newest_look_wins_however_fast_it_is_changed(visit: Visit, town: Town) -> None:
    app = await visit("/create", who="ann")
    await pick(app)
    await arrive(app)
    await app.press("create-next")
    await app.press("filter-dune")
    await app.press("filter-lagoon")
    await app.press("filter-ink")
    await app.until(lambda: calls(town, "preview")[-1][1].filter == "ink" and calls(town, "preview")[-1][2] == 1080)


async def test_leaving_keeps_the_draft_which_is_offered_next_time(visit: Visit, town: Town) -> None:
    app = await visit("/create", who="ann")
    await pick(app)
    await details(app)
    await app.type("caption", "Half a thought")
    await app.press("create-back")
    await app.press("create-back")
    await app.press("create-close")
    await app.until(lambda: app.shows("Saved as draft"))
    assert [own.caption for own in town.own.values()] == ["Half a thought"]
    await app.go("/create")
    await app.press("draft-1")
    await details(app)
    assert app.below("caption", ft.TextField).value == "Half a thought"


async def test_draft_of_an_earlier_visit_goes_on_or_is_discarded(visit: Visit, town: Town) -> None:
    for number, caption in (("1", "Cut off"), ("2", "Not worth it")):
        town.own[number] = _own(number, "draft", caption)
    app = await visit("/create", who="ann")
    await app.until(lambda: app.has("draft-2"))
    assert not app.identifiers("posting-")
    await app.press("draft-2-discard")
    await app.press("discard-confirm")
    await app.until(lambda: not app.has("draft-2"))
    assert list(town.own) == ["1"]
    await app.press("draft-1")
    await details(app)
    await app.press("share")
    await app.until(lambda: app.shows("Your post is up"))
    assert town.posts[0].caption == "Cut off"


async def test_draft_that_cannot_be_kept_says_so_and_is_kept_later(visit: Visit, town: Town) -> None:
    town.refusals["draft"] = OFFLINE
    app = await visit("/create", who="ann")
    await pick(app)
    await app.until(lambda: app.shows("Not saved. The server cannot be reached"))
    town.refusals.clear()
    await app.until(lambda: app.shows("Saved"))


async def test_failed_upload_keeps_photo_and_words_and_retry_posts_them(visit: Visit, town: Town) -> None:
    app = await visit("/create", who="ann")
    await pick(app)
    await details(app)
    await app.type("caption", "Keep me")
    await app.press("share")
    await arrive(app, error="connection lost")
    await app.until(lambda: app.shows("Couldn’t post “Keep me”"))
    assert app.shows("It could not be sent. Kept here")
    chip = app.identifiers("posting-")[0]
    await app.press(f"{chip}-retry")
    await app.settle()
    await arrive(app)
    await app.until(lambda: app.shows("Your post is up"))
    assert town.posts[0].caption == "Keep me"


async def test_refused_post_is_kept_and_discard_removes_it_from_the_server_too(visit: Visit, town: Town) -> None:
    town.refusals["publish"] = OFFLINE
    app = await visit("/create", who="ann")
    await pick(app)
    await details(app)
    await app.type("caption", "Later perhaps")
    await app.press("share")
    await arrive(app)
    await app.until(lambda: app.shows("Couldn’t post “Later perhaps”"))
    assert [own.caption for own in town.own.values()] == ["Later perhaps"]
    chip = next(name for name in app.identifiers("posting-") if name.endswith("-discard"))
    await app.press(chip)
    await app.until(lambda: not app.identifiers("posting-"))
    assert not town.own


async def test_file_that_was_refused_blocks_sharing_until_it_is_taken_out(visit: Visit, town: Town) -> None:
    town.media_state = "failed"
    app = await visit("/create", who="ann")
    await pick(app)
    await arrive(app)
    assert app.label("item-1") == "Photo 1, refused: This file is not a photo"
    await details(app)
    await app.type("caption", "Still good words")
    assert app.below("share", ft.TextButton).disabled
    town.media_state = "ready"
    await app.press("create-back")
    await app.press("create-back")
    await app.press("item-1-remove")
    await pick(app, "good.jpg")
    await arrive(app, "good.jpg")
    await details(app)
    await app.press("share")
    await app.until(lambda: app.shows("Your post is up"))
    assert town.posts[0].caption == "Still good words"


async def test_chip_tells_the_place_in_the_queue_then_how_far_the_video_is(visit: Visit, town: Town) -> None:
    town.own["1"] = _own("1", "processing", "A film")
    town.media_state, town.ahead = "processing", 2
    app = await visit("/", who="ann")
    await app.until(lambda: app.shows("3rd in the queue"))
    town.ahead, town.renditions = 0, [Rendition(name="240", state="making", percent=30)]
    await app.until(lambda: app.shows("Preparing, 30 %"))
    town.media_state = "ready"
    await app.until(lambda: app.shows("Your post is up"))


async def test_held_and_failed_posts_of_an_earlier_visit_say_why(visit: Visit, town: Town) -> None:
    town.own["1"] = _own("1", "held", "For people", reason="A person looks at it first")
    town.own["2"] = _own("2", "failed", "Broken", reason="The video breaks off", problem="video-broken")
    app = await visit("/", who="ann")
    await app.until(lambda: app.shows("Held: “For people”"))
    assert app.shows("A person looks at it first") and app.shows("The video breaks off")
    await app.press("posting-2-retry")
    assert app.route == "/create" and app.has("item-1")


async def test_description_that_vision_proposes_is_taken_by_one_press(visit: Visit, town: Town) -> None:
    town.suggestions = Suggestions(alt="A cup on a table", faces=[Box(x=0.4, y=0.4, width=0.2, height=0.2)])
    app = await visit("/create", who="ann")
    await pick(app)
    await arrive(app)
    await details(app)
    await app.press("alt-1-use")
    assert app.below("alt-1", ft.TextField).value == "A cup on a table" and not app.has("alt-1-use")
    await app.press("tag-1")
    await app.press("face-1")
    await app.type("tag-search", "b")
    await app.press("tag-hit-bo")
    await app.press("tag-done")
    assert app.shows("With bo")
    await app.until(lambda: bool(town.own) and bool(next(iter(town.own.values())).items[0].tags))
    item = next(iter(town.own.values())).items[0]
    assert item.alt == "A cup on a table"
    assert [(tag.handle, tag.x, tag.y) for tag in item.tags] == [("bo", 0.5, 0.5)]


async def test_videos_are_offered_the_cut_and_no_filters(visit: Visit, town: Town) -> None:
    app = await visit("/create", who="ann")
    await pick(app, "film.mp4")
    town.videos = {str(number) for number in range(town.ids + 1)}
    await arrive(app, "film.mp4")
    await app.press("create-next")
    assert app.has("crop-turn") and not app.has("tool-filter") and not app.has("filter-ember")
    await app.press("crop-turn")
    await app.until(lambda: bool(town.own) and next(iter(town.own.values())).items[0].look.turn == 90)


def _own(number: str, state: Any, caption: str, **facts: Any) -> OwnPost:
    return OwnPost(
        id=number,
        state=state,
        items=own_items([NewItem(media_id=f"9{number}")]),
        caption=caption,
        aspect="original",
        audience="everyone",
        place="",
        created_at=NOW,
        **facts,
    )


async def test_post_is_sent_whole_each_time(visit: Visit, town: Town) -> None:
    """What is kept equals what is posted: the same fields, created once and changed after that."""
    app = await visit("/create", who="ann")
    await pick(app)
    await arrive(app)
    await details(app)
    await app.type("caption", "Once")
    await app.until(lambda: bool(calls(town, "change_post")))
    [[new]] = calls(town, "draft")
    change = calls(town, "change_post")[-1][1]
    assert isinstance(new, NewPost) and isinstance(change, PostChange)
    assert change.caption == "Once" and [item.media_id for item in change.items or []] == [
        item.media_id for item in new.items
    ]
