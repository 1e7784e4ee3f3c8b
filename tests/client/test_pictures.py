"""Posts of several pictures and videos: turned by button and key, told in words, one video at a time."""

import flet as ft
import flet_video as fv  # type: ignore[import-untyped]

from shared.media import Tag
from tests.client.conftest import Visit
from tests.client.harness import Driver
from tests.client.town import NOW, Town


async def _key(app: Driver, name: str) -> None:
    event = {"key": name, "shift": False, "ctrl": False, "alt": False, "meta": False}
    await app.session.dispatch_event(app.page._i, "keyboard_event", event)
    await app.settle()


async def test_arrows_turn_the_pages_and_the_place_is_kept_on_the_posts_own_page(visit: Visit, town: Town) -> None:
    post = town.post("bo", pictures=[town.picture(alt=words) for words in ("one", "two", "three")])
    app = await visit("/", who="ann", width=1280)
    assert app.label(f"photo-{post.id}") == "Photo 1 of 3 by bo. one"
    assert not app.has(f"previous-{post.id}")
    await app.press(f"next-{post.id}")
    assert app.label(f"photo-{post.id}") == "Photo 2 of 3 by bo. two" and app.shows("2/3")
    await app.press(f"photo-{post.id}")
    assert app.route == f"/p/{post.id}" and app.label(f"photo-{post.id}") == "Photo 2 of 3 by bo. two"
    await _key(app, "Arrow Right")
    assert app.label(f"photo-{post.id}") == "Photo 3 of 3 by bo. three"
    await app.press(f"photo-{post.id}")
    assert app.route == f"/p/{post.id}/view" and app.shows("three") and not app.has("lightbox-next")
    await _key(app, "Arrow Left")
    assert app.shows("2/3")
    await _key(app, "Escape")
    assert app.route == f"/p/{post.id}" and app.label(f"photo-{post.id}") == "Photo 2 of 3 by bo. two"


async def test_keys_turn_the_pages_in_the_feed_only_where_the_focus_is(visit: Visit, town: Town) -> None:
    near = town.post("bo", pictures=[town.picture(), town.picture()], hours=1)
    far = town.post("bo", pictures=[town.picture(), town.picture()], hours=2)
    app = await visit("/", who="ann")
    await app.session.dispatch_event(app.below(f"photo-{far.id}", ft.TextButton)._i, "focus", None)
    await _key(app, "Arrow Right")
    assert app.label(f"photo-{far.id}").startswith("Photo 2 of 2")
    assert app.label(f"photo-{near.id}").startswith("Photo 1 of 2")
    await app.session.dispatch_event(app.below(f"photo-{far.id}", ft.TextButton)._i, "blur", None)
    await _key(app, "Arrow Left")
    assert app.label(f"photo-{far.id}").startswith("Photo 2 of 2")


async def test_who_is_in_a_picture_shows_on_request_and_leads_to_the_profile(visit: Visit, town: Town) -> None:
    picture = town.picture()
    picture.tags = [Tag(handle="cy", x=0.2, y=0.7)]
    post = town.post("bo", picture=picture, place="Porto")
    app = await visit("/", who="ann")
    assert not app.has(f"tag-{post.id}-cy") and app.shows("Porto · 1 h")
    await app.press(f"tags-{post.id}")
    await app.press(f"tag-{post.id}-cy")
    assert app.route == "/u/cy"


async def test_only_one_video_plays_and_the_sound_stays_as_it_was_turned(visit: Visit, town: Town) -> None:
    first, second = (town.post("bo", picture=town.video(), hours=hours) for hours in (1, 2))
    app = await visit("/", who="ann")
    assert not app.all(fv.Video)
    await app.press(f"play-{first.id}-0")
    [player] = app.all(fv.Video)
    assert player.autoplay and player.muted and player.playlist[0].resource == first.picture.video.hls  # type: ignore[union-attr]
    await app.press(f"mute-{first.id}-0")
    await app.press(f"play-{second.id}-0")
    [player] = app.all(fv.Video)
    assert not player.muted and app.has(f"play-{first.id}-0")


async def test_video_goes_on_as_one_file_where_the_playlist_does_not_play(visit: Visit, town: Town) -> None:
    picture = town.video()
    assert picture.video
    picture.video.mp4 = "http://pictures.test/video.mp4"
    post = town.post("bo", picture=picture)
    app = await visit("/", who="ann")
    await app.press(f"play-{post.id}-0")
    await app.session.dispatch_event(app.all(fv.Video)[0]._i, "error", "no HLS here")
    await app.settle()
    assert app.all(fv.Video)[0].playlist[0].resource == "http://pictures.test/video.mp4"


async def test_video_ends_where_it_began_and_stops_when_its_screen_is_left(visit: Visit, town: Town) -> None:
    post = town.post("bo", picture=town.video())
    app = await visit("/", who="ann")
    await app.press(f"play-{post.id}-0")
    await app.session.dispatch_event(app.all(fv.Video)[0]._i, "complete", False)
    await app.settle()
    assert app.all(fv.Video)
    await app.go("/search")
    await app.go("/")
    await app.until(lambda: app.has(f"play-{post.id}-0"))
    await app.press(f"play-{post.id}-0")
    await app.session.dispatch_event(app.all(fv.Video)[0]._i, "complete", True)
    await app.until(lambda: not app.all(fv.Video))


async def test_grid_tells_videos_and_sets_apart(visit: Visit, town: Town) -> None:
    many = town.post("bo", pictures=[town.picture(alt="a"), town.picture()])
    film = town.post("bo", picture=town.video(alt="b"))
    app = await visit("/u/bo", who="ann")
    await app.until(lambda: app.has(f"tile-{many.id}"))
    assert app.label(f"tile-{many.id}").endswith(", 2 pictures: a")
    assert app.label(f"tile-{film.id}").endswith(", video: b")


async def test_history_tells_how_a_post_read_before(visit: Visit, town: Town) -> None:
    post = town.post("ann", "before", pictures=[town.picture(alt="old"), town.picture()])
    app = await visit(f"/p/{post.id}/edit", who="ann")
    await app.type("caption", "after")
    await app.type("place", "Porto")
    await app.type("alt-2", "The second")
    await app.press("tag-1")
    await app.press("tag-add")
    await app.type("tag-search", "bo")
    await app.press("tag-hit-bo")
    await app.press("tag-done")
    await app.press("save-post")
    await app.until(lambda: app.route == f"/p/{post.id}")
    changed = town.posts[0]
    assert (changed.caption, changed.place, changed.pictures[1].alt) == ("after", "Porto", "The second")
    assert [tag.handle for tag in changed.pictures[0].tags] == ["bo"]
    await app.press(f"history-{post.id}")
    assert app.shows("before") and app.shows("1: old") and app.shows("Until just now")
    assert changed.edited_at == NOW
