"""What is read of the many things that ffmpeg could read."""

from typing import Final

from server.media.kinds import VideoKind

DEMUXERS: Final[dict[VideoKind, str]] = {"mp4": "mov", "mov": "mov", "webm": "matroska", "mkv": "matroska"}
"""Kind -> the only demuxer that ever opens it. Nothing else is tried, whatever the bytes look like."""
VIDEO_CODECS: Final = frozenset({"h264", "hevc", "vp8", "vp9", "av1"})
AUDIO_CODECS: Final = frozenset(
    {"aac", "mp3", "opus", "vorbis", "flac", "alac", "ac3", "eac3", "amr_nb", "amr_wb", "pcm_alaw", "pcm_mulaw"}
    | {f"pcm_{kind}" for kind in ("u8", "s8", "s16le", "s16be", "s24le", "s24be", "s32le", "s32be", "f32le", "f32be")}
)
"""What phones, cameras and browsers record, in the names of the formats."""
DECODERS: Final = (
    *("h264", "hevc", "vp8", "vp9", "av1", "libdav1d", "libvpx", "libvpx-vp9"),
    *("aac", "mp3", "mp3float", "opus", "libopus", "vorbis", "flac", "alac", "ac3", "eac3", "amrnb", "amrwb"),
    *sorted(codec for codec in AUDIO_CODECS if codec.startswith("pcm_")),
)
"""ffmpeg's decoders for these. Of its five hundred others none is ever opened."""
