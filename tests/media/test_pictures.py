"""What becomes of an honest picture: its sizes, its way up, its colours, and what must not be left in it."""

import asyncio
import tempfile
import time
from pathlib import Path

import pytest
from PIL import Image

from server.media.decoder import spare
from tests.media import pictures
from tests.media.pictures import decode, opened

UPRIGHT = ["top_left", "top_right", "bottom_left", "bottom_right"]
TURNS = {
    1: None,
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_90,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}
"""EXIF orientation -> how a camera had turned the picture."""


def sizes(decoded: spare.Decoded) -> dict[str, tuple[int, int]]:
    for variant in decoded.variants:
        assert opened(variant.data).size == (variant.width, variant.height)
    return {variant.name: (variant.width, variant.height) for variant in decoded.variants}


async def test_a_large_photo_gets_every_size() -> None:
    decoded = await decode(pictures.photo(2000, 1500))
    assert (decoded.width, decoded.height) == (2000, 1500)
    assert sizes(decoded) == {"square": (320, 320), "w640": (640, 480), "w1080": (1080, 810), "w1440": (1440, 1080)}
    assert all(opened(variant.data).format == "WEBP" for variant in decoded.variants)
    assert len(decoded.blurhash) == 4 + 2 * 4 * 3
    assert decoded.variants[0].data != decoded.variants[1].data


@pytest.mark.parametrize(
    ("width", "height", "expected"),
    [
        (1, 1, {"square": (1, 1), "w640": (1, 1)}),
        (1, 5000, {"square": (1, 1), "w640": (1, 5000)}),
        (5000, 1, {"square": (1, 1), "w640": (640, 1), "w1080": (1080, 1), "w1440": (1440, 1)}),
        (200, 100, {"square": (100, 100), "w640": (200, 100)}),
        (640, 640, {"square": (320, 320), "w640": (640, 640)}),
        (1079, 100, {"square": (100, 100), "w640": (640, 59), "w1080": (1079, 100)}),
        (1080, 1350, {"square": (320, 320), "w640": (640, 800), "w1080": (1080, 1350)}),
        (700, 17000, {"square": (320, 320), "w640": (337, 8192)}),
        (3, 7, {"square": (3, 3), "w640": (3, 7)}),
    ],
)
async def test_no_size_is_larger_than_the_picture(
    width: int, height: int, expected: dict[str, tuple[int, int]]
) -> None:
    decoded = await decode(pictures.saved(pictures.quarters(width, height), "png"))
    assert sizes(decoded) == expected
    assert (decoded.width, decoded.height) == (width, height)


@pytest.mark.parametrize("orientation", TURNS)
@pytest.mark.parametrize("kind", ["jpeg", "png", "webp", "heic", "avif"])
async def test_every_orientation_comes_out_upright(kind: str, orientation: int) -> None:
    image = pictures.quarters(800, 600)
    turn = TURNS[orientation]
    turned = image if turn is None else image.transpose(turn)
    decoded = await decode(pictures.saved(turned, kind, exif=pictures.exif(orientation)))
    assert (decoded.width, decoded.height) == (800, 600)
    for variant in decoded.variants:
        assert pictures.corner_names(opened(variant.data)) == UPRIGHT, variant.name


async def test_a_large_turned_photo_is_shrunk_by_its_shown_width() -> None:
    image = pictures.quarters(6000, 400).transpose(Image.Transpose.ROTATE_90)
    decoded = await decode(pictures.saved(image, "jpeg", exif=pictures.exif(6)))
    assert (decoded.width, decoded.height) == (6000, 400)
    assert sizes(decoded)["w1440"] == (1440, 96)
    assert pictures.corner_names(opened(decoded.variants[-1].data)) == UPRIGHT


@pytest.mark.parametrize("kind", ["jpeg", "png", "webp", "heic", "avif"])
async def test_nothing_of_the_metadata_is_left(kind: str) -> None:
    original = pictures.with_metadata(kind)
    assert b"SERIAL-4711" in original, "the test's own picture must carry what is to be removed"
    for variant in (await decode(original)).variants:
        image = opened(variant.data)
        assert not image.getexif()
        assert not {"exif", "xmp", "icc_profile", "comment", "photoshop"} & set(image.info)
        assert set(riff_chunks(variant.data)) <= {b"VP8 ", b"VP8L", b"VP8X", b"ALPH"}
        assert not [secret for secret in pictures.SECRETS if secret in variant.data]


