"""Places: found by name in any script, near a point, on posts, and suggested from a photo of one's own."""

import asyncio
import io
import math

import pytest
from PIL import Image

from server.kit import database
from server.kit.problems import NotFound, Refused
from server.kit.viewer import Viewer
from server.posts import service as posts
from server.search import service
from shared.posts import NewPost, PostChange
from shared.problems import ApiError
from shared.search import Order
from tests import pictures
from tests.gazetteer import KYOTO, MUNICH, TOKYO
from tests.search import town
from tests.world import World

SUVA, APIA = "2198148", "4035413"


async def _found(q: str) -> list[str]:
    return [place.id for place in (await service.places(q)).items]


async def _posts(viewer: Viewer, place_id: str, order: Order = "recent") -> list[int]:
    return [int(post.id) for post in (await service.place_posts(viewer, int(place_id), order, None)).items]


async def _count(place_id: str) -> int:
    return (await service.place(int(place_id))).posts


async def test_places_are_found_by_every_name_and_despite_typos(long_world: World) -> None:
    for q in ("kyo", "KYOTO", "京", "京都", "kioto", "kyotto", "kytoo"):
        assert (await _found(q))[:1] == [KYOTO], q
    for q in ("mün", "munch", "muenchen", "МЮН", "muinch"):
        assert (await _found(q))[:1] == [MUNICH], q
    assert await _found("łodz") == await _found("Lódź") == ["3093133"]
    assert await _found("springf") == ["4409896", "4250542"]
    for q in ("", "%", "qqqqqqqq"):
        assert await _found(q) == [], q


async def test_the_nearest_places_come_first_across_the_date_line_too(long_world: World) -> None:
    near = (await service.places_near(48.06, 11.6)).items
    assert [place.id for place in near] == ["2819465", MUNICH]
    assert near[0].kilometres == pytest.approx(1.3, abs=0.3)
    assert [place.id for place in (await service.places_near(-18, -179.9)).items] == [SUVA]
    assert (await service.places_near(-13.8, -172)).items[0].id == APIA
    assert (await service.places_near(90, 0)).items == []
    for point in ((91, 0), (0, 181), (math.nan, 0), (0, math.inf), (-math.inf, math.nan)):
        with pytest.raises(Refused):
            await service.places_near(*point)


async def test_coordinates_from_outside_are_never_a_fault_of_the_server(long_world: World) -> None:
    ann = await long_world.person("mapper")
    for latitude, longitude in (("nan", "0"), ("1e999", "0"), ("x", "0"), ("", ""), ("91", "0"), ("0", "-1e308")):
        answer = await long_world.http(
            "GET", "/api/v1/places/near", ann, params={"latitude": latitude, "longitude": longitude}
        )
        assert answer.status_code in (400, 422), answer.text
    assert (await long_world.http("GET", "/api/v1/places/near", ann)).status_code in (400, 422)


async def test_a_post_has_the_name_of_its_place_and_is_on_its_page(long_world: World) -> None:
    author, reader = await town.person(long_world, "author1"), await town.person(long_world, "reader1")
    before = await _count(KYOTO)
    post = await town.post(author, "temple", KYOTO)
    await long_world.relay()
    shown = await posts.read(reader, post)
    assert (shown.place, shown.place_id) == ("Kyoto", KYOTO)
    assert (await _count(KYOTO), await _posts(reader, KYOTO)) == (before + 1, [post])
    await town.edit(author, post, PostChange(place_id=TOKYO))
    await long_world.relay()
    assert (await _count(KYOTO), await _posts(reader, KYOTO), await _posts(reader, TOKYO, "top")) == (
        before,
        [],
        [post],
    )
    assert [version.place for version in (await posts.versions(reader, post)).items] == ["Kyoto"]
    await town.edit(author, post, PostChange(place="a place in the heart"))
    await long_world.relay()
    shown = await posts.read(reader, post)
    assert (shown.place, shown.place_id, await _posts(reader, TOKYO)) == ("a place in the heart", None, [])


async def test_an_edit_of_something_else_leaves_the_place(long_world: World) -> None:
    author = await town.person(long_world, "author2")
    post = await town.post(author, "temple", KYOTO)
    await town.edit(author, post, PostChange(caption="shrine"))
    await town.edit(author, post, PostChange(caption="a shrine", place="Kyoto"))
    assert (await posts.read(author, post)).place_id == KYOTO
    await town.edit(author, post, PostChange(place_id=None))
    shown = await posts.read(author, post)
    assert (shown.place, shown.place_id) == ("Kyoto", None)


