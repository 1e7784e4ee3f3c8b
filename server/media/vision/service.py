"""What machine vision makes of media, for those who decide about posts and for the author."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Final, Literal

from asyncpg import Record

from server.kit import database, outbox, resources
from server.media import store
from server.media.events import MediaAnalysed
from server.media.vision import frames, models, queries, words
from server.media.vision.events import AnalysisWanted
from server.media.vision.frames import Source, Strip
from server.media.vision.models import MODELS, VERSIONS, Model, Seen
from shared.limits import TAGS_MAX
from shared.looks import Box
from shared.media import Label, Suggestions

Verdict = Literal["", "flag", "hold"]
WANTED: Final = AnalysisWanted.__name__


async def analyse(media_id: int) -> None:
    """Looks at a ready media with every model whose finding is missing, old, or of other frames, and gives a verdict.

    Doing it again changes nothing. Without the model that judges, the rest is kept and there is no verdict. Raises
    `pyvips.Error` and what the blob store raises when the frames cannot be read.
    """
    row = await queries.shown(media_id)
    if row is None or row["picture"] is None:
        return
    source = _source_of(row)
    due = _due(await queries.findings(media_id), source)
    if not due and row["analysed_at"]:
        return
    seen = await _look(source, due) if due else {}
    async with database.transaction():
        now = await queries.held(media_id)
        # Another look is an event of its own, which is on its way.
        if now and now["picture"] and _source_of(now) == source:
            await queries.put_findings(
                media_id,
                [
                    (model, VERSIONS[model], {"of": source.name, **it.finding}, it.embedding)
                    for model, it in seen.items()
                ],
            )
            await _judge(now)


async def _look(source: Source, due: Sequence[Model]) -> Mapping[Model, Seen]:
    files = await frames.load(source)
    return await asyncio.to_thread(lambda: models.look(due, frames.decoded(source, *files)))


async def _judge(row: Record) -> None:
    found = (await queries.findings(row["id"])).get("nsfw")
    if found is None:
        return
    verdict = verdict_of(found["finding"]["score"])
    if row["analysed_at"] is None or row["verdict"] != verdict:
        await queries.set_verdict(row["id"], verdict)
        await outbox.emit(MediaAnalysed(media_id=row["id"]))


def verdict_of(score: float) -> Verdict:
    settings = resources.settings()
    return "hold" if score >= settings.nsfw_hold else "flag" if score >= settings.nsfw_flag else ""


def _due(findings: Mapping[str, Record], source: Source) -> list[Model]:
    def current(model: Model) -> bool:
        found = findings.get(model)
        return bool(found and found["version"] == VERSIONS[model] and found["finding"]["of"] == source.name)

    return [model for model in MODELS if not current(model)]


def _source_of(row: Record) -> Source:
    details = row["strip"]
    if not (details and row["folder"]):
        return Source(row["picture"])
    key = store.video_key(row["folder"], "strip.webp")
    return Source(row["picture"], Strip(key, details["count"], details["width"], details["height"]))


async def suggestions(media_id: int) -> Suggestions | None:
    """What the author may take as alt text and where to tag people; None while nobody has looked."""
    found = await queries.findings(media_id)
    if not found:
        return None
    labels = words.labels(found["content"]["finding"]["labels"]) if "content" in found else []
    boxes = found["faces"]["finding"]["boxes"][:TAGS_MAX] if "faces" in found else []
    return Suggestions(
        alt=words.sentence(labels),
        labels=[Label(name=words.bare(phrase), confidence=confidence) for phrase, confidence in labels],
        faces=[
            Box(x=box["x"], y=box["y"], width=box["width"], height=box["height"])
            for box in sorted(boxes, key=lambda box: float(box["x"]))
            if box["width"] > 0 and box["height"] > 0
        ],
    )


async def renew(model: Model, *, unseen: bool, before: int, limit: int) -> list[int]:
    """Has media older than `before` looked at again whose finding another version of the model made, newest first.

    With `unseen` also those that the model never saw. Returns their ids, `limit` at most; the last one is where to go
    on. What is on its way already is left out, so that all of it may be broken off and begun again.
    """
    async with database.transaction():
        due = await queries.outdated(model, VERSIONS[model], unseen, WANTED, before, limit)
        for media_id in due:
            await outbox.emit(AnalysisWanted(media_id=media_id))
    return due


async def waiting() -> int:
    """Media that `renew` has named and nobody has looked at yet."""
    return await queries.waiting(WANTED)
