"""What happened to one: the list, its words, what is new, and what is done about it in place."""

import flet as ft
import pytest

from client.widgets.notification_words import destination, sentence, words_of
from shared.notifications import NotificationKind
from shared.ui.refusals import reason
from tests.client.conftest import Visit
from tests.client.town import OFFLINE, Town
from tests.client.town_notifications import PAGE, happen


@pytest.mark.parametrize(
    ("kind", "handles", "others", "said"),
    [
        ("like", ("bo",), 0, "bo liked your photo"),
        ("like", ("bo", "cy"), 0, "bo and cy liked your photo"),
        ("like", ("bo", "cy"), 12, "bo, cy and 12 others liked your photo"),
        ("like", ("bo",), 1, "bo and 1 other liked your photo"),
        ("comment", ("cy",), 0, "cy commented on your photo: “So blue”"),
        ("reply", ("cy",), 0, "cy replied to you: “So blue”"),
        ("mention", ("cy",), 0, "cy mentioned you in a comment: “So blue”"),
        ("comment_like", ("bo",), 3, "bo and 3 others liked your comment: “So blue”"),
        ("tag", ("bo",), 0, "bo tagged you in a photo"),
        ("share", ("bo",), 0, "bo sent you a photo: “So blue”"),
        ("follow", ("bo", "cy"), 0, "bo and cy started following you"),
        ("request", ("bo",), 0, "bo would like to follow you"),
        ("accepted", ("bo",), 0, "bo accepted your request"),
    ],
)
def test_every_kind_is_a_sentence(
    town: Town, kind: NotificationKind, handles: tuple[str, ...], others: int, said: str
) -> None:
    post = None if kind in ("follow", "request", "accepted") else town.post("ann")
    quoting = kind in ("comment", "reply", "mention", "comment_like", "share")
    told = happen(
        town,
        kind,
        *handles,
        post=post,
        others=others,
        text="So blue" if quoting else "",
        comment_id="7" if quoting and kind != "share" else None,
    )
    assert sentence(told) == said
    assert destination(told, "ann").startswith("/p/" if post else "/u/")


async def test_rows_stand_by_age_and_lead_to_what_they_are_about(visit: Visit, town: Town) -> None:
    post = town.post("ann", "Mine")
    liked = happen(town, "like", "bo", "cy", others=12, post=post, hours=1)
    said = happen(town, "comment", "cy", post=post, comment_id="7", text="So blue", hours=30)
    old = happen(town, "follow", "bo", hours=24 * 9, seen=True)
    app = await visit("/notifications", who="ann")
    assert [words for words in app.texts() if words in ("Today", "This week", "Earlier")] == [
        "Today",
        "This week",
        "Earlier",
    ]
    assert app.identifiers("notification-1") == [f"notification-{one.id}" for one in (liked, said, old)]
    assert app.label(f"notification-{liked.id}") == "New. bo, cy and 12 others liked your photo. 1 h"
    assert app.label(f"notification-{old.id}").startswith("bo started following you")
    await app.press(f"notification-{said.id}")
    assert app.route == f"/p/{post.id}/comments?at=7"
    await app.go("/notifications")
    await app.press(f"notification-post-{liked.id}")
    assert app.route == f"/p/{post.id}"


async def test_opening_marks_seen_and_the_marks_stay_until_one_leaves(visit: Visit, town: Town) -> None:
    post = town.post("ann", "Mine")
    liked = happen(town, "like", "bo", post=post)
    app = await visit("/", who="ann", width=1280)
    await app.until(lambda: app.label("nav-activity") == "Activity, 1 new")
    await app.press("nav-activity")
    await app.until(lambda: app.label("nav-activity") == "Activity")
    assert ("seen_up_to", (liked.at,)) in town.calls
    assert app.label(f"notification-{liked.id}").startswith("New. ")
    await app.press("nav-home")
    await app.press("nav-activity")
    assert not app.label(f"notification-{liked.id}").startswith("New. ")


async def test_follower_is_followed_back_in_place(visit: Visit, town: Town) -> None:
    town.tie("cy", follows_you=True)
    happen(town, "follow", "cy")
    app = await visit("/notifications", who="ann")
    assert app.label("follow-cy") == "Follow back cy"
    await app.press("follow-cy")
    assert app.label("follow-cy") == "Unfollow cy" and town.people["cy"].relationship.tie == "following"


async def test_request_is_answered_in_place_and_leaves_the_line_above(visit: Visit, town: Town) -> None:
    town.asking.append("cy")
    town.tie("cy", asked_you=True)
    happen(town, "request", "cy")
    app = await visit("/notifications", who="ann")
    await app.until(lambda: app.has("open-requests"))
    await app.press("notification-accept-cy")
    assert town.people["cy"].relationship.follows_you and app.label("follow-cy") == "Follow back cy"
    assert not app.has("open-requests")


async def test_list_grows_by_pages(visit: Visit, town: Town) -> None:
    for at in range(PAGE + 4):
        happen(town, "accepted", "bo", hours=at + 1, seen=True)
    app = await visit("/notifications", who="ann")
    assert len(app.identifiers("notification-")) == PAGE
    await app.scroll(900, left=100)
    assert len(app.identifiers("notification-")) == PAGE + 4


async def test_nothing_yet_and_nothing_reached_are_told_apart(visit: Visit, town: Town) -> None:
    town.refusals["notifications"] = OFFLINE
    app = await visit("/notifications", who="ann")
    assert app.has("notifications-failed") and app.shows(reason(OFFLINE))
    town.refusals.clear()
    await app.press("notifications-retry")
    assert app.has("notifications-empty") and not app.all(ft.ProgressRing)


def test_long_comments_are_quoted_from_their_beginning_and_read_out_whole(town: Town) -> None:
    told = happen(town, "comment", "bo", post=town.post("ann"), text="One two\nthree four five")
    assert words_of(told, 10) == "“One two t…”" and words_of(told, 40) == "“One two three four five”"
    assert sentence(told).endswith("“One two three four five”")
