"""From an original that has arrived to a video that plays: the lowest rendition first, the rest while people watch."""

import asyncio
import hashlib
import secrets
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Final

import msgspec

from server.kit import database, outbox, resources
from server.kit.problems import TooMany
from server.media import preparing, quotas, service, store
from server.media import queries as media_queries
from server.media.decoder import spare
from server.media.decoder.spare import Decoded
from server.media.events import VideoCompleted
from server.media.kinds import video_kind_of
from server.media.refusals import Refusal
from server.media.video import command, encoder, finished, ladder, originals, queries, workshop
from server.media.video.encoder import Bounds
from server.media.video.finished import Finished
from server.media.video.ladder import Plan, Rendition
from server.media.video.probe import MachineBroken, VideoRefused, probe
from server.media.video.progress import Progress
from server.media.video.wire import Probed, ProbeTask
from shared.limits import VIDEO_SECONDS_MIN
from shared.looks import Look

STORED_AT_ONCE: Final = 8
POLITE_TRIES: Final = 10
POLITE_SECONDS: Final = 0.5
PATIENCE: Final = 12
"""Seconds that encoding one second of video may take, on the wall, for each rendition."""
PATIENCE_MIN: Final = 120
LOOK_BYTES: Final = 8


class Overtaken(Exception):
    """Another look is wanted by now, or the video is gone."""


class _Job(msgspec.Struct, frozen=True):
    """One video in one look, under way in a work folder of its own."""

    media_id: int
    look: Any
    ratio: float
    shop: Path
    plan: Plan
    folder: str
    ready: frozenset[str]
    """Renditions that an earlier run has left."""

    @property
    def rate(self) -> float:
        return float(self.plan.rate)


async def transcode(media_id: int) -> None:
    """Makes everything that is still to be made, or ends the video for good when it is at fault.

    Running it again, whenever the last run was cut off, goes on behind the renditions that were ready. Two at once do
    no harm: the later one leaves, and the earlier one starts over if another look is wanted. Raises `MachineBroken` and
    what the stores raise when the machine is at fault.
    """
    for _ in range(POLITE_TRIES):
        async with queries.alone(media_id) as mine:
            if mine:
                while await _overtaken(media_id):
                    pass
                return
        # Whoever is just ending might not see another look any more.
        await asyncio.sleep(POLITE_SECONDS)


async def give_up(media_id: int, refusal: Refusal = "video-lost") -> None:
    """Nothing more will be made: the video fails, or stays as it plays already."""
    async with database.transaction():
        if await queries.state_of(media_id) == "ready":
            if await queries.fail_the_rest(media_id):
                await queries.add_up(media_id)
                await outbox.emit(VideoCompleted(media_id=media_id))
        else:
            await service.fail(media_id, refusal)
            if folder := await queries.leave_folder(media_id):
                await service.let_go(media_id, [], [folder])


async def _overtaken(media_id: int) -> bool:
    row = await queries.to_make(media_id)
    if row is None:
        return False
    look = msgspec.convert(row["look"], Look)
    try:
        with workshop.opened(resources.settings().home) as shop:
            await originals.fetch(row["keys"], shop / command.ORIGINAL)
            plan = ladder.plan(await _probed(shop, row["head"]), look, row["ratio"])
            if not row["folder"]:
                await quotas.admit_video(row["owner_id"], media_id, plan.seconds)
            await _make(await _begin(media_id, row["look"], row["ratio"], shop, plan))
    except VideoRefused as refused:
        await give_up(media_id, refused.refusal)
    except TooMany:
        await give_up(media_id, "quota-video")
    except Overtaken:
        return True
    return False


async def _probed(shop: Path, head: bytes) -> Probed:
    settings = resources.settings()
    kind = video_kind_of(head)
    if kind is None:
        raise VideoRefused("video-type")
    task = ProbeTask(kind, settings.video_max_seconds, VIDEO_SECONDS_MIN, settings.video_max_pixels)
    return await probe(shop / command.ORIGINAL, task, settings.decode_memory_mb, settings.decode_seconds)


