"""What the real models see in real pictures."""

import logging
from itertools import pairwise

import numpy as np
import pytest

from server.media.vision import frames, models, words
from server.media.vision.frames import Source, Strip
from server.media.vision.models import Frame, Model, Seen
from tests.media.vision import samples


def see(model: Model, *pictures: Frame) -> Seen:
    return models.look([model], pictures)[model]


@pytest.mark.parametrize("name", ["astronaut", "chelsea", "coffee", "rocket", "camera", "motorcycle_left"])
def test_harmless_photographs_score_low(name: str) -> None:
    assert see("nsfw", samples.frame(samples.photograph(name))).finding["score"] < 0.1


@pytest.mark.parametrize("scene", ["balloons", "houses", "jellyfish", "bread", "portraits", "skyline"])
def test_painted_scenes_score_low_and_have_no_faces(scene: str) -> None:
    seen = models.look(["nsfw", "faces"], [samples.frame(samples.painting(samples.first_mood(scene)))])
    assert seen["nsfw"].finding["score"] < 0.2
    assert seen["faces"].finding["boxes"] == []


def test_the_score_of_many_frames_is_that_of_the_worst() -> None:
    calm, other = (samples.frame(samples.photograph(name)) for name in ("rocket", "retina"))
    alone = see("nsfw", other).finding["score"]
    assert alone > see("nsfw", calm).finding["score"]
    assert see("nsfw", calm, other, calm).finding == {"score": alone, "frames": 3}


def test_a_face_is_found_where_it_is() -> None:
    (box,) = see("faces", samples.frame(samples.photograph("astronaut"))).finding["boxes"]
    x, y = samples.FACE
    assert box["x"] < x < box["x"] + box["width"]
    assert box["y"] < y < box["y"] + box["height"]
    assert 0.1 < box["width"] < 0.3
    assert box["confidence"] > 0.8


def test_every_face_of_a_wide_picture_has_one_box_of_its_own() -> None:
    astronaut = samples.photograph("astronaut")
    row = samples.frame(astronaut.join(astronaut, "horizontal").join(astronaut, "horizontal"))
    boxes = sorted(see("faces", row).finding["boxes"], key=lambda box: float(box["x"]))
    assert [int((box["x"] + box["width"] / 2) * 3) for box in boxes] == [0, 1, 2]
    assert all(one["x"] + one["width"] < other["x"] for one, other in pairwise(boxes))


@pytest.mark.parametrize("name", ["rocket", "coffee", "chelsea", "brick", "motorcycle_left"])
def test_no_face_is_found_where_there_is_none(name: str) -> None:
    assert see("faces", samples.frame(samples.photograph(name))).finding["boxes"] == []


@pytest.mark.parametrize(("name", "word"), [("chelsea", "cat"), ("coffee", "espresso"), ("motorcycle_left", "moped")])
def test_what_is_in_a_photograph_is_told_in_words(name: str, word: str) -> None:
    labels = see("content", samples.frame(samples.photograph(name))).finding["labels"]
    assert word in " ".join(phrase for phrase, _ in words.labels(labels)).split()


def test_a_picture_lies_nearer_to_its_own_crop_than_to_others() -> None:
    def vector(image: object) -> np.ndarray:
        embedding = see("content", samples.frame(image)).embedding
        assert embedding is not None
        return np.frombuffer(embedding, "<f2").astype(np.float32)

    cat = samples.photograph("chelsea")
    whole, part = vector(cat), vector(cat.crop(60, 30, 320, 240))
    assert whole.shape == (1280,)
    assert abs(float(np.linalg.norm(whole)) - 1) < 0.01
    for name in ("coffee", "rocket", "astronaut", "brick"):
        assert whole @ part > whole @ vector(samples.photograph(name)) + 0.1


def test_stills_are_cut_out_of_a_strip_in_rows_and_evenly_spread() -> None:
    stills = np.zeros((2 * 30, 7 * 40, 3), np.uint8)
    for number in range(12):
        row, column = divmod(number, 7)
        stills[row * 30 : row * 30 + 30, column * 40 : column * 40 + 40] = number * 20
    poster, strip = samples.image_of(np.full((90, 60, 3), 255, np.uint8)), samples.image_of(stills)
    source = Source(b"", Strip("video/x/strip.webp", 12, 40, 30))
    found = frames.decoded(source, samples.webp(poster), samples.webp(strip))
    assert [frame.shape for frame in found] == [(90, 60, 3)] + [(30, 40, 3)] * 8
    assert [round(float(frame.mean()) / 20) for frame in found[1:]] == [0, 2, 3, 5, 6, 8, 9, 11]


@pytest.mark.parametrize("size", [(1, 1), (3, 900), (900, 3), (224, 224), (17, 640)])
def test_every_shape_of_picture_can_be_looked_at(size: tuple[int, int]) -> None:
    height, width = size
    seen = models.look(models.MODELS, [np.full((height, width, 3), 90, np.uint8)])
    assert set(seen) == set(models.MODELS)


def test_a_model_that_cannot_be_loaded_is_missed_once_in_the_log(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    from server.media.vision import sessions

    monkeypatch.setattr(models, "_looks", {})
    monkeypatch.setattr(sessions, "WEIGHTS", sessions.WEIGHTS / "nowhere")
    picture = samples.frame(samples.photograph("chelsea"))
    with caplog.at_level(logging.ERROR):
        assert set(models.look(models.MODELS, [picture])) == {"nsfw"}
        assert set(models.look(models.MODELS, [picture])) == {"nsfw"}
    assert sorted(record.getMessage().split()[6] for record in caplog.records) == ["content,", "faces,"]
