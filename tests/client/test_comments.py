"""Comments: written, answered, liked, pinned and deleted; closed ones; what happens when the server says no."""

import asyncio

import flet as ft
import pytest
from msgspec.structs import replace

from client.widgets import comment_list
from shared.limits import COMMENT_MAX
from tests.client.conftest import Visit
from tests.client.harness import Driver
from tests.client.town import OFFLINE, Town
from tests.client.town_engagement import said


def _order(app: Driver) -> list[str]:
    return [name.removeprefix("reply-") for name in app.identifiers("reply-")]


def _called(app: Driver) -> int:
    """How often a field was given the keyboard."""
    return sum(name == "focus" for name, _ in app.connection.calls)


async def test_a_comment_stands_there_at_once_and_is_counted_in_the_feed(visit: Visit, town: Town) -> None:
    post = town.post("bo", "Look")
    town.gate = asyncio.Event()
    app = await visit("/", who="ann")
    assert not app.has(f"all-comments-{post.id}")
    await app.press(f"comments-{post.id}")
    assert app.route == f"/p/{post.id}/comments" and app.has("comments-empty")
    await app.type("comment", "So bright, @cy")
    sending = asyncio.create_task(app.press("comment-send"))
    await app.until(lambda: app.has("comment-new-1"))
    assert app.shows("So bright, @cy") and app.shows("Sending") and not app.identifiers("reply-")
    town.gate.set()
    await sending
    [made] = town.comments
    await app.until(lambda: app.has(f"reply-{made.id}"))
    assert not app.below("comment", ft.TextField).value
    await app.press("back")
    assert app.label(f"all-comments-{post.id}") == "View 1 comment"
    await app.press(f"all-comments-{post.id}")
    await app.press(f"mention-{made.id}-cy")
    assert app.route == "/u/cy"


async def test_a_refused_comment_goes_with_the_reason_and_its_words_come_back(visit: Visit, town: Town) -> None:
    post = town.post("bo")
    app = await visit(f"/p/{post.id}/comments", who="ann")
    town.refusals["comment"] = OFFLINE
    await app.type("comment", "Lost and found")
    await app.press("comment-send")
    await app.until(lambda: app.shows("Couldn’t comment. The server cannot be reached"))
    assert not app.identifiers("comment-new") and app.below("comment", ft.TextField).value == "Lost and found"
    town.refusals.clear()
    await app.press("comment-send")
    assert [one.text for one in town.comments] == ["Lost and found"]


async def test_replies_fold_behind_a_line_and_a_reply_to_one_stands_in_the_same_thread(
    visit: Visit, town: Town
) -> None:
    post = town.post("bo")
    root = said(town, post, "cy", "First", hours=5)
    replies = [said(town, post, "bo", f"re {at}", hours=4 - at, parent_id=root.id) for at in range(3)]
    app = await visit(f"/p/{post.id}/comments", who="ann")
    assert app.label(f"replies-{root.id}") == "View 3 replies" and not app.has(f"comment-{replies[0].id}")
    await app.press(f"replies-{root.id}")
    assert app.has(f"comment-{replies[2].id}") and app.label(f"replies-{root.id}") == "Hide replies"
    await app.press(f"reply-{replies[0].id}")
    assert app.shows("Replying to bo")
    await app.press("reply-cancel")
    assert not app.has("replying")
    await app.press(f"reply-{replies[0].id}")
    await app.type("comment", "And me")
    await app.press("comment-send")
    made = town.comments[-1]
    assert made.parent_id == root.id and ("comment", (post.id, "And me", replies[0].id)) in town.calls
    await app.until(lambda: app.has(f"reply-{made.id}"))
    assert not app.has("replying") and _order(app) == [root.id, *(one.id for one in replies), made.id]
    await app.press(f"replies-{root.id}")
    assert app.label(f"replies-{root.id}") == "View 4 replies"