async def _begin(media_id: int, look: Any, ratio: float, shop: Path, plan: Plan) -> _Job:
    """Goes on where an earlier run for the same look was cut off, or begins in a new folder. Raises `Overtaken`."""
    mark = hashlib.sha256(msgspec.json.encode([look, ratio], order="sorted")).hexdigest()[: 2 * LOOK_BYTES]
    async with database.transaction():
        held = await queries.held(media_id, look, ratio)
        if held is None:
            raise Overtaken
        before = await queries.renditions(media_id)
        same = {row["name"] for row in before if row["details"].get("look") == mark}
        if held["folder"] and same == set(plan.names) and held["state"] == "ready":
            folder = held["folder"]
            ready = frozenset(row["name"] for row in before if row["state"] == "ready")
        else:
            folder, ready = secrets.token_hex(16), frozenset()
            if held["folder"]:
                await service.let_go(media_id, [], [held["folder"]])
            await queries.set_folder(media_id, folder, plan.seconds, plan.found.sound is not None)
            await queries.start_over(media_id, plan.names, {"look": mark})
    return _Job(media_id, look, ratio, shop, plan, folder, ready)


async def _make(job: _Job) -> None:
    """Raises `Overtaken`; the files stored so far are gone then."""
    try:
        for number, one in enumerate(job.plan.passes):
            if not {rendition.name for rendition in one} <= job.ready:
                await _run_pass(job, number, one)
        if "mp4" not in job.ready:
            await _make_file(job)
        async with database.transaction():
            await _hold(job)
            await queries.fail_the_rest(job.media_id)
            await queries.add_up(job.media_id)
            await outbox.emit(VideoCompleted(media_id=job.media_id))
    except Overtaken:
        await store.delete_folder(job.folder)
        raise


async def _run_pass(job: _Job, number: int, one: tuple[Rendition, ...]) -> None:
    names = [rendition.name for rendition in one]
    await queries.take_up(job.media_id, names)
    if number and job.plan.found.sound is not None:
        await _fetch(job, job.plan.renditions[0], job.shop / command.SOUND)
    for name in names:
        (job.shop / name).mkdir(exist_ok=True)
        workshop.hand_over(job.shop / name)
    await _encode(job, one, Progress(job.media_id, names, round(job.plan.seconds * job.rate)))
    made = {rendition: await _read(job, rendition) for rendition in one}
    for rendition, found in made.items():
        await _store(job, rendition, found)
    if number:
        async with database.transaction():
            await _hold(job)
            await _note(job, made)
    else:
        await _show(job, made)


async def _encode(job: _Job, one: tuple[Rendition, ...], progress: Progress) -> None:
    settings = resources.settings()
    tonemap = job.plan.found.hdr and await asyncio.to_thread(encoder.has_tonemap)
    words = command.of_pass(
        job.plan, one, threads=settings.encode_threads, preset=settings.encode_preset, tonemap=tonemap
    )
    await encoder.run(job.shop, words, _bounds(job.plan.seconds * len(one)), progress.tell)


async def _show(job: _Job, made: dict[Rendition, Finished]) -> None:
    """Stores poster and strip with the first renditions; from now on the video can be seen."""
    poster = await _poster(job)
    pdq, blocked = await preparing.fingerprint(poster)
    if blocked:
        raise VideoRefused("media-blocked")
    size = await store.put_video(job.folder, command.STRIP, job.shop / command.STRIP)
    async with database.transaction():
        await _hold(job)
        await _note(job, made)
        await queries.set_strip_ready(job.media_id, job.plan.strip, size)
        await queries.set_seconds(job.media_id, made[job.plan.renditions[0]].seconds)
        owner_id = await media_queries.set_ready(
            job.media_id,
            job.look,
            job.ratio,
            width=job.plan.width,
            height=job.plan.height,
            blurhash=poster.blurhash,
            stored=0,
            pdq=pdq,
        )
        if owner_id is None:
            raise Overtaken
        digests = {variant.name: store.digest_of(variant.data) for variant in poster.variants}
        await preparing.keep_variants(job.media_id, poster, digests)
        await queries.add_up(job.media_id)
        await preparing.became_ready(job.media_id, owner_id)


