"""What a look does to the pixels, in the preview and in the finished picture alike."""

import io

import msgspec
import pytest
import pyvips
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from server.kit import database
from server.media.decoder import looks
from shared.looks import FILTER_NAMES, FILTERS, PLAIN, RATIOS, Box, Look, ratio_of
from shared.posts import NewItem, NewPost, PostChange
from shared.problems import ApiError
from tests.world import Person, World

QUARTERS = [(200, 30, 30), (30, 180, 40), (40, 60, 200), (230, 220, 60)]


def quarters(width: int = 400, height: int = 300) -> Image.Image:
    """Red, green, blue and yellow, from the upper left corner in reading order."""
    image = Image.new("RGB", (width, height))
    for number, colour in enumerate(QUARTERS):
        left, top = number % 2 * width // 2, number // 2 * height // 2
        image.paste(colour, (left, top, left + width // 2, top + height // 2))
    return image


def jpeg(image: Image.Image) -> bytes:
    file = io.BytesIO()
    image.save(file, "JPEG", quality=95, subsampling=0)
    return file.getvalue()


def as_vips(image: Image.Image) -> pyvips.Image:
    raw = pyvips.Image.new_from_memory(image.tobytes(), image.width, image.height, len(image.mode), "uchar")
    return raw.copy(interpretation="srgb")


def grey(tone: int, mode: str = "RGB") -> pyvips.Image:
    return as_vips(Image.new(mode, (64, 64), (tone,) * 3 + (128,) * (len(mode) - 3)))


def middle(image: pyvips.Image) -> list[float]:
    return list(image(image.width // 2, image.height // 2))


def brightness(image: pyvips.Image) -> float:
    return float(image.avg())


def near(colour: tuple[int, ...], expected: tuple[int, ...], most: int = 24) -> bool:
    return all(abs(a - b) <= most for a, b in zip(colour, expected, strict=True))


@given(
    width=st.integers(1, 5000),
    height=st.integers(1, 5000),
    x=st.floats(0, 1),
    y=st.floats(0, 1),
    wide=st.floats(1e-6, 1),
    high=st.floats(1e-6, 1),
    ratio=st.sampled_from([0, *RATIOS.values()]),
)
def test_a_cut_is_never_empty_and_never_outside(
    width: int, height: int, x: float, y: float, wide: float, high: float, ratio: float
) -> None:
    left, top, across, down = looks.cut_box(width, height, Box(x, y, wide, high), ratio)
    assert 0 <= left < width and 0 <= top < height
    assert 1 <= across <= width - left and 1 <= down <= height - top
    if ratio and min(across, down) > 100:
        assert across / down == pytest.approx(ratio, rel=0.03)


def test_nothing_changes_without_a_wish() -> None:
    image = as_vips(quarters())
    assert looks.coloured(looks.cut(image, PLAIN, 0), PLAIN) is image
    assert looks.coloured(image, Look(filter="ember", strength=0)) is image


@pytest.mark.parametrize("name", FILTER_NAMES)
def test_every_filter_is_visible_and_grows_with_its_strength(name: str) -> None:
    image = as_vips(quarters())

    def distance(strength: int) -> float:
        look = msgspec.convert({"filter": name, "strength": strength}, Look)
        return float((looks.coloured(image, look).cast("float") - image).abs().avg())

    if name == "none":
        assert distance(100) == 0
    else:
        assert 0 < distance(50) < distance(100)
        assert distance(100) > 3
    assert FILTERS[name].title


def test_ink_is_grey() -> None:
    red, green, blue = middle(looks.coloured(as_vips(quarters()), Look(filter="ink")))
    assert abs(red - green) <= 1 and abs(green - blue) <= 1


@pytest.mark.parametrize("field", ["exposure", "contrast", "warmth", "saturation"])
def test_adjustments_pull_both_ways(field: str) -> None:
    image = as_vips(quarters())

    def measure(value: int) -> float:
        done = looks.coloured(image, Look(**{field: value}))
        match field:
            case "exposure":
                return brightness(done)
            case "contrast":
                return float(done.deviate())
            case "warmth":
                return brightness(done[0]) - brightness(done[2])
        return float(done.colourspace("lch")[1].avg())

    assert measure(-100) < measure(-40) < measure(0) < measure(40) < measure(100)


def test_fade_lifts_black_and_vignette_darkens_corners_only() -> None:
    assert middle(looks.coloured(grey(0), Look(fade=100)))[0] == pytest.approx(46, abs=2)
    shaded = looks.coloured(grey(200), Look(vignette=100))
    assert middle(shaded)[0] == pytest.approx(200, abs=2)
    assert shaded(0, 0)[0] < 90


def test_enhance_stretches_a_dull_picture_and_leaves_a_good_one() -> None:
    ramp = pyvips.Image.xyz(256, 16)[0].cast("uchar")
    good = ramp.bandjoin([ramp, ramp]).copy(interpretation="srgb")
    dull = (good * 0.4 + 80).cast("uchar").copy(interpretation="srgb")
    assert looks.coloured(dull, Look(enhance=True)).deviate() > 1.5 * dull.deviate()
    assert looks.coloured(good, Look(enhance=True)).deviate() == pytest.approx(good.deviate(), rel=0.05)


def test_transparent_parts_stay_transparent() -> None:
    done = looks.coloured(grey(90, "RGBA"), Look(filter="noon", vignette=30))
    assert done.bands == 4 and done(3, 3)[3] == 128


def test_the_first_picture_decides_a_shape_of_its_own_within_bounds() -> None:
    assert ratio_of("original", 400, 300) == pytest.approx(4 / 3)
    assert ratio_of("original", 100, 900) == 4 / 5
    assert ratio_of("original", 900, 100) == 1.91
    assert ratio_of("square", 900, 100) == 1


async def prepared(world: World, person: Person, image: Image.Image) -> str:
    media_id = await person.upload(jpeg(image), filename="quarters.jpg")
    await world.drain()
    return media_id


async def shown_pixels(world: World, url: str) -> Image.Image:
    answer = await world.http("GET", url)
    assert answer.status_code == 200, answer.text
    return Image.open(io.BytesIO(answer.content)).convert("RGB")


async def test_a_published_picture_has_the_look_of_its_preview(world: World) -> None:
    ann = await world.person("ann.lee")
    media_id = await prepared(world, ann, quarters())
    look = Look(turn=90, crop=Box(0, 0, 1, 0.5), filter="noon", warmth=20)
    preview = Image.open(io.BytesIO(await ann.preview(media_id, look))).convert("RGB")
    draft = await ann.draft(NewPost(items=[NewItem(media_id=media_id, look=look)]))
    assert (await ann.publish(draft.id)).state == "processing"
    await world.drain()
    post = (await ann.own_post(draft.id)).post
    assert post is not None and (post.picture.width, post.picture.height) == (300, 200)
    final = await shown_pixels(world, post.picture.url("w640"))
    assert final.size == preview.size == (300, 200)
    # turned clockwise, the upper half holds blue and red
    for place, colour in (((75, 100), QUARTERS[2]), ((225, 100), QUARTERS[0])):
        assert near(final.getpixel(place), preview.getpixel(place), 6)
        assert near(final.getpixel(place), colour, 60)


async def test_an_aspect_cuts_every_picture_of_a_post_to_one_shape(world: World) -> None:
    ann = await world.person("ann.lee")
    wide, tall = await prepared(world, ann, quarters(600, 200)), await prepared(world, ann, quarters(200, 600))
    chosen = NewItem(media_id=tall, look=Look(crop=Box(0, 0, 1, 1 / 3)))
    draft = await ann.draft(NewPost(items=[NewItem(media_id=wide), chosen], aspect="square"))
    await ann.publish(draft.id)
    await world.drain()
    post = (await ann.own_post(draft.id)).post
    assert post is not None and post.ratio == 1
    assert [(picture.width, picture.height) for picture in post.pictures] == [(200, 200), (200, 200)]
    cut = await shown_pixels(world, post.pictures[1].url("w640"))
    assert near(cut.getpixel((50, 100)), QUARTERS[0]) and near(cut.getpixel((150, 190)), QUARTERS[1])


async def test_a_draft_can_change_its_look_until_it_is_published_and_nothing_is_left_behind(world: World) -> None:
    ann = await world.person("ann.lee")
    media_id = await prepared(world, ann, quarters())
    draft = await ann.draft(NewPost(items=[NewItem(media_id=media_id, look=Look(filter="ink"))], aspect="portrait"))
    stored = await database.fetchval("SELECT count(*) FROM upload_parts")
    assert stored > 0
    await ann.change_post(draft.id, PostChange(items=[NewItem(media_id=media_id)], aspect="original"))
    assert (await ann.publish(draft.id)).state == "published"
    await world.drain()
    assert await database.fetchval("SELECT count(*) FROM upload_parts") == 0
    post = (await ann.own_post(draft.id)).post
    assert post is not None
    assert near((await shown_pixels(world, post.picture.url("w640"))).getpixel((50, 50)), QUARTERS[0])


async def test_a_look_wanted_while_the_bytes_arrive_is_there_at_once(world: World) -> None:
    ann = await world.person("ann.lee")
    media_id = await ann.upload(jpeg(quarters()), filename="quarters.jpg")
    draft = await ann.draft(NewPost(items=[NewItem(media_id=media_id, look=Look(filter="ink"))]))
    await ann.publish(draft.id)
    await world.drain()
    post = (await ann.own_post(draft.id)).post
    assert post is not None
    red, green, blue = (await shown_pixels(world, post.picture.url("w640"))).getpixel((100, 75))
    assert abs(red - green) <= 2 and abs(green - blue) <= 2
    left = await database.fetchval("SELECT array_agg(name ORDER BY name) FROM media_variants")
    assert left == ["square", "w640"]


async def test_previews_are_for_the_owner_and_for_sensible_wishes(world: World) -> None:
    ann, bob = await world.person("ann.lee"), await world.person("bob")
    media_id = await ann.upload(jpeg(quarters()), filename="quarters.jpg")
    with pytest.raises(ApiError) as early:
        await ann.preview(media_id, PLAIN)
    assert early.value.type == "/problems/media-not-ready"
    await world.drain()
    assert Image.open(io.BytesIO(await ann.preview(media_id, PLAIN, 160))).size == (160, 120)
    for asked in (bob.preview(media_id, PLAIN), ann.preview("17", PLAIN), ann.preview("x", PLAIN)):
        with pytest.raises(ApiError) as refused:
            await asked
        assert refused.value.type == "/problems/media-not-found"
    path = f"/api/v1/media/{media_id}/preview"
    for wrong in ({"filter": "gone"}, {"exposure": 101}, {"crop": {"x": 0, "y": 0, "width": 0, "height": 1}}, {"x": 1}):
        assert (await world.http("POST", path, ann, json=wrong)).status_code == 422
    for width in (0, 1081):
        assert (await world.http("POST", path, ann, json={}, params={"width": width})).status_code == 422
