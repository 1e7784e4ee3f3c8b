"""ffmpeg's arguments: lists, never a shell, and no word of a user in them."""

from typing import Final

from server.media.video.formats import DECODERS, DEMUXERS
from server.media.video.ladder import SEGMENT_SECONDS, SOUND_KBITS, Plan, Rendition

ORIGINAL: Final = "original"
SOUND: Final = "sound.mp4"
POSTER: Final = "poster.png"
STRIP: Final = "strip.webp"
WHOLE: Final = "whole.mp4"
FILE: Final = "video.mp4"
POSTER_WIDTH: Final = 1440
POSTER_SECONDS: Final = 12
POSTER_FRAMES: Final = 6
DARK: Final = 32
"""Average luma (16 is black) up to which a frame makes no poster."""
CRF: Final = 23
AAC_DELAY: Final = "-0.021333"
"""Seconds by which the encoder's first packet, 1024 samples of nothing, comes before the sound."""
LOUDNESS: Final = "loudnorm=I=-14:TP=-1.5:LRA=11"
SHRINK: Final = "flags=bilinear"
"""A triangle over all source pixels when shrinking; a third cheaper than bicubic."""
TONEMAP: Final = (
    "zscale=t=linear:npl=203:p=bt709,format=gbrpf32le,tonemap=tonemap=mobius:desat=0,"
    "zscale=t=bt709:m=bt709:r=tv,format=yuv420p"
)
"""HDR to SDR with the reference white of ITU-R BT.2408, 203 cd/m²."""
TURNS: Final = {0: (), 90: ("transpose=clock",), 180: ("hflip", "vflip"), 270: ("transpose=cclock",)}
QUIET: Final = ("-hide_banner", "-nostdin", "-loglevel", "error", "-y")
BARE: Final = ("-map_metadata", "-1", "-map_chapters", "-1", "-sn", "-dn")


