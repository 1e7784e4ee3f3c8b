"""Makes the files that people send to break picture decoders: lies, bombs, disguises, damage. None is kept on disk."""

import io
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator

from PIL import Image

from tests.media import pictures

SCRIPT = b"<script>alert('polyglot')</script>"


def corpus() -> dict[str, Callable[[], bytes]]:
    """Name -> maker. Every one must be refused with one of the names in `server/media/refusals.py`."""
    return {
        **{f"half a {kind}": lambda kind=kind: half(kind) for kind in ("jpeg", "png", "webp", "gif", "heic", "avif")},  # type: ignore[misc]
        **{f"the start of a {kind}": lambda kind=kind: honest(kind)[:40] for kind in KINDS},  # type: ignore[misc]
        "zero bytes": lambda: b"",
        "one byte": lambda: b"\xff",
        "a megabyte of zeros": lambda: bytes(1024 * 1024),
        "50000 x 50000 png": lambda: png_bomb(50_000, 50_000),
        "png that lies about its size": lambda: png_bomb(50_000, 50_000, told=(60_000, 60_000)),
        "png of one column": lambda: png_bomb(1, 200_000_000, rows=10),
        "png of size zero": lambda: png_bomb(10, 10, told=(0, 10)),
        "png of the largest size": lambda: png_bomb(8, 8, told=(2**31 - 1, 2**31 - 1)),
        "50000 x 50000 gif": lambda: gif(50_000, 50_000, (50_000, 50_000)),
        "gif with a frame larger than its screen": lambda: gif(10, 10, (60_000, 60_000)),
        "gif with a far-off frame": lambda: gif(10, 10, (10, 10), at=(65_000, 65_000)),
        "gif without a frame": lambda: b"GIF89a" + struct.pack("<HHBBB", 9, 9, 0, 0, 0) + b";",
        "16383 x 16383 webp": lambda: webp_lossless_header(16_383, 16_383),
        "webp that lies about its canvas": webp_canvas_lie,
        "jpeg that says 65500 x 65500": lambda: jpeg_saying(65_500, 65_500),
        "jpeg that says 0 x 0": lambda: jpeg_saying(0, 0),
        "jpeg without its data": lambda: honest("jpeg")[:700],
        "avif that says 40000 x 40000": lambda: heif_saying("avif", 40_000, 40_000),
        "heic that says 40000 x 40000": lambda: heif_saying("heic", 40_000, 40_000),
        "heif box that never ends": lambda: struct.pack(">I", 0xFFFFFFF0) + b"ftypheic" + bytes(200),
        "svg": lambda: SVG,
        "svg behind a byte order mark": lambda: b"\xef\xbb\xbf" + SVG,
        "mvg": lambda: b"push graphic-context\nviewbox 0 0 640 480\nfill 'url(https://127.0.0.1/x.jpg\"|ls \"-la)'\n",
        "msl": lambda: b'<?xml version="1.0"?><image><read filename="/etc/passwd"/><write filename="/tmp/x"/></image>',
        "postscript": lambda: b"%!PS-Adobe-3.0\n(/etc/passwd) (r) file\n" + bytes(100),
        "pdf": lambda: (
            b"%PDF-1.7\n1 0 obj<</Type/Catalog/OpenAction<</S/JavaScript/JS(app.alert(1))>>>>endobj\n" + bytes(100)
        ),
        "playlist": lambda: b"#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXTINF:2,\nfile:///etc/passwd\n#EXT-X-ENDLIST\n",
        "playlist of another address": lambda: b"#EXTM3U\n#EXTINF:2,\nhttp://169.254.169.254/latest/meta-data/\n",
        "dash manifest": lambda: b'<?xml version="1.0"?><MPD><BaseURL>http://169.254.169.254/</BaseURL></MPD>',
        "concat script": lambda: b"ffconcat version 1.0\nfile /etc/passwd\n",
        "tiff": lambda: pictures.saved(pictures.quarters(20, 20), "tiff"),
        "bmp": lambda: pictures.saved(pictures.quarters(20, 20), "bmp"),
        "icon": lambda: pictures.saved(pictures.quarters(32, 32), "ico"),
        "portable pixmap": lambda: b"P6 100000 100000 255\n" + bytes(1000),
        "radiance": lambda: b"#?RADIANCE\nFORMAT=32-bit_rle_rgbe\n\n-Y 50000 +X 50000\n" + bytes(100),
        "openexr": lambda: b"\x76\x2f\x31\x01" + bytes(200),
        "jpeg 2000": lambda: b"\x00\x00\x00\x0cjP  \r\n\x87\n" + bytes(200),
        "jpeg xl": lambda: b"\x00\x00\x00\x0cJXL \r\n\x87\n" + bytes(200),
        "zip": zip_file,
        "html": lambda: b"<!doctype html><html>" + SCRIPT + b"</html>",
        "program": lambda: b"\x7fELF\x02\x01\x01" + bytes(300),
        "mp4 film": lambda: struct.pack(">I", 24) + b"ftypisom\x00\x00\x02\x00isommp41" + bytes(300),
        "webp that is a sound": lambda: b"RIFF\x24\x00\x00\x00WAVEfmt " + bytes(40),
        "gif that is a program": lambda: b"GIF89a/*" + bytes(2) + b"*/=1;alert('polyglot');" + bytes(64),
        "endless gif": lambda: gif(4000, 4000, (4000, 4000), data=b"\x08" + b"\xff" * 256 * 200),
    }