async def test_a_comment_is_deleted_after_a_question_and_returns_when_refused(visit: Visit, town: Town) -> None:
    post = town.post("bo")
    mine, other = said(town, post, "ann", "mine"), said(town, post, "cy", "not mine")
    app = await visit(f"/p/{post.id}/comments", who="ann")
    assert not app.has(f"comment-more-{other.id}")
    town.refusals["delete_comment"] = OFFLINE
    await app.press(f"comment-more-{mine.id}")
    assert not app.has("comment-pin")
    await app.press("comment-delete")
    await app.press("comment-delete-confirm")
    await app.until(lambda: app.shows("Couldn’t delete the comment"))
    assert app.has(f"comment-{mine.id}")
    town.refusals.clear()
    await app.press(f"comment-more-{mine.id}")
    await app.press("comment-delete")
    await app.press("comment-delete-confirm")
    assert not app.has(f"comment-{mine.id}") and [one.id for one in town.comments] == [other.id]


async def test_on_ones_own_post_comments_are_pinned_liked_and_removed(visit: Visit, town: Town) -> None:
    post = town.post("ann")
    old, new = said(town, post, "bo", "old", hours=9, likes=4), said(town, post, "cy", "new", hours=2)
    app = await visit(f"/p/{post.id}", who="ann", width=1280)
    assert _order(app) == [new.id, old.id] and app.shows("9 h · 4 likes")
    await app.press(f"like-comment-{old.id}")
    assert app.label(f"like-comment-{old.id}") == "Unlike the comment by bo, 5 likes" and app.shows("9 h · 5 likes")
    await app.press(f"comment-more-{old.id}")
    await app.press("comment-pin")
    assert _order(app) == [old.id, new.id] and app.shows("Pinned")
    town.refusals["unpin_comment"] = OFFLINE
    await app.press(f"comment-more-{old.id}")
    await app.press("comment-unpin")
    await app.until(lambda: app.shows("Couldn’t unpin it"))
    assert _order(app) == [old.id, new.id]
    await app.press(f"comment-more-{new.id}")
    await app.press("comment-delete")
    await app.press("comment-delete-confirm")
    assert _order(app) == [old.id] and app.label(f"comments-{post.id}") == "Comment, 1 comment"


async def test_further_comments_come_as_the_end_of_the_list_comes_near(visit: Visit, town: Town) -> None:
    post = town.post("bo")
    for number in range(25):
        said(town, post, "cy", f"number {number}", hours=1 + number)
    app = await visit(f"/p/{post.id}/comments", who="ann")
    assert len(_order(app)) == 20
    town.refusals["comments"] = OFFLINE
    await app.scroll(900, left=300)
    assert len(_order(app)) == 20 and app.has("comments-more-failed")
    town.refusals.clear()
    await app.press("comments-more-failed-action")
    assert len(_order(app)) == 25


async def test_comments_that_do_not_load_offer_a_way_on(visit: Visit, town: Town) -> None:
    post = town.post("bo")
    one = said(town, post, "cy", "there all along")
    town.refusals["comments"] = OFFLINE
    app = await visit(f"/p/{post.id}/comments", who="ann")
    assert app.has("comments-failed")
    town.refusals.clear()
    await app.press("comments-retry")
    assert app.has(f"comment-{one.id}")


