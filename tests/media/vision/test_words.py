"""What is proposed to authors reads like words of a person, and hurts nobody."""

from server.media.vision import words


def number(name: str) -> int:
    return next(i for i, phrase in enumerate(words._phrases()) if words.bare(phrase) == name)


def told(*names: str, confidence: float = 0.9) -> str:
    return words.sentence(words.labels([(number(name), confidence) for name in names]))


def test_there_is_a_phrase_for_each_of_a_thousand_classes() -> None:
    assert len(words._phrases()) == 1000
    assert {words.bare(phrase) for phrase in words._phrases()} >= words.UNSAID


def test_alt_text_is_a_sentence_of_three_things_at_most() -> None:
    assert told() == ""
    assert told("golden retriever") == "May show: a golden retriever."
    assert told("umbrella", "ice cream", "sunglasses", "vase") == "May show: an umbrella, ice cream, sunglasses."


def test_unlikely_labels_are_not_proposed() -> None:
    assert told("golden retriever", confidence=words.LIKELY - 0.01) == ""


def test_only_the_surest_of_several_cats_is_proposed() -> None:
    assert told("tiger cat", "tabby cat", "cat", "pillow") == "May show: a tiger cat, a pillow."


def test_words_that_hurt_are_never_proposed() -> None:
    assert told("gorilla", "swimsuit", "assault rifle") == ""