def polyglots() -> dict[str, Callable[[], bytes]]:
    """Real pictures that carry something else: shown as pictures, and nothing of the rest may come through."""
    return {
        "jpeg and html": lambda: honest("jpeg") + SCRIPT,
        "jpeg with html in its comment": lambda: pictures.saved(pictures.quarters(60, 40), "jpeg", comment=SCRIPT),
        "jpeg with php in its exif": lambda: pictures.saved(
            pictures.quarters(60, 40), "jpeg", exif=pictures.exif(1, gps=True), xmp=SCRIPT
        ),
        "png with a zip behind": lambda: honest("png") + zip_file() + SCRIPT,
        "png with script in its text": lambda: with_png_chunk(honest("png"), b"tEXt", b"Comment\x00" + SCRIPT),
        "gif with script behind": lambda: honest("gif") + b"*/=1;" + SCRIPT,
        "webp with a chunk of script": lambda: with_webp_chunk(honest("webp"), b"XMP ", SCRIPT),
    }


def bombs_inside() -> dict[str, Callable[[], bytes]]:
    """Pictures with a bomb in their trimmings or right at the limits: refused or shown, but always within bounds."""
    return {
        "png with a gigabyte of profile": lambda: with_png_chunk(
            honest("png"), b"iCCP", b"x\x00\x00" + deflated(2**30)
        ),
        "png with a gigabyte of text": lambda: with_png_chunk(honest("png"), b"zTXt", b"x\x00\x00" + deflated(2**30)),
        "png with ten thousand texts": lambda: with_png_chunk(honest("png"), b"tEXt", b"k\x00v", times=10_000),
        "png of 10900 x 10900": lambda: png_bomb(10_900, 10_900, bits=8),
        "png of 10900 x 10900, interlaced": lambda: png_bomb(10_900, 10_900, interlaced=True),
        "animated png of 1000 frames": lambda: animated("png", 1000),
        "animated webp of 500 frames": lambda: animated("webp", 500),
        "gif of 3000 frames": lambda: animated("gif", 3000),
        "gif of 10900 x 10900": lambda: gif(10_900, 10_900, (10_900, 10_900)),
        "jpeg with a thousand scans": lambda: many_scans(1000),
        "jpeg with nested thumbnails": lambda: pictures.saved(
            pictures.quarters(60, 40), "jpeg", exif=b"Exif\x00\x00" + honest("jpeg")[:60_000]
        ),
        "jpeg with a profile of rubbish": lambda: pictures.saved(
            pictures.quarters(60, 40), "jpeg", icc_profile=b"\xff" * 500_000
        ),
        "avif that says 10 x 10": lambda: heif_saying("avif", 10, 10),
        "heic that says 10 x 10": lambda: heif_saying("heic", 10, 10),
        "webp with a huge orientation": lambda: pictures.saved(
            pictures.quarters(60, 40), "webp", exif=pictures.exif(65_535)
        ),
    }


KINDS = ("jpeg", "png", "webp", "gif", "heic", "avif")
SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><image href="file:///etc/passwd"/></svg>'


def honest(kind: str) -> bytes:
    return pictures.saved(pictures.quarters(240, 160), kind)