def riff_chunks(data: bytes) -> list[bytes]:
    names, at = [], 12
    while at < len(data):
        names.append(data[at : at + 4])
        size = int.from_bytes(data[at + 4 : at + 8], "little")
        at += 8 + size + size % 2
    return names


@pytest.mark.parametrize("kind", ["jpeg", "png", "webp", "heic", "avif"])
async def test_colours_are_converted_by_the_profile(kind: str) -> None:
    red = Image.new("RGB", (300, 200), (220, 40, 40))
    lossless = {"lossless": True} if kind == "webp" else {}
    decoded = await decode(pictures.saved(red, kind, icc_profile=pictures.swapped_profile(), **lossless))
    for variant in decoded.variants:
        near(opened(variant.data), (40, 220, 40))


async def test_a_profile_that_does_not_fit_is_ignored() -> None:
    red = Image.new("RGB", (300, 200), (220, 40, 40))
    for profile in (b"rubbish" * 40, pictures.srgb_profile()[:200], pictures.srgb_profile().replace(b"RGB ", b"CMYK")):
        near(opened((await decode(pictures.saved(red, "png", icc_profile=profile))).variants[0].data), (220, 40, 40))


async def test_cmyk_grey_and_palette_become_srgb() -> None:
    near(
        opened((await decode(pictures.saved(Image.new("CMYK", (64, 64), (0, 0, 0, 0)), "jpeg"))).variants[0].data),
        (255,) * 3,
    )
    cyan = opened((await decode(pictures.saved(Image.new("CMYK", (64, 64), (255, 0, 0, 0)), "jpeg"))).variants[0].data)
    red, green, blue = mean(cyan)
    assert red < 60 < green < blue
    near(opened((await decode(pictures.saved(Image.new("L", (64, 64), 99), "jpeg"))).variants[0].data), (99,) * 3)
    near(opened((await decode(pictures.saved(Image.new("1", (64, 64), 1), "png"))).variants[0].data), (255,) * 3)
    palette = Image.new("RGB", (64, 64), (200, 100, 50)).quantize(4)
    near(opened((await decode(pictures.saved(palette, "png"))).variants[0].data), (200, 100, 50))


async def test_sixteen_bits_become_eight() -> None:
    grey = Image.new("I;16", (64, 64), 128 * 257)
    near(opened((await decode(pictures.saved(grey, "png"))).variants[0].data), (128,) * 3)
    rgb = pictures.noise_photo(64, 64).linear([0, 0, 0], [60 * 257, 120 * 257, 180 * 257]).cast("ushort")
    png = rgb.copy(interpretation="rgb16").pngsave_buffer(bitdepth=16)
    near(opened((await decode(png)).variants[0].data), (60, 120, 180))


@pytest.mark.parametrize("kind", ["png", "webp", "heic", "avif"])
async def test_transparency_is_kept(kind: str) -> None:
    image = Image.new("RGBA", (400, 300), (255, 0, 0, 0))
    image.paste((0, 0, 255, 255), (100, 75, 300, 225))
    for variant in (await decode(pictures.saved(image, kind))).variants[1:]:
        shown = opened(variant.data)
        assert shown.mode == "RGBA"
        assert shown.getpixel((5, 5))[3] < 8 and shown.getpixel((200, 150))[3] > 247  # type: ignore[index]


@pytest.mark.parametrize("kind", ["gif", "webp", "png"])
async def test_only_the_first_picture_of_an_animation_is_shown(kind: str) -> None:
    frames = [Image.new("RGB", (400, 200), colour) for colour in ((210, 30, 30), (30, 210, 30), (30, 30, 210))]
    data = pictures.saved(frames[0], kind, save_all=True, append_images=frames[1:], duration=100, loop=0)
    decoded = await decode(data)
    assert (decoded.width, decoded.height) == (400, 200)
    for variant in decoded.variants:
        assert getattr(opened(variant.data), "n_frames", 1) == 1
        near(opened(variant.data), (210, 30, 30), 12)


