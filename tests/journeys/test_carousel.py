"""Posts of several pictures: made with a filter and tags, looked at by a follower, kept as drafts, edited later."""

from pathlib import Path

import pytest
from PIL import Image

from tests.installation import Installation, eventually
from tests.journeys.conftest import Album
from tests.journeys.profiles import DESKTOP, browser
from tests.journeys.visitor import Visitor


@pytest.fixture
def three(photo: Path, tmp_path: Path) -> list[Path]:
    """The photo as it is, mirrored, and upside down."""
    ways = (None, Image.Transpose.FLIP_LEFT_RIGHT, Image.Transpose.FLIP_TOP_BOTTOM)
    made = []
    with Image.open(photo) as image:
        for number, way in enumerate(ways, 1):
            path = tmp_path / f"view-{number}.jpg"
            (image.transpose(way) if way is not None else image).save(path, quality=90)
            made.append(path)
    return made


async def test_three_photos_with_a_filter_and_a_tag_are_seen_by_a_follower(
    live: Installation, three: list[Path], album: Album
) -> None:
    author, follower = await live.person("ines"), await live.person("jona")
    await follower.follow("ines")
    async with browser() as phone, browser(DESKTOP) as desk:
        ines = await Visitor.arrive(phone, live, "ines")
        await ines.go("/create")
        await ines.choose_file("pick-media", *three)
        await ines.sees("item-3")
        await ines.press("item-3-earlier")
        await album.take(ines, "three are picked")
        await ines.press("create-next")
        await ines.press("filter-ink")
        await ines.settle()
        await album.take(ines, "the first in ink")
        await ines.press("tool-crop")
        await ines.press("aspect-square")
        await ines.settle()
        await album.take(ines, "square")
        await ines.press("create-next")
        await ines.settle()
        await ines.press("tag-1")
        await ines.press("tag-add")
        await ines.type("tag-search", "jon")
        await ines.press("tag-hit-jona")
        await album.take(ines, "jona is tagged")
        await ines.press("tag-done")
        await ines.fill(caption="Three times the temple", alt_1="A temple with curved roofs")
        await ines.press("share")
        await ines.hears("Photo 1 of 3 by ines. A temple with curved roofs")
        await album.take(ines, "on top of the feed")

        jona = await Visitor.arrive(desk, live, "jona")
        await jona.hears("Photo 1 of 3 by ines")
        post = await jona.finds("photo-")

        async def grey() -> bool:
            return await _is_grey(jona, f"photo-{post}", album, "jona sees it in ink")

        await eventually(grey, "the picture has no colour")
        await jona.press(f"tags-{post}")
        await jona.sees(f"tag-{post}-jona")
        await jona.press(f"next-{post}")
        await jona.hears("Photo 2 of 3 by ines. No description")
        await jona.go(f"/p/{post}")
        await jona.sees(f"view-{post}")
        await jona.page.keyboard.press("ArrowRight")
        await jona.hears("Photo 3 of 3")
        await jona.press(f"view-{post}")
        await jona.sees("lightbox-previous")
        await album.take(jona, "over the whole screen")
        await jona.page.keyboard.press("ArrowLeft")
        await jona.sees("lightbox-next")
        await jona.page.keyboard.press("Escape")
        await jona.at(f"/p/{post}")
        await jona.hears("Photo 2 of 3")
    await author.close()
    await follower.close()


async def test_a_draft_survives_a_reload_and_a_post_is_edited_with_its_history(
    live: Installation, photo: Path, album: Album
) -> None:
    person = await live.person("kira")
    async with browser() as phone:
        kira = await Visitor.arrive(phone, live, "kira")
        await kira.go("/create")
        await kira.choose_file("pick-media", photo)
        await kira.to_details()
        await kira.type("caption", "Half a thought")

        async def kept() -> bool:
            return [own.caption for own in (await person.pending_posts()).items] == ["Half a thought"]

        await eventually(kept, "the words are kept")
        await kira.hears("Saved")
        await kira.come_back("/create")
        await kira.sees("draft-1")
        await album.take(kira, "the draft is offered in a new tab")
        await kira.press("draft-1")
        await kira.sees("item-1")
        await kira.to_details()
        await kira.fill(alt_1="A temple with curved roofs")
        await kira.press("share")
        await kira.at("/")
        await kira.hears("kira: Half a thought")
        post = await kira.finds("photo-")
        await kira.go(f"/p/{post}/edit")
        await kira.fill(caption="A better thought", place="Porto", alt_1="A temple over a lake")
        await kira.press("save-post")
        await kira.at("/")
        await kira.hears("kira: A better thought")
        await kira.go(f"/p/{post}")
        await kira.press(f"history-{post}")
        await kira.sees("history")
        await kira.hears("Half a thought")
        await album.take(kira, "how it read before")
    await person.close()


async def _is_grey(visitor: Visitor, identifier: str, album: Album, step: str) -> bool:
    """Whether what is shown there has no colour."""
    path = await album.take(visitor, step)
    style = await visitor.node(identifier).bounding_box()
    assert style
    with Image.open(path) as shot:
        x, y, size = style["x"], style["y"], min(style["width"], style["height"])
        middle = shot.convert("HSV").crop(
            (int(x + size * 0.2), int(y + size * 0.2), int(x + size * 0.8), int(y + size * 0.7))
        )
        colours = middle.getchannel("S").histogram()
    return sum(colours[40:]) < 0.05 * sum(colours)
