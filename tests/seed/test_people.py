"""The residents as they are written down: every field within its limits, every name real."""

import re

from server.accounts import handles, passwords
from server.posts import caption
from server.seed import people
from server.seed.graph import mentioned_by
from server.seed.pictures import SCENES
from shared.limits import ALT_MAX, BIO_MAX, CAPTION_MAX, NAME_MAX

RESIDENTS = people.residents()
POSTS = [post for one in RESIDENTS for post in one.posts]


def test_sixty_people_have_four_hundred_posts() -> None:
    assert len(RESIDENTS) == 60
    assert len(POSTS) == 400
    assert all(one.posts for one in RESIDENTS)


def test_a_handful_of_accounts_is_private() -> None:
    assert 4 <= sum(one.private for one in RESIDENTS) <= 10


def test_everybody_could_have_signed_up_themselves() -> None:
    for one in (people.moderator(), *RESIDENTS):
        assert handles.fault(one.handle) == ""
        assert passwords.fault(people.PASSWORD, one.handle) == ""
        assert 0 < len(one.name) <= NAME_MAX
        assert 0 < len(one.bio) <= BIO_MAX


def test_no_two_handles_look_alike() -> None:
    everybody = [people.MODERATOR, *(one.handle for one in RESIDENTS)]
    assert len({handles.skeleton(handle) for handle in everybody}) == 61


def test_quarters_of_interest_exist() -> None:
    quarters = {one.quarter for one in RESIDENTS}
    assert len(quarters) >= 8
    assert all(one.likes <= quarters - {one.quarter} for one in RESIDENTS)


def test_captions_keep_the_limits() -> None:
    for post in POSTS:
        caption.parse(post.caption)
        assert 0 < len(post.caption) <= CAPTION_MAX
        assert len(post.alt) <= ALT_MAX


def test_captions_are_written_by_people() -> None:
    lengths = sorted(len(post.caption) for post in POSTS)
    assert lengths[40] < 40, "some say little"
    assert lengths[-6] > 300, "some tell a story"
    assert len({post.caption for post in POSTS}) == 400
    assert sum(bool(caption.hashtags(post.caption)) for post in POSTS) > 150
    assert sum(bool(re.search("[\U0001f300-\U0001faff☀-➿]", post.caption)) for post in POSTS) > 60
    assert sum(not post.caption.isascii() for post in POSTS) > 100


def test_whoever_is_mentioned_lives_here() -> None:
    known = {one.handle for one in RESIDENTS}
    for one in RESIDENTS:
        assert mentioned_by(one) <= known, one.handle
    assert sum(len(mentioned_by(one)) for one in RESIDENTS) > 50


def test_every_picture_has_a_scene() -> None:
    for name in [post.picture for post in POSTS] + [one.portrait for one in RESIDENTS]:
        scene, _, mood = name.partition("/")
        assert mood in SCENES[scene].moods, name


def test_pictures_are_varied() -> None:
    assert len({post.picture for post in POSTS}) > 120
    assert {post.shape for post in POSTS} == {"tall", "square", "wide"}
    assert len({(post.picture, post.seed) for post in POSTS}) == 400
    assert sum(post.picture.startswith("photos/") for post in POSTS) > 40