async def _poster(job: _Job) -> Decoded:
    tonemap = job.plan.found.hdr and await asyncio.to_thread(encoder.has_tonemap)
    path = job.shop / command.POSTER
    for thorough in (False, True):
        words = command.of_poster(job.plan, tonemap=tonemap, thorough=thorough)
        await encoder.run(job.shop, words, _bounds(command.POSTER_SECONDS))
        if path.exists():
            break
    if not path.exists():
        raise VideoRefused("video-unreadable")
    try:
        return await spare.decode(originals.chunks(path), preparing.bounds())
    except spare.DecoderBroken as error:
        raise MachineBroken(f"no poster: {error}") from error


async def _make_file(job: _Job) -> None:
    """The progressive MP4, put together from the segments of one rendition."""
    await queries.take_up(job.media_id, ["mp4"])
    rendition = job.plan.for_file
    await _fetch(job, rendition, job.shop / command.WHOLE)
    await encoder.run(job.shop, command.of_file(), _bounds(job.plan.seconds))
    size = await store.put_video(job.folder, command.FILE, job.shop / command.FILE)
    async with database.transaction():
        await _hold(job)
        await queries.set_file_ready(
            job.media_id, rendition, job.rate, size, round(size * 8 / max(job.plan.seconds, 0.1))
        )


async def _fetch(job: _Job, rendition: Rendition, target: Path) -> None:
    """One finished rendition as one file; from the blob store when an earlier run has made it."""
    folder = job.shop / rendition.name
    if not (folder / finished.PLAYLIST).exists():
        await originals.fetch_rendition(job.folder, rendition.name, folder)
    found = await _read(job, rendition)
    await asyncio.to_thread(finished.join, folder, found.files, target)


async def _read(job: _Job, rendition: Rendition) -> Finished:
    heard = job.plan.found.sound is not None
    try:
        return await asyncio.to_thread(finished.read, job.shop / rendition.name, sound=heard)
    except (ValueError, FileNotFoundError) as error:
        # The header promised frames, and none could be decoded.
        raise VideoRefused("video-unreadable") from error


async def _store(job: _Job, rendition: Rendition, found: Finished) -> None:
    *parts, playlist = found.files
    for some in _batches(parts, STORED_AT_ONCE):
        await asyncio.gather(*(_put(job, f"{rendition.name}/{name}") for name in some))
    await _put(job, f"{rendition.name}/{playlist}")


async def _put(job: _Job, name: str) -> None:
    await store.put_video(job.folder, name, job.shop / name)


async def _note(job: _Job, made: dict[Rendition, Finished]) -> None:
    for rendition, found in made.items():
        await queries.set_rendition_ready(job.media_id, rendition, job.rate, found)
    await queries.add_up(job.media_id)


async def _hold(job: _Job) -> None:
    """Keeps others from changing the video before the open transaction ends. Raises `Overtaken`."""
    held = await queries.held(job.media_id, job.look, job.ratio)
    if held is None or held["folder"] != job.folder:
        raise Overtaken


def _bounds(seconds: float) -> Bounds:
    settings = resources.settings()
    patience = PATIENCE_MIN + PATIENCE * seconds
    return Bounds(settings.encode_memory_mb, round(patience * max(settings.encode_threads, 1)), patience)


def _batches(names: Sequence[str], size: int) -> Iterable[Sequence[str]]:
    return (names[at : at + size] for at in range(0, len(names), size))
