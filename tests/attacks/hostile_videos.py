"""Videos that strangers might send on purpose: cut, bent, lying about themselves, or something else in disguise."""

import random
import struct
from collections.abc import Callable, Iterator
from typing import Final

from tests import pictures, videos

KINDS: Final = ("mp4", "mov", "webm", "mkv")
DAMAGES: Final = 24
"""Of each kind: cuts, flipped bits, holes, repeated stretches and boxes that lie about their length, in turns."""
Maker = Callable[[], bytes]


def honest(kind: str) -> bytes:
    match kind:
        case "webm":
            return videos.clip(160, 90, 1, codec="libvpx-vp9", container="webm", sound="libopus")
        case "mkv":
            return videos.clip(160, 90, 1, container="mkv", sound="")
        case "mov":
            return videos.clip(160, 90, 1, container="mov", extra=("-movflags", "+faststart"))
    return videos.clip(160, 90, 1)


def damaged(kind: str) -> Iterator[bytes]:
    chance = random.Random(f"vitrine {kind}")
    for number in range(DAMAGES):
        yield _DAMAGES[number % len(_DAMAGES)](bytearray(honest(kind)), chance)


def _cut(data: bytearray, chance: random.Random) -> bytes:
    return bytes(data[: chance.randrange(40, len(data))])


def _flipped(data: bytearray, chance: random.Random) -> bytes:
    for _ in range(chance.choice((1, 8, 60))):
        data[chance.randrange(32, len(data))] ^= 1 << chance.randrange(8)
    return bytes(data)


def _flipped_in_the_index(data: bytearray, chance: random.Random) -> bytes:
    at = max(data.find(b"moov"), 40)
    for _ in range(12):
        data[chance.randrange(at, min(at + 1500, len(data)))] ^= 1 << chance.randrange(8)
    return bytes(data)


def _holed(data: bytearray, chance: random.Random) -> bytes:
    at = chance.randrange(40, len(data))
    data[at : at + 400] = bytes(len(data[at : at + 400]))
    return bytes(data)


def _repeated(data: bytearray, chance: random.Random) -> bytes:
    at = chance.randrange(40, len(data))
    return bytes(data[:at] + data[at : at + 2000] * 20 + data[at:])


def _long_number(data: bytearray, chance: random.Random) -> bytes:
    at = chance.randrange(40, len(data) - 8)
    data[at : at + 4] = chance.choice((b"\xff\xff\xff\xff", b"\x7f\xff\xff\xff", b"\0\0\0\0", b"\0\0\0\1"))
    return bytes(data)


_DAMAGES: Final = (_cut, _flipped, _flipped_in_the_index, _holed, _repeated, _long_number)


def lying() -> dict[str, Maker]:
    """MP4 files whose headers promise what the rest does not keep."""
    return {
        "endless duration": lambda: _told(b"mvhd", 16, struct.pack(">II", 1, 0xFFFFFFFF)),
        "a second of no length": lambda: _told(b"mvhd", 16, struct.pack(">I", 0)),
        "two thousand million samples": lambda: _told(b"stsz", 8, struct.pack(">II", 0, 0x7FFFFFFF)),
        "samples of a gigabyte": lambda: _told(b"stsz", 8, struct.pack(">I", 0x40000000)),
        "chunks behind the end": lambda: _told(b"stco", 8, struct.pack(">I", 0xFFFFFFF0)),
        "chunks without end": lambda: _told(b"stsc", 8, struct.pack(">III", 1, 0x7FFFFFFF, 1)),
        "samples that last for years": lambda: _told(b"stts", 8, struct.pack(">II", 1, 0x7FFFFFFF)),
        "a track 65535 pixels wide": lambda: _told(b"avc1", 28, struct.pack(">HH", 0xFFFF, 0xFFFF)),
        "a decoder's header of noise": lambda: _told(b"avcC", 4, bytes(range(200, 240))),
        "boxes in boxes in boxes": lambda: honest("mp4")[:32] + _nested(900),
        "a box longer than the file": lambda: honest("mp4") + struct.pack(">I4s", 0x7FFFFFFF, b"moov"),
        "a box of no length": lambda: honest("mp4")[:32] + struct.pack(">I4s", 1, b"moov") + bytes(8),
        "data in another file": _data_elsewhere,
    }


def _told(box: bytes, after: int, value: bytes) -> bytes:
    data = bytearray(honest("mp4"))
    at = data.find(box) + after
    data[at : at + len(value)] = value
    return bytes(data)


def _nested(depth: int) -> bytes:
    inner = b""
    for _ in range(depth):
        inner = struct.pack(">I4s", len(inner) + 8, b"moov") + inner
    return inner