@pytest.mark.parametrize("place_id", ["1", "x", "", "-3", "99999999999999999999999", "1857910 "])
async def test_a_place_that_is_not_in_the_gazetteer_is_refused(long_world: World, place_id: str) -> None:
    author = await town.person(long_world, f"author{abs(hash(place_id)) % 10**9}")
    with pytest.raises(Refused):
        async with database.transaction():
            await posts.create(author, NewPost(caption="somewhere", place_id=place_id))


async def test_a_place_page_shows_each_viewer_what_they_may_see(long_world: World) -> None:
    author, stranger, follower, blocked = [
        await town.person(long_world, f"{name}3") for name in ("author", "stranger", "follower", "blocked")
    ]
    await town.follow(follower, author)
    closed = await town.post(author, "quiet", APIA, followers_only=True)
    opened = await town.post(author, "loud", APIA)
    await town.block(author, blocked)
    await long_world.relay()
    for order in ("recent", "top"):
        assert await _posts(follower, APIA, order) == [opened, closed]
        assert await _posts(stranger, APIA, order) == [opened]
        assert await _posts(blocked, APIA, order) == []
    assert await _count(APIA) == 1
    with pytest.raises(NotFound):
        await service.place_posts(stranger, 17, "top", None)


# where a photo was taken


def _photo(gps: dict[int, object] | None, kind: str = "JPEG") -> bytes:
    image = Image.open(io.BytesIO(pictures.jpeg(80, 60)))
    exif = Image.Exif()
    if gps is not None:
        exif.get_ifd(0x8825).update(gps)
    file = io.BytesIO()
    image.save(file, kind, exif=exif.tobytes())
    return file.getvalue()


IN_MUNICH = {1: "N", 2: (48.0, 8.0, 14.7), 3: "E", 4: (11.0, 34.0, 31.8)}


async def test_places_of_ones_own_photo_are_told_to_its_author_alone_until_it_is_published(long_world: World) -> None:
    author, other = await long_world.person("photographer"), await long_world.person("onlooker")
    media_id = await author.upload(_photo(IN_MUNICH), filename="photo.jpg")
    near = (await author.places_of_media(media_id)).items
    assert [place.id for place in near] == [MUNICH, "2819465"]
    with pytest.raises(ApiError) as refusal:
        await other.places_of_media(media_id)
    assert refusal.value.status == 404
    draft = await author.create_post(media_id, "from the tower")
    assert (await author.places_of_media(media_id)).items
    await author.publish(draft.id)
    await long_world.drain()
    with pytest.raises(ApiError) as refusal:
        await author.places_of_media(media_id)
    assert refusal.value.status == 404
    kept = await database.fetch("SELECT row_to_json(p)::text AS row FROM posts p WHERE draft_id = $1", int(draft.id))
    assert "48.1" not in kept[0]["row"]


async def test_files_that_lie_about_where_they_were_taken_suggest_nothing(long_world: World) -> None:
    author = await long_world.person("liar")
    nowhere: list[dict[int, object] | None] = [
        None,
        {},
        {1: "N", 2: (0.0, 0.0, 0.0), 3: "E", 4: (0.0, 0.0, 0.0)},
        {**IN_MUNICH, 2: (91.0, 0.0, 0.0)},
        {**IN_MUNICH, 4: (180.0, 59.0, 59.0)},
        {**IN_MUNICH, 1: "X"},
        {**IN_MUNICH, 1: ""},
        {**IN_MUNICH, 2: (48.0, 8.0)},
        {1: "N", 3: "E"},
    ]
    lying = [_photo(gps) for gps in nowhere]
    broken = _photo(IN_MUNICH)
    at = broken.index(b"Exif\0\0") + 6
    lying += [broken[:at] + b"\xff" * 60 + broken[at + 60 :], broken[: at + 8] + bytes(40) + broken[at + 48 :]]
    for photo in lying:
        media_id = await author.upload(photo, filename="photo.jpg")
        assert (await author.places_of_media(media_id)).items == []


async def test_the_position_is_read_from_webp_and_png_as_well(long_world: World) -> None:
    author = await long_world.person("modern")
    for kind in ("WEBP", "PNG"):
        media_id = await author.upload(_photo(IN_MUNICH, kind), filename=f"photo.{kind.lower()}")
        assert [place.id for place in (await author.places_of_media(media_id)).items] == [MUNICH, "2819465"], kind


async def test_nothing_of_the_position_is_in_what_is_shown(long_world: World) -> None:
    author = await long_world.person("private.eye")
    post = await long_world.post(author, picture=_photo(IN_MUNICH))
    assert post.place == "" and post.place_id is None
    for variant in post.picture.variants:
        answer = await long_world.http("GET", variant.url.removeprefix("http://vitrine.test"))
        shown = await asyncio.to_thread(Image.open, io.BytesIO(answer.content))
        assert not shown.getexif().get_ifd(0x8825)