def half(kind: str) -> bytes:
    image = pictures.opened(pictures.photo(500, 400))
    data = pictures.saved(image, kind)
    return data[: len(data) // 2]


def damaged(kind: str, seed: int) -> Iterator[bytes]:
    """The same picture with ever other bytes wrong."""
    import random

    chance = random.Random(seed)
    whole = pictures.saved(pictures.opened(pictures.photo(160, 120)), kind)
    while True:
        data = bytearray(whole)
        for _ in range(chance.choice((1, 3, 20, 200))):
            data[chance.randrange(12, len(data))] = chance.randrange(256)
        if chance.random() < 0.2:
            del data[chance.randrange(len(data)) :]
        yield bytes(data)


def png_chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png_bomb(
    width: int,
    height: int,
    *,
    told: tuple[int, int] | None = None,
    bits: int = 1,
    rows: int | None = None,
    interlaced: bool = False,
) -> bytes:
    """Grey and black all over, `rows` of it (all, unless told), behind a header that may say otherwise."""
    header = struct.pack(">IIBBBBB", *(told or (width, height)), bits, 0, 0, 0, int(interlaced))
    row = bytes(1 + (width * bits + 7) // 8)
    body = deflated(len(row) * (height if rows is None else rows) * (2 if interlaced else 1))
    return b"\x89PNG\r\n\x1a\n" + png_chunk(b"IHDR", header) + png_chunk(b"IDAT", body) + png_chunk(b"IEND", b"")


def deflated(zeros: int) -> bytes:
    """A zlib stream of so many zeros in a thousandth of the room: one compressed block of them, over and over."""
    block = bytes(1024 * 1024)
    packer = zlib.compressobj(9, wbits=-15)
    packed = packer.compress(block) + packer.flush(zlib.Z_FULL_FLUSH)
    rest = zlib.compressobj(9, wbits=-15)
    ending = rest.compress(block[: zeros % len(block)]) + rest.flush()
    # Adler-32 of nothing but zeros: its low half stays 1, its high half counts them.
    checksum = struct.pack(">HH", zeros % 65_521, 1)
    return b"\x78\xda" + packed * (zeros // len(block)) + ending + checksum


def with_png_chunk(data: bytes, kind: bytes, content: bytes, times: int = 1) -> bytes:
    after_header = 33
    return data[:after_header] + png_chunk(kind, content) * times + data[after_header:]


def with_webp_chunk(data: bytes, kind: bytes, content: bytes) -> bytes:
    content += b"\x00" * (len(content) % 2)
    body = data[8:] + kind + struct.pack("<I", len(content)) + content
    return b"RIFF" + struct.pack("<I", len(body)) + body


def gif(
    width: int, height: int, frame: tuple[int, int], *, at: tuple[int, int] = (0, 0), data: bytes | None = None
) -> bytes:
    """One frame of one colour; its compressed data ends at once unless other is given."""
    screen = b"GIF89a" + struct.pack("<HHBBB", width, height, 0x80, 0, 0) + b"\x00\x00\x00\xff\xff\xff"
    descriptor = b"," + struct.pack("<HHHHB", *at, *frame, 0)
    pixels = b"\x02\x02\x44\x01\x00" if data is None else data[:1] + blocks(data[1:]) + b"\x00"
    return screen + descriptor + pixels + b";"


def blocks(data: bytes) -> bytes:
    return b"".join(bytes([len(data[at : at + 255])]) + data[at : at + 255] for at in range(0, len(data), 255))


def webp_lossless_header(width: int, height: int) -> bytes:
    bits = (width - 1) | (height - 1) << 14
    body = b"\x2f" + struct.pack("<I", bits) + bytes(64)
    chunk = b"VP8L" + struct.pack("<I", len(body)) + body + b"\x00" * (len(body) % 2)
    return b"RIFF" + struct.pack("<I", 4 + len(chunk)) + b"WEBP" + chunk


def webp_canvas_lie() -> bytes:
    """A canvas of 10 x 10 around a bitstream of 16383 x 16383."""
    inner = webp_lossless_header(16_383, 16_383)[12:]
    canvas = b"VP8X" + struct.pack("<I", 10) + bytes(4) + (9).to_bytes(3, "little") + (9).to_bytes(3, "little")
    body = b"WEBP" + canvas + inner
    return b"RIFF" + struct.pack("<I", len(body)) + body


def jpeg_saying(width: int, height: int) -> bytes:
    data = bytearray(honest("jpeg"))
    at = data.index(b"\xff\xc0") + 5
    data[at : at + 4] = struct.pack(">HH", height, width)
    return bytes(data)


def heif_saying(kind: str, width: int, height: int) -> bytes:
    """Overwrites every `ispe` box: the size that a reader learns before it decodes."""
    data = bytearray(honest(kind))
    at = data.find(b"ispe")
    assert at > 0
    while at > 0:
        data[at + 8 : at + 16] = struct.pack(">II", width, height)
        at = data.find(b"ispe", at + 4)
    return bytes(data)


def many_scans(times: int) -> bytes:
    """A progressive JPEG whose last scan comes again and again: a little file that takes long."""
    data = pictures.saved(pictures.opened(pictures.photo(1600, 1600)).convert("L"), "jpeg", progressive=True)
    last = data.rindex(b"\xff\xda")
    return data[:-2] + data[last:-2] * times + b"\xff\xd9"


def animated(kind: str, frames: int) -> bytes:
    images = [Image.new("RGB", (64, 64), (i % 256, i // 256 * 30 % 256, 90)) for i in range(frames)]
    return pictures.saved(images[0], kind, save_all=True, append_images=images[1:], duration=20, loop=0)


def zip_file() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("../../evil.html", SCRIPT)
    return out.getvalue()
