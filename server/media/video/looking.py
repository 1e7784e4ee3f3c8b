"""Looks at a video from a stranger: the forced demuxer, allow-listed decoders, headers first, one frame last.

Runs in the child alone.
"""

from fractions import Fraction
from io import FileIO
from typing import Final, NamedTuple

import av

# PyAV imports these at first need, when no file can be opened any more.
import av.audio.codeccontext
import av.subtitles.codeccontext
import av.subtitles.stream
import av.video.codeccontext
from av.audio.stream import AudioStream
from av.container import InputContainer
from av.stream import Disposition
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from server.media.refusals import Refusal
from server.media.video import structure
from server.media.video.formats import AUDIO_CODECS, DECODERS, DEMUXERS, VIDEO_CODECS
from server.media.video.wire import Probed, ProbeTask

STREAMS_MAX: Final = 16
VIDEOS_MAX: Final = 1
SOUNDS_MAX: Final = 4
SIDE_MIN: Final = 16
SIDE_MAX: Final = 8192
RATE_MAX: Final = 1000
USUAL_RATE: Final = 60
FRAME_TRIES: Final = 50
"""Packets that may go by before the first frame."""
HDR_TRANSFERS: Final = frozenset({16, 18})
"""PQ and HLG in ITU-T H.273."""
MATRICES: Final = {1: "bt709", 4: "fcc", 5: "bt470bg", 6: "smpte170m", 7: "smpte240m", 9: "bt2020nc", 10: "bt2020c"}
HD_SIDE: Final = 720
"""From this short side on, colours that say nothing of themselves are taken for those of HD."""


class Refused(Exception):
    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal)
        self.refusal = refusal


class Extent(NamedTuple):
    seconds: float
    rate: float


def look_at(file: FileIO, task: ProbeTask) -> Probed:
    """Raises `Refused`, and what PyAV raises for damage."""
    if refusal := structure.refusal_of(file, task.kind):
        raise Refused(refusal)
    container = av.open(
        file,
        mode="r",
        format=DEMUXERS[task.kind],
        metadata_errors="replace",
        options={"max_pixels": str(task.max_pixels), "threads": "1"},
        container_options={"protocol_whitelist": "none", "codec_whitelist": ",".join(DECODERS)},
    )
    picture, sound = _choose(container)
    _check_size(picture.codec_context.width, picture.codec_context.height, task.max_pixels)
    extent = _extent(container, picture, task.max_seconds)
    _check_extent(extent, picture, task)
    frame = _first_frame(container, picture, task.max_pixels)
    _check_size(frame.width, frame.height, task.max_pixels)
    width, height = _shown(frame, picture)
    matrix = MATRICES.get(int(frame.colorspace)) or ("bt709" if min(width, height) >= HD_SIDE else "smpte170m")
    return Probed(
        kind=task.kind,
        width=width,
        height=height,
        seconds=extent.seconds,
        rate=extent.rate,
        picture=picture.index,
        sound=sound.index if sound else None,
        codec=picture.codec_context.codec.canonical_name,
        hdr=int(frame.color_trc) in HDR_TRANSFERS,
        matrix=matrix,
    )


def _choose(container: InputContainer) -> tuple[VideoStream, AudioStream | None]:
    """The only picture and the first sound that can be read."""
    covers = Disposition.attached_pic
    videos = [stream for stream in container.streams.video if not stream.disposition & covers]
    sounds = list(container.streams.audio)
    if len(container.streams) > STREAMS_MAX or len(videos) > VIDEOS_MAX or len(sounds) > SOUNDS_MAX:
        raise Refused("video-tracks")
    if not videos:
        raise Refused("video-no-picture" if sounds else "video-unreadable")
    if _codec_of(videos[0]) not in VIDEO_CODECS:
        raise Refused("video-codec")
    known = [stream for stream in sounds if _codec_of(stream) in AUDIO_CODECS]
    if sounds and not known:
        raise Refused("video-codec")
    return videos[0], known[0] if known else None


def _codec_of(stream: VideoStream | AudioStream) -> str:
    """Empty for a format without a decoder."""
    context = stream.codec_context
    return context.codec.canonical_name if context is not None else ""


def _check_size(width: int, height: int, max_pixels: int) -> None:
    if width * height > max_pixels or max(width, height) > SIDE_MAX:
        raise Refused("video-too-large")
    if min(width, height) < SIDE_MIN:
        raise Refused("video-too-small")


def _extent(container: InputContainer, picture: VideoStream, max_seconds: float) -> Extent:
    """From the headers; where they are silent, as in recordings of browsers, from the packets themselves."""
    base = picture.time_base or Fraction(1, 1000)
    seconds = float(picture.duration * base) if picture.duration else (container.duration or 0) / av.time_base
    rate = float(picture.average_rate or picture.guessed_rate or 0)
    if seconds > 0 and rate > 0:
        return Extent(seconds, rate)
    first = last = None
    count = 0
    for packet in container.demux(picture):
        if packet.pts is None:
            continue
        first = packet.pts if first is None else min(first, packet.pts)
        last = max(last or first, packet.pts + (packet.duration or 0))
        count += 1
        if (last - first) * base > max_seconds + 1:
            break
    container.seek(0)
    seconds = float((last - first) * base) if first is not None and last is not None else 0
    return Extent(seconds, count / seconds if seconds else 0)


def _check_extent(extent: Extent, picture: VideoStream, task: ProbeTask) -> None:
    if extent.seconds > task.max_seconds:
        raise Refused("video-too-long")
    if extent.seconds < task.min_seconds:
        raise Refused("video-too-short")
    if not 0 < extent.rate <= RATE_MAX:
        raise Refused("video-unreadable")
    frames = max(picture.frames, extent.seconds * extent.rate)
    pixels = picture.codec_context.width * picture.codec_context.height
    if frames * pixels > task.max_seconds * USUAL_RATE * task.max_pixels:
        raise Refused("video-too-large")


def _first_frame(container: InputContainer, picture: VideoStream, max_pixels: int) -> VideoFrame:
    picture.codec_context.options = {"max_pixels": str(max_pixels)}
    picture.codec_context.thread_count = 1
    for _, packet in zip(range(FRAME_TRIES), container.demux(picture), strict=False):
        for frame in packet.decode():
            if isinstance(frame, VideoFrame):
                return frame
    raise Refused("video-unreadable")


def _shown(frame: VideoFrame, picture: VideoStream) -> tuple[int, int]:
    """Upright, with square pixels."""
    aspect = picture.sample_aspect_ratio or Fraction(1)
    width, height = frame.width, frame.height
    if aspect > 0 and Fraction(1, 10) <= aspect <= 10:
        width = max(SIDE_MIN, round(width * aspect))
    return (height, width) if frame.rotation % 180 else (width, height)