def of_pass(plan: Plan, one: tuple[Rendition, ...], *, threads: int, preset: str, tonemap: bool) -> list[str]:
    """One decode, every rendition of the pass into `<name>/`, with the strip in the first pass.

    The first pass also encodes the sound; the second copies it out of `SOUND`, the lowest rendition as one file.
    """
    first = one == plan.passes[0]
    heard = plan.found.sound is not None
    graph = [*_pictures(plan, one, tonemap=tonemap, strip=first)]
    sound_in: list[str] = []
    sound_out: list[str] = []
    if heard and first:
        graph.append(f"[0:{plan.found.sound}]{_sound()}[sound]")
        sound_out = ["-map", "[sound]", "-c:a", "aac", "-b:a", f"{SOUND_KBITS}k"]
    elif heard:
        sound_in = [*_ours(), "-itsoffset", AAC_DELAY, "-i", f"file:{SOUND}"]
        sound_out = ["-map", "1:a:0", "-c:a", "copy"]
    skip = ["-skip_loop_filter", "all"] if plan.rough(one) else []
    return [
        *QUIET,
        *("-nostats", "-progress", "pipe:1"),
        *("-filter_complex_threads", str(threads if plan.found.hdr else 1)),
        *skip,
        # Threads cost time of their own, and the encoders run beside the decoder anyway.
        *_stranger(plan, max(1, threads // (len(one) + 1))),
        *sound_in,
        *("-filter_complex", ";".join(graph)),
        *(word for rendition in one for word in ("-map", f"[v{rendition.name}]")),
        *_encoders(plan, one, threads=threads, preset=preset),
        *sound_out,
        *("-t", f"{plan.seconds:.3f}", "-shortest"),
        *BARE,
        *("-f", "tee", "|".join(_hls(place, rendition, heard) for place, rendition in enumerate(one))),
        *(_strip_out() if first else ()),
    ]


def of_poster(plan: Plan, *, tonemap: bool, thorough: bool) -> list[str]:
    """The most typical of the first frames that are not dark, as PNG.

    Only key frames are looked at. `thorough` takes the very first frame, for videos that have no other.
    """
    width = min(plan.width, POSTER_WIDTH)
    height = max(1, round(plan.height * width / plan.width))
    chain = [*_upright(plan), *_coloured(plan, width, height, tonemap=tonemap)]
    if not thorough:
        chain += [
            "signalstats",
            f"metadata=mode=select:key=lavfi.signalstats.YAVG:value={DARK}:function=greater",
            f"thumbnail=n={POSTER_FRAMES}",
        ]
    return [
        *QUIET,
        *(() if thorough else ("-skip_frame", "nokey")),
        *("-t", str(POSTER_SECONDS)),
        *_stranger(plan, 1),
        *("-map", f"0:{plan.found.picture}", "-vf", ",".join(chain), "-frames:v", "1", *BARE),
        *("-c:v", "png", "-compression_level", "1", "-f", "image2", "-update", "1", f"file:{POSTER}"),
    ]


def of_file() -> list[str]:
    """`WHOLE`, the fragments of one rendition as one file, into an MP4 that plays while it loads."""
    return [
        *QUIET,
        *(*_ours(), "-i", f"file:{WHOLE}", "-map", "0", "-c", "copy", *BARE),
        *("-movflags", "+faststart", "-f", "mp4", f"file:{FILE}"),
    ]


def _stranger(plan: Plan, threads: int) -> list[str]:
    return [
        *("-protocol_whitelist", "file", "-codec_whitelist", ",".join(DECODERS)),
        *("-max_pixels", str(max(plan.found.width * plan.found.height, 16) * 4)),
        *("-threads", str(threads), "-f", DEMUXERS[plan.found.kind], "-i", f"file:{ORIGINAL}"),
    ]


def _ours() -> list[str]:
    return ["-protocol_whitelist", "file", "-codec_whitelist", "h264,aac", "-f", "mov"]


def _upright(plan: Plan) -> list[str]:
    """ffmpeg has turned it by its own metadata before."""
    chain = [*TURNS[plan.turn]]
    if cut := plan.cut:
        chain.append(
            f"crop=w=iw*{cut.width:.6f}:h=ih*{cut.height:.6f}:x=iw*{cut.x:.6f}:y=ih*{cut.y:.6f}",
        )
    return chain


def _coloured(plan: Plan, width: int, height: int, *, tonemap: bool) -> list[str]:
    """8 bits, 4:2:0, the colours of HD, square pixels."""
    if plan.found.hdr and tonemap:
        return [f"scale={width}:{height}:{SHRINK}", TONEMAP, "setsar=1"]
    matrices = f"in_color_matrix={plan.found.matrix}:out_color_matrix=bt709:out_range=tv"
    return [f"scale={width}:{height}:{SHRINK}:{matrices}", "format=yuv420p", "setsar=1"]


def _pictures(plan: Plan, one: tuple[Rendition, ...], *, tonemap: bool, strip: bool) -> list[str]:
    """Each rendition is scaled from the next higher one."""
    top = one[-1]
    chain = [f"fps={plan.rate}:start_time=0", *_upright(plan), *_coloured(plan, top.width, top.height, tonemap=tonemap)]
    graph: list[str] = []
    source = f"[0:{plan.found.picture}]"
    for rendition, lower in zip(reversed(one), [*reversed(one[:-1]), None], strict=True):
        out = f"[v{rendition.name}]"
        if lower is not None:
            graph.append(f"{source}{','.join([*chain, 'split'])}{out}[r{rendition.name}]")
            source, chain = f"[r{rendition.name}]", [f"scale={lower.width}:{lower.height}:{SHRINK}"]
        elif strip:
            graph.append(f"{source}{','.join([*chain, 'split'])}{out}[stills]")
        else:
            graph.append(f"{source}{','.join(chain)}{out}")
    if strip:
        still = plan.strip
        graph.append(
            f"[stills]select='gte(t\\,selected_n*{still.every})',scale={still.width}:{still.height}:{SHRINK},"
            f"tile={still.count}x1[strip]"
        )
    return graph


def _sound() -> str:
    """Stereo from the first moment on, at -14 LUFS, and silence until the picture ends."""
    return (
        "aresample=48000:async=1:first_pts=0,aformat=sample_fmts=fltp:channel_layouts=stereo,"
        f"{LOUDNESS},aresample=48000,apad"
    )


def _encoders(plan: Plan, one: tuple[Rendition, ...], *, threads: int, preset: str) -> list[str]:
    # Each encoder of a pass has a thread of its own already.
    share = max(1, threads // len(one))
    # Key frames come at every second second and never in between.
    longest = int(plan.rate * SEGMENT_SECONDS) + 2
    words = [
        *("-c:v", "libx264", "-preset", preset, "-profile:v", "high", "-pix_fmt", "yuv420p", "-crf:v", str(CRF)),
        *("-g:v", str(longest), "-sc_threshold:v", "0", "-forced-idr:v", "1", "-threads:v", str(share)),
        *("-force_key_frames:v", f"expr:gte(t,n_forced*{SEGMENT_SECONDS})", "-flags", "+global_header+cgop"),
        *("-colorspace:v", "bt709", "-color_primaries:v", "bt709", "-color_trc:v", "bt709", "-color_range:v", "tv"),
    ]
    for place, rendition in enumerate(one):
        words += [f"-maxrate:v:{place}", f"{rendition.peak}k", f"-bufsize:v:{place}", f"{2 * rendition.peak}k"]
    return words


def _hls(place: int, rendition: Rendition, heard: bool) -> str:
    """One output of ffmpeg's tee: RFC 8216 with fragmented MP4, in a folder of its own."""
    streams = f"v:{place},a" if heard else f"v:{place}"
    options = (
        "f=hls:hls_segment_type=fmp4:hls_playlist_type=vod:hls_flags=independent_segments:start_number=1"
        f":hls_time={SEGMENT_SECONDS}:hls_fmp4_init_filename=init.mp4"
        f":hls_segment_filename={rendition.name}/%05d.m4s:select=\\'{streams}\\'"
    )
    return f"[{options}]{rendition.name}/index.m3u8"


def _strip_out() -> list[str]:
    return [
        *("-map", "[strip]", "-frames:v", "1", *BARE, "-c:v", "libwebp", "-quality", "70"),
        *("-f", "image2", "-update", "1", f"file:{STRIP}"),
    ]