def _data_elsewhere() -> bytes:
    """QuickTime lets a track keep its samples in a file that the `dref` box names."""
    data = bytearray(honest("mov"))
    at = data.find(b"dref")
    entry = data.find(b"url ", at)
    if entry < 0:
        entry = data.find(b"alis", at)
    data[entry : entry + 4] = b"url "
    data[entry + 7] = 0
    return bytes(data)


def disguises(secret_path: str, url: str) -> dict[str, bytes]:
    """What would have the decoder open `secret_path` or `url`, bare and behind the first bytes of a video."""
    bare = {
        "playlist of a file": f"#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:9,\nfile://{secret_path}\n#EXT-X-ENDLIST\n",
        "playlist of an address": f"#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:9,\n{url}/a.ts\n#EXT-X-ENDLIST\n",
        "playlist of joined files": f"#EXTM3U\n#EXTINF:9,\nconcat:{url}/head|file://{secret_path}\n#EXT-X-ENDLIST\n",
        "playlist of a part": f"#EXTM3U\n#EXTINF:9,\nsubfile,,start,0,end,999,,:{secret_path}\n#EXT-X-ENDLIST\n",
        "playlist of playlists": f"#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=9\n{url}/index.m3u8\n",
        "playlist with a key": f'#EXTM3U\n#EXT-X-KEY:METHOD=AES-128,URI="file://{secret_path}"\n#EXTINF:9,\n{url}/a.ts\n',
        "playlist with a map": f'#EXTM3U\n#EXT-X-MAP:URI="file://{secret_path}"\n#EXTINF:9,\n{url}/a.m4s\n',
        "ffconcat": f"ffconcat version 1.0\nfile {secret_path}\nfile {url}/a.mp4\n",
        "DASH": "<?xml version='1.0'?><MPD xmlns='urn:mpeg:dash:schema:mpd:2011' type='static'><Period>"
        f"<BaseURL>{url}/</BaseURL><AdaptationSet><Representation id='1' bandwidth='9'><BaseURL>a.mp4</BaseURL>"
        "</Representation></AdaptationSet></Period></MPD>",
        "DASH with an entity": f'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b SYSTEM "file://{secret_path}">]><MPD>&b;</MPD>',
        "SDP": "v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nt=0 0\nm=video 5004 RTP/AVP 96\n",
        "RTSP link": f"[Reference]\nRef1={url}/a\n",
        "ASX": f"<asx version='3'><entry><ref href='{url}/a'/></entry></asx>",
        "SVG": f"<svg xmlns='http://www.w3.org/2000/svg'><image href='file://{secret_path}'/></svg>",
        "image sequence": f"{secret_path}%03d.png\n",
        "subtitle script": f"[Script Info]\nAudio File: {secret_path}\n",
    }
    found = {name: text.encode() for name, text in bare.items()}
    heads = {"MP4": honest("mp4")[:32], "MKV": honest("mkv")[:64], "old QuickTime": b"\0\0\0\x08wide"}
    for name, text in list(found.items())[:10]:
        for kind, head in heads.items():
            found[f"{name} behind {kind}"] = head + text
    return found


def strangers() -> dict[str, Maker]:
    """Honest files of kinds that are not taken: containers and codecs whose decoders few people look after."""
    return {
        "AVI with subtitles": lambda: videos.clip(160, 90, 1, container="avi", sound="libmp3lame"),
        "MPEG transport stream": lambda: videos.clip(160, 90, 1, container="ts"),
        "FLV": lambda: videos.clip(160, 90, 1, container="flv", sound=""),
        "Ogg": lambda: videos.clip(160, 90, 1, container="ogv", codec="libtheora", sound=""),
        "MagicYUV": lambda: videos.clip(160, 90, 1, codec="magicyuv", container="mkv", sound=""),
        "FFV1": lambda: videos.clip(160, 90, 1, codec="ffv1", container="mkv", sound=""),
        "raw pictures": lambda: videos.clip(160, 90, 1, codec="rawvideo", container="mkv", sound=""),
        "PNG pictures": lambda: videos.clip(64, 64, 1, codec="png", container="mov", pixels="rgb24", sound=""),
        "Motion JPEG": lambda: videos.clip(64, 64, 1, codec="mjpeg", container="mov", pixels="yuvj420p", sound=""),
        "ProRes": lambda: videos.clip(64, 64, 1, codec="prores", container="mov", pixels="yuv422p10le", sound=""),
        "HuffYUV": lambda: videos.clip(64, 64, 1, codec="ffvhuff", container="mkv", pixels="yuv422p", sound=""),
        "MPEG-4 Visual": lambda: videos.clip(64, 64, 1, codec="mpeg4", sound=""),
        "a picture in front": lambda: pictures.jpeg()[:-2] + honest("mp4"),
        "a script behind": lambda: b"<script>alert(1)</script>" + honest("webm"),
    }