async def test_progressive_and_interlaced_pictures_are_read() -> None:
    image = pictures.quarters(900, 700)
    for data in (
        pictures.saved(image, "jpeg", progressive=True),
        pictures.saved(image, "jpeg", subsampling=2, quality=40),
    ):
        assert pictures.corner_names(opened((await decode(data)).variants[-1].data)) == UPRIGHT
    interlaced = pictures.noise_photo(900, 700).pngsave_buffer(interlace=True)
    assert sizes(await decode(interlaced))["w640"] == (640, 498)


async def test_what_follows_a_photo_is_dropped() -> None:
    data = pictures.photo(300, 200) + b"ftypmp42 a motion photo's film" * 1000
    assert all(b"motion" not in variant.data for variant in (await decode(data)).variants)


async def test_the_square_looks_at_what_matters() -> None:
    image = Image.new("RGB", (1200, 400), (120, 120, 120))
    image.paste((250, 20, 20), (1000, 100, 1150, 300))
    square = opened((await decode(pictures.saved(image, "png"))).variants[0].data).convert("RGB")
    reds = sum(r > 180 and g < 90 for r, g, _ in square.get_flattened_data())  # type: ignore[misc]
    assert reds > 5000, "the crop kept the eye-catching part at the side"


async def test_variants_are_close_to_a_direct_resize() -> None:
    source = pictures.photo(3000, 2000, quality=95)
    decoded = await decode(source)
    for variant in decoded.variants[1:]:
        direct = opened(source).convert("RGB").resize((variant.width, variant.height), Image.Resampling.LANCZOS)
        assert psnr(direct, opened(variant.data).convert("RGB")) > 30


async def test_a_spare_child_is_ready_and_serves_one_picture() -> None:
    data = pictures.saved(pictures.quarters(64, 64), "png")
    await decode(data)
    first = spare._spare
    assert first is not None and first.alive
    await decode(data)
    assert spare._spare is not None and spare._spare.process.pid != first.process.pid
    assert first.process.returncode is not None


async def test_a_killed_spare_is_replaced() -> None:
    spare.prepare(pictures.BOUNDS)
    assert spare._spare is not None
    spare._spare.process.kill()
    spare._spare.process.wait()
    assert (await decode(pictures.saved(pictures.quarters(64, 64), "png"))).width == 64


async def test_a_child_that_dies_in_its_work_is_the_machines_fault() -> None:
    spare.prepare(pictures.BOUNDS)
    child = spare._spare
    assert child is not None

    async def killed_before_the_end():  # type: ignore[no-untyped-def]
        yield pictures.photo(600, 400)
        child.process.kill()

    with pytest.raises(spare.DecoderBroken):
        await spare.decode(killed_before_the_end(), pictures.BOUNDS)


async def test_many_at_once() -> None:
    data = [pictures.saved(pictures.quarters(100 + i, 80), "png") for i in range(6)]
    started = time.monotonic()
    decoded = await asyncio.gather(*(decode(item) for item in data))
    assert [d.width for d in decoded] == [100 + i for i in range(6)]
    assert time.monotonic() - started < 20


async def test_no_file_of_a_picture_stays_anywhere() -> None:
    before = files_lying_around()
    await decode(pictures.photo(300, 200))
    with pytest.raises(spare.PictureRefused):
        await decode(pictures.photo(300, 200)[:2000])
    assert files_lying_around() - before == set()


def files_lying_around() -> set[Path]:
    return set(Path(tempfile.gettempdir()).iterdir())


def mean(image: Image.Image) -> tuple[float, ...]:
    small = image.convert("RGB").resize((1, 1), Image.Resampling.BOX).getpixel((0, 0))
    assert isinstance(small, tuple)
    return tuple(float(value) for value in small)


def near(image: Image.Image, colour: tuple[int, ...], tolerance: int = 6) -> None:
    assert max(abs(a - b) for a, b in zip(mean(image), colour, strict=True)) <= tolerance, mean(image)


def psnr(one: Image.Image, other: Image.Image) -> float:
    import numpy as np

    difference = np.asarray(one, dtype=float) - np.asarray(other, dtype=float)
    return float(10 * np.log10(255**2 / max((difference**2).mean(), 1e-9)))
