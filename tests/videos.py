"""Tiny videos for tests, made by ffmpeg when first needed: a moving test card and a tone."""

import subprocess
import tempfile
from functools import lru_cache
from pathlib import Path

import imageio_ffmpeg

PLACE = "+50.0755+014.4378/"
"""Where the clip with metadata says that it was taken."""


def clip(
    width: int = 320,
    height: int = 180,
    seconds: float = 2,
    rate: str = "30",
    *,
    codec: str = "libx264",
    pixels: str = "yuv420p",
    container: str = "mp4",
    sound: str = "aac",
    extra: tuple[str, ...] = (),
    picture_filter: str = "",
    level: float = 0.05,
) -> bytes:
    """A video of this kind. `sound` names an encoder, or is empty; `level` is the loudness of its tone, 0 to 1."""
    words = ["-f", "lavfi", "-i", f"testsrc2=size={width}x{height}:rate={rate}:duration={seconds}"]
    if sound:
        words += ["-f", "lavfi", "-i", f"sine=frequency=440:sample_rate=48000:duration={seconds},volume={level * 8}"]
    if picture_filter:
        words += ["-vf", picture_filter]
    fast = {"libx264": ("-preset", "ultrafast"), "libx265": ("-preset", "ultrafast", "-x265-params", "log-level=none")}
    fast |= {"libvpx": ("-deadline", "realtime", "-cpu-used", "8", "-b:v", "300k")}
    fast |= {"libvpx-vp9": fast["libvpx"], "libsvtav1": ("-preset", "12", "-svtav1-params", "tile-columns=0")}
    words += ["-c:v", codec, *fast.get(codec, ()), "-pix_fmt", pixels]
    if sound:
        words += ["-c:a", sound]
    return made(tuple(words) + extra, container)


def phone() -> bytes:
    """A portrait video as a phone stores it: lying on its side with a note to turn it, told place and maker."""
    lying = clip(320, 180, 2, extra=("-metadata", "title=not yet turned"))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "lying.mp4"
        path.write_bytes(lying)
        told = ("-metadata", f"location={PLACE}", "-metadata", "make=Pear", "-metadata", "title=secret garden")
        return made(("-display_rotation", "90", "-i", str(path), "-c", "copy", *told), "mov")


def variable_rate() -> bytes:
    """Frames at moments that no constant rate explains."""
    uneven = "select='not(mod(n,3))+lt(mod(n,20),8)'"
    return clip(seconds=3, picture_filter=uneven, extra=("-fps_mode", "vfr"))


def quarters() -> bytes:
    """Red, green / blue, yellow, so that a video tells which way is up."""
    sources = [f"color={name}:s=160x90:r=30:d=2[{name}]" for name in ("red", "lime", "blue", "yellow")]
    stacks = "[red][lime]hstack[top];[blue][yellow]hstack[bottom];[top][bottom]vstack"
    graph = ";".join([*sources, stacks])
    return made(("-f", "lavfi", "-i", graph, "-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv444p"), "mp4")


def hdr() -> bytes:
    """HLG as phones record it."""
    told = "setparams=color_trc=arib-std-b67:colorspace=bt2020nc:color_primaries=bt2020:range=tv"
    return clip(codec="libx265", pixels="yuv420p10le", picture_filter=f"format=yuv420p10le,{told}")


def live_recording() -> bytes:
    """As browsers record: no duration, no length, nothing to seek by."""
    return clip(codec="libvpx", container="webm", sound="libopus", extra=("-live", "1"))


def long_sound() -> bytes:
    """The sound goes on for four seconds after the picture has ended."""
    card = ("-f", "lavfi", "-i", "testsrc2=size=160x90:rate=30:duration=2")
    tone = ("-f", "lavfi", "-i", "sine=duration=6")
    return made((*card, *tone, "-c:v", "libx264", "-preset", "ultrafast", "-c:a", "aac"), "mkv")


def sound_only() -> bytes:
    return made(("-f", "lavfi", "-i", "sine=duration=2", "-c:a", "aac"), "mp4")


def two_pictures() -> bytes:
    card = ("-f", "lavfi", "-i", "testsrc2=size=160x90:rate=30:duration=1")
    return made((*card, *card, "-map", "0", "-map", "1", "-c:v", "libx264", "-preset", "ultrafast"), "mp4")


def dark_then_bright(seconds: float = 3) -> bytes:
    """Black for a second, then the test card; a key frame each half second."""
    return clip(seconds=seconds, picture_filter="fade=in:st=1:d=0.1", extra=("-g", "15"))


@lru_cache(maxsize=64)
def made(words: tuple[str, ...], container: str) -> bytes:
    """What ffmpeg makes of these arguments."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"clip.{container}"
        command = [imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", "-y", "-nostdin", *words, str(path)]
        done = subprocess.run(command, capture_output=True, timeout=120)
        assert done.returncode == 0, done.stderr.decode()[-1000:]
        return path.read_bytes()