async def test_a_comment_is_opened_in_its_place_and_lit_for_a_moment(
    visit: Visit, town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(comment_list, "_LIT_SECONDS", 0.5)
    post = town.post("bo")
    roots = [said(town, post, "cy", f"number {number}", hours=100 - number) for number in range(30)]
    replies = [said(town, post, "bo", f"re {at}", hours=40 - at, parent_id=roots[2].id) for at in range(25)]
    app = await visit(f"/p/{post.id}/comments?at={replies[22].id}", who="ann")
    await app.until(lambda: _lit(app))
    # Of both lists so much as surrounds it.
    assert _order(app)[0] == roots[3].id and app.has("comments-newest")
    assert app.has(f"replies-above-{roots[2].id}") and not app.has(f"comment-{replies[0].id}")
    assert _lit(app) == [f"comment-{replies[22].id}"]
    await app.until(lambda: replies[22].id in _scrolled_to(app))
    await app.until(lambda: not _lit(app))
    await app.press(f"replies-above-{roots[2].id}")
    assert app.has(f"comment-{replies[0].id}") and app.label(f"replies-{roots[2].id}") == "View 5 more replies"
    await app.press("comments-newest")
    assert _order(app)[0] == roots[-1].id and not app.has("comments-newest") and not _lit(app)


async def test_who_comes_for_a_comment_that_is_gone_is_told_and_reads_the_others(visit: Visit, town: Town) -> None:
    post = town.post("bo")
    root = said(town, post, "cy", "still here", hours=3)
    reply = said(town, post, "ann", "mine", hours=2, parent_id=root.id)
    town.comments.remove(reply)
    for width in (390, 1280):
        app = await visit(f"/p/{post.id}/comments?at={reply.id}", who="ann", width=width)
        assert app.has("comment-gone") and app.has(f"comment-{root.id}") and not _lit(app)
        app = await visit(f"/p/{post.id}/comments?at={root.id}", who="ann", width=width)
        assert not app.has("comment-gone") and _lit(app) == [f"comment-{root.id}"]


def _lit(app: Driver) -> list[str]:
    """Comments that are read out as they come."""
    return [name for name in app.identifiers("comment-1") if (node := app.node(name)) and node.live_region]


def _scrolled_to(app: Driver) -> list[str]:
    return [args["scroll_key"] for name, args in app.connection.calls if name == "scroll_to"]


async def test_closed_comments_are_read_and_not_written(visit: Visit, town: Town) -> None:
    shut, followers = (
        town.post("cy", who_may_comment="nobody"),
        town.post("cy", who_may_comment="followers"),
    )
    one = said(town, shut, "bo", "before it closed")
    app = await visit(f"/p/{shut.id}/comments", who="ann")
    assert app.shows("Comments are closed") and not app.has("comment") and app.has(f"comment-{one.id}")
    assert not app.has(f"reply-{one.id}")
    await app.go(f"/p/{followers.id}/comments")
    await app.until(lambda: app.shows("Only followers can comment"))
    town.tie("cy", tie="following")
    app = await visit(f"/p/{followers.id}/comments", who="ann")
    assert app.has("comment") and not app.has("comments-closed")


async def test_a_post_that_stood_in_the_feed_for_long_is_opened_as_it_is_now(visit: Visit, town: Town) -> None:
    shut, gone = town.post("bo"), town.post("bo", hours=2)
    app = await visit("/", who="ann")
    town.posts = [replace(post, caption="Enough said", who_may_comment="nobody") for post in town.posts if post == shut]
    await app.press(f"comments-{shut.id}")
    await app.until(lambda: app.shows("Comments are closed") and app.shows("Enough said") and not app.has("comment"))
    await app.press("back")
    await app.press(f"comments-{gone.id}")
    await app.until(lambda: app.has("post-gone"))
    await app.press("go-home")
    await app.until(lambda: app.identifiers("photo-") == [f"photo-{shut.id}"])


async def test_the_room_that_is_left_shows_only_near_the_end(visit: Visit, town: Town) -> None:
    post = town.post("bo")
    app = await visit(f"/p/{post.id}/comments", who="ann")
    await app.press("comment-send")
    assert _called(app) == 1 and not town.comments
    await app.type("comment", "short")
    assert not any("/" in words for words in app.texts())
    await app.type("comment", "x" * (COMMENT_MAX - 40))
    assert app.shows("960")
    await app.type("comment", "short again")
    assert not app.shows("960")


async def test_comment_button_beside_the_pictures_calls_the_field(visit: Visit, town: Town) -> None:
    post = town.post("bo")
    app = await visit(f"/p/{post.id}/comments", who="ann", width=1280)
    assert app.has(f"view-{post.id}") and _called(app) == 0
    await app.press(f"comments-{post.id}")
    assert _called(app) == 1
    await app.type("comment", "Sent")
    await app.press("comment-send")
    assert _called(app) == 2 and town.comments


async def test_who_may_comment_is_chosen_with_the_post_and_changed_later(visit: Visit, town: Town) -> None:
    post = town.post("ann", who_may_comment="followers")
    app = await visit(f"/p/{post.id}/edit", who="ann")
    chosen = app.node("who-comments-followers")
    assert chosen and chosen.selected
    await app.press("who-comments-nobody")
    await app.press("save-post")
    assert town.posts[0].who_may_comment == "nobody"
    await app.until(lambda: app.route == f"/p/{post.id}")
    await app.press(f"comments-{post.id}")
    assert app.shows("Comments are closed")
