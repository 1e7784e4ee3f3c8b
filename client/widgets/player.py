"""A video in its place: its poster until somebody wants it, then the one player of this session."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from typing import Final

import flet as ft
import flet_video as fv  # type: ignore[import-untyped]
from flet.components.hooks.use_ref import MutableRef

from client.state.stores import use_stores, watch
from shared.media import Picture, Strip, Video
from shared.ui.layout import pinned, silent
from shared.ui.on_photo import glass_button, pill, shade
from shared.ui.photo import photo
from shared.ui.press import Handler, press, use_called
from shared.ui.theme import Color, Radius, Space
from shared.ui.typography import text
from shared.ui.words import clock

_PATIENCE: Final = 3.0
_TICK: Final = 0.25
"""Seconds between two looks at the position that are shown."""
_STILL_WIDTH: Final = 112


@ft.component
def Player(
    picture: Picture,
    place: str,
    label: str,
    on_open: Handler | None,
    here: bool = True,
    contain: bool = False,
    called: int = 0,
    on_focus: Handler | None = None,
    on_blur: Handler | None = None,
) -> ft.Control:
    """`place` names it among all players. `on_open` is what pressing the poster does; without, it plays.

    `here`: it can be seen now. What moves out of sight stops. The poster takes the keyboard whenever `called` becomes
    another number than 0.
    """
    front = ft.use_ref(None)
    use_called(front, called)
    playing = watch(use_stores().playing)
    video = picture.video
    mine = playing.current == place

    def stop_when_gone() -> None:
        if not here:
            playing.stop(place)

    ft.use_effect(stop_when_gone, [here], cleanup=lambda: None)
    ft.use_effect(lambda: None, [], cleanup=lambda: playing.stop(place))

    def start() -> None:
        playing.start(place)

    if video is None:
        return ft.Container()
    if mine and here:
        return Screen(picture, video, place, label, contain, key=f"screen-{place}")
    poster = press(
        _poster(picture, contain),
        label=label,
        identifier=f"photo-{place.rpartition('-')[0]}" if here else "",
        on_press=on_open or start,
        disabled=not here,
        radius=0,
        height=None,
        on_focus=on_focus,
        on_blur=on_blur,
    )
    front.current = poster
    arrow = ft.Container(
        ft.Icon(ft.Icons.PLAY_ARROW_ROUNDED, size=36, color=Color.on_photo),
        width=64,
        height=64,
        border_radius=Radius.full,
        bgcolor=Color.photo_glass,
        alignment=ft.Alignment.CENTER,
    )
    play = press(
        arrow,
        label=f"Play video, {clock(video.seconds)}",
        identifier=f"play-{place}" if here else "",
        on_press=start,
        disabled=not here,
        radius=Radius.full,
        ink=Color.on_photo,
        width=64,
        height=64,
    )
    duration = pill(clock(video.seconds), ft.Icons.VOLUME_OFF_ROUNDED if not video.sound else None)
    return ft.Stack(
        [
            pinned(ft.Container(poster)),
            ft.Container(play, alignment=ft.Alignment.CENTER, left=0, right=0, top=0, bottom=0),
            ft.Container(silent(duration), right=Space.x3, bottom=Space.x3),
        ],
        expand=True,
    )


def _poster(picture: Picture, contain: bool) -> ft.Control:
    still = photo(picture, 1080, alt="")
    if contain:
        still.fit = still.placeholder_fit = ft.BoxFit.CONTAIN
    return still


@ft.component
def Screen(picture: Picture, video: Video, place: str, label: str, contain: bool) -> ft.Control:
    """Plays as soon as it is there. The poster stays above until the first picture moves."""
    playing = watch(use_stores().playing)
    at, set_at = ft.use_state(0.0)
    moving, set_moving = ft.use_state(False)
    paused, set_paused = ft.use_state(False)
    wanted, set_wanted = ft.use_state(None)
    broken, set_broken = ft.use_state(False)
    source, set_source = ft.use_state(video.hls)
    screen = ft.use_ref(None)
    begun_muted = ft.use_ref(playing.muted)
    volume = ft.use_ref(100)
    if playing.muted != begun_muted.current or volume.current != 100:
        # How it begins is not looked at again: later on only a change of the volume is heard.
        volume.current = 0 if playing.muted else 99

    def moved(event: ft.Event[fv.Video]) -> None:
        now = _seconds(event.data)
        if now > 0 and not moving:
            set_moving(True)
        if abs(now - at) >= _TICK or now < at:
            set_at(now)

    def failed() -> None:
        if source != video.mp4 and video.mp4:
            set_source(video.mp4)
        elif not moving:
            set_broken(True)

    def ended(event: ft.Event[fv.Video]) -> None:
        # Said with False as well, when a video begins.
        if event.data is True or str(event.data).lower() == "true":
            playing.stop(place)

    async def turn() -> None:
        await _tell(screen, lambda player: player.play() if paused else player.pause())
        set_paused(not paused)

    async def seek(seconds: float) -> None:
        await _tell(screen, lambda player: player.seek(ft.Duration(milliseconds=round(seconds * 1000))))
        set_wanted(None)
        set_at(seconds)

    player = fv.Video(
        playlist=[fv.VideoMedia(source)],
        autoplay=True,
        muted=begun_muted.current,
        volume=volume.current,
        controls=None,
        fit=ft.BoxFit.CONTAIN if contain else ft.BoxFit.COVER,
        fill_color=Color.night,
        expand=True,
        on_position_change=moved,
        on_error=failed,
        on_complete=ended,
        key=f"video-{source}",
    )
    screen.current = player
    layers: list[ft.Control] = [pinned(ft.Container(silent(player)))]
    if not moving:
        layers.append(pinned(ft.Container(silent(_poster(picture, contain)))))
    whole = press(
        ft.Container(expand=True),
        label=f"{'Go on with' if paused else 'Pause'} {label[:1].lower()}{label[1:]}",
        identifier=f"screen-{place}",
        on_press=turn,
        radius=0,
        height=None,
        ink=Color.on_photo,
    )
    layers += [pinned(ft.Container(whole)), ft.Container(shade(), left=0, right=0, bottom=0, height=112)]
    if not moving and not broken:
        ring = ft.ProgressRing(width=32, height=32, stroke_width=3, color=Color.on_photo)
        layers.append(
            ft.Container(
                silent(ring), alignment=ft.Alignment.CENTER, left=0, right=0, top=0, bottom=0, ignore_interactions=True
            )
        )
    if broken:
        words = ft.Container(pill("This video does not play here", ft.Icons.ERROR_OUTLINE_ROUNDED))
        layers.append(ft.Container(words, alignment=ft.Alignment.CENTER, left=0, right=0, top=0, bottom=0))
    bar = _bar(video, place, at, wanted, paused, playing.muted, turn, playing.turn_sound, set_wanted, seek)
    layers.append(ft.Container(bar, left=Space.x1, right=Space.x1, bottom=Space.x1))
    if wanted is not None and video.strip:
        share = wanted / max(video.seconds, 0.1)
        still = _still(video.strip, wanted)
        layers.append(
            ft.Container(still, left=Space.x4, right=Space.x4, bottom=60, alignment=ft.Alignment(share * 2 - 1, 0))
        )
    return ft.Stack(layers, expand=True)


def _bar(
    video: Video,
    place: str,
    at: float,
    wanted: float | None,
    paused: bool,
    muted: bool,
    on_turn: Handler,
    on_sound: Handler,
    on_want: Handler,
    on_seek: Handler,
) -> ft.Control:
    shown = min(at if wanted is None else wanted, video.seconds)
    turn = glass_button(
        ft.Icons.PLAY_ARROW_ROUNDED if paused else ft.Icons.PAUSE_ROUNDED,
        "Play" if paused else "Pause",
        f"turn-{place}",
        on_turn,
    )

    def moved(event: ft.Event[ft.Slider]) -> None:
        on_want(float(event.control.value or 0))

    async def let_go(event: ft.Event[ft.Slider]) -> None:
        await on_seek(float(event.control.value or 0))

    slider = ft.Slider(
        value=shown,
        min=0,
        max=max(video.seconds, 0.1),
        active_color=Color.on_photo,
        inactive_color=Color.night_line,
        thumb_color=Color.on_photo,
        on_change=moved,
        on_change_end=let_go,
        expand=True,
        padding=ft.Padding.symmetric(horizontal=Space.x2),
    )
    room = ft.Container(ft.Row([slider], spacing=0), height=Space.touch)
    scrubber = ft.MergeSemantics(
        content=ft.Semantics(content=room, label="Place in the video", identifier=f"scrub-{place}"), expand=True
    )
    parts: list[ft.Control] = [
        turn,
        scrubber,
        silent(text(f"{clock(shown)} / {clock(video.seconds)}", "micro", Color.on_photo, no_wrap=True)),
    ]
    if video.sound:
        sound = glass_button(
            ft.Icons.VOLUME_OFF_ROUNDED if muted else ft.Icons.VOLUME_UP_ROUNDED,
            "Turn sound on" if muted else "Turn sound off",
            f"mute-{place}",
            on_sound,
            size=20,
        )
        parts.append(sound)
    else:
        parts.append(ft.Container(width=Space.x2))
    return ft.Row(parts, spacing=Space.x1)


def _still(strip: Strip, seconds: float) -> ft.Control:
    """The small picture of that moment, cut out of the strip."""
    index = min(int(seconds / max(strip.every, 0.1)), strip.count - 1)
    width = _STILL_WIDTH if strip.width >= strip.height else _STILL_WIDTH * 0.62
    height = width * strip.height / strip.width
    whole = ft.Image(
        src=strip.url,
        width=width * strip.count,
        height=height,
        fit=ft.BoxFit.FILL,
        left=-index * width,
        top=0,
        exclude_from_semantics=True,
        gapless_playback=True,
    )
    return ft.Container(
        ft.Stack([whole], width=width, height=height),
        width=width,
        height=height,
        border_radius=Radius.tag,
        border=ft.Border.all(1, Color.on_photo),
        clip_behavior=ft.ClipBehavior.ANTI_ALIAS,
        bgcolor=Color.night,
    )


async def _tell(screen: MutableRef[fv.Video], act: Callable[[fv.Video], Awaitable[None]]) -> None:
    """A player that has left the screen meanwhile answers no more."""
    with contextlib.suppress(RuntimeError, TimeoutError):
        # No task of its own: by the time one began, the player might have been drawn anew.
        async with asyncio.timeout(_PATIENCE):
            await act(screen.current)


def _seconds(data: object) -> float:
    if isinstance(data, ft.Duration):
        return data.in_milliseconds / 1000
    return float(data) / 1000 if isinstance(data, int | float) else 0.0
