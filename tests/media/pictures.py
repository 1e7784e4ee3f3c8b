"""Small pictures made for the tests: every kind, orientation, colour space and piece of metadata that people send."""

import io
import struct
from collections.abc import AsyncIterator

import pillow_heif
import pyvips
from PIL import Image, ImageCms

from server.media.decoder import spare

pillow_heif.register_heif_opener()

BOUNDS = spare.Bounds(memory_mb=1024, seconds=30, max_pixels=120_000_000)
SECRETS = (
    b"SERIAL-4711",
    b"Jane Maker",
    b"59/1",
    b"GPSLatitude",
    b"Exif",
    b"http://ns.adobe.com",
    b"photoshop",
    b"ICC_PROFILE",
)
"""Bytes of the metadata in `with_metadata`, none of which may be left in a variant."""

CORNERS = {
    "top_left": (220, 30, 30),
    "top_right": (30, 200, 30),
    "bottom_left": (30, 30, 220),
    "bottom_right": (230, 220, 40),
}


async def chunks(data: bytes, size: int = 64 * 1024) -> AsyncIterator[bytes]:
    for at in range(0, len(data), size):
        yield data[at : at + size]


async def decode(data: bytes, bounds: spare.Bounds = BOUNDS) -> spare.Decoded:
    return await spare.decode(chunks(data), bounds)


def opened(data: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(data))
    image.load()
    return image


def quarters(width: int = 800, height: int = 600) -> Image.Image:
    """Red, green / blue, yellow: so that a picture tells which way is up."""
    image = Image.new("RGB", (width, height))
    across, down = width // 2, height // 2
    image.paste(CORNERS["top_left"], (0, 0, across, down))
    image.paste(CORNERS["top_right"], (across, 0, width, down))
    image.paste(CORNERS["bottom_left"], (0, down, across, height))
    image.paste(CORNERS["bottom_right"], (across, down, width, height))
    return image


def corner_names(image: Image.Image) -> list[str]:
    """Which quarter lies where, read in the order top left, top right, bottom left, bottom right."""
    rgb = image.convert("RGB")
    width, height = rgb.size
    names = []
    for x, y in ((0.25, 0.25), (0.75, 0.25), (0.25, 0.75), (0.75, 0.75)):
        seen = rgb.getpixel((int(width * x), int(height * y)))
        assert isinstance(seen, tuple)
        names.append(min(CORNERS, key=lambda name: sum(abs(a - b) for a, b in zip(CORNERS[name], seen, strict=True))))
    return names


def saved(image: Image.Image, kind: str, **options: object) -> bytes:
    out = io.BytesIO()
    image.save(out, {"heic": "HEIF"}.get(kind, kind.upper()), **options)
    return out.getvalue()


def photo(width: int, height: int, kind: str = "jpeg", quality: int = 90) -> bytes:
    """Something with detail like a photo's: clouds of noise at several scales."""
    image = noise_photo(width, height)
    return bytes(
        image.write_to_buffer({"jpeg": ".jpg"}.get(kind, f".{kind}"), **({"Q": quality} if kind != "png" else {}))
    )


def noise_photo(width: int, height: int) -> pyvips.Image:
    layers = []
    for band in range(3):
        total = pyvips.Image.gaussnoise(width, height, mean=0, sigma=4, seed=band)
        for scale, strength in ((64, 60), (16, 25), (4, 10)):
            coarse = pyvips.Image.gaussnoise(
                width // scale + 2, height // scale + 2, mean=0, sigma=strength, seed=band + scale
            )
            total += coarse.resize(scale, kernel="cubic").crop(0, 0, width, height)
        layers.append(total + 128)
    return layers[0].bandjoin(layers[1:]).cast("uchar").copy(interpretation="srgb")


def exif(orientation: int | None = None, *, gps: bool = False) -> bytes:
    data = Image.Exif()
    if orientation is not None:
        data[0x0112] = orientation
    if gps:
        data[0x010F] = "Jane Maker"
        data[0xA431] = "SERIAL-4711"
        place = data.get_ifd(0x8825)
        place[1], place[2] = "N", (59.0, 1.0, 2.0)
        place[3], place[4] = "E", (18.0, 4.0, 6.0)
    return data.tobytes()


XMP = (
    b'<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/">'
    b'<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description '
    b'xmlns:exif="http://ns.adobe.com/exif/1.0/" exif:GPSLatitude="59,1.2N" exif:SerialNumber="SERIAL-4711"/>'
    b'</rdf:RDF></x:xmpmeta><?xpacket end="w"?>'
)


def srgb_profile() -> bytes:
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


def swapped_profile() -> bytes:
    """sRGB with red and green exchanged: whoever ignores the profile shows green where red was meant."""
    profile = bytearray(srgb_profile())
    count = struct.unpack(">I", profile[128:132])[0]
    for entry in range(132, 132 + 12 * count, 12):
        tag = bytes(profile[entry : entry + 4])
        profile[entry : entry + 4] = {b"rXYZ": b"gXYZ", b"gXYZ": b"rXYZ"}.get(tag, tag)
    return bytes(profile)


def with_metadata(kind: str) -> bytes:
    """A picture that carries a place, a serial number, a maker's name and a colour profile."""
    image = quarters(400, 300)
    profile = srgb_profile()
    if kind == "jpeg":
        data = saved(image, kind, exif=exif(gps=True), icc_profile=profile, xmp=XMP, comment=b"Jane Maker")
        iptc = b"Photoshop 3.0\x008BIM\x04\x04\x00\x00\x00\x00\x00\x10\x1c\x02\x50\x00\x0bSERIAL-4711"
        return data[:2] + b"\xff\xed" + struct.pack(">H", len(iptc) + 2) + iptc + data[2:]
    if kind == "png":
        from PIL.PngImagePlugin import PngInfo

        text = PngInfo()
        text.add_text("Author", "Jane Maker SERIAL-4711")
        text.add_itxt("XML:com.adobe.xmp", XMP.decode())
        return saved(image, kind, exif=exif(gps=True), icc_profile=profile, pnginfo=text)
    return saved(image, kind, exif=exif(gps=True), icc_profile=profile, xmp=XMP)
