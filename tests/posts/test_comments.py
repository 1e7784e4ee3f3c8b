"""Comments as writers, readers and authors meet them."""

import asyncio
import json
from collections.abc import Awaitable

import pytest

from server.kit import database, resources
from server.posts.comments.service import LEAD
from shared.accounts import ProfileChange
from shared.engagement import Comment
from shared.limits import COMMENT_MAX, PAGE_DEFAULT
from shared.posts import NewItem, NewPost, PostChange
from shared.problems import ApiError
from tests import pictures
from tests.world import Person, World

PEOPLE = " ".join(f"@person{n}" for n in range(31))
"""One mention too many."""


async def pair(world: World) -> tuple[Person, Person, str]:
    """An author, a follower, and a post of the author."""
    author, reader = await world.person("ann.lee"), await world.person("bob")
    await reader.follow("ann.lee")
    post_id = await world.quick_post(author.user_id, "to talk about")
    await world.drain()
    return author, reader, str(post_id)


async def refused(call: Awaitable[object]) -> tuple[int, str]:
    with pytest.raises(ApiError) as error:
        await call
    return error.value.status, error.value.type.removeprefix("/problems/")


def texts(items: list[Comment]) -> list[str]:
    return [comment.text for comment in items]


async def test_a_comment_is_cleaned_knows_whom_it_mentions_and_is_counted(world: World) -> None:
    author, reader, post_id = await pair(world)
    written = await reader.comment(post_id, "  so good @ann.lee and @nobody.here\r\n👩‍👩‍👧 مرحبا ")
    assert written.text == "so good @ann.lee and @nobody.here\n👩‍👩‍👧 مرحبا"
    assert (written.mentions, written.author.handle, written.parent_id) == (["ann.lee"], "bob", None)
    assert (await author.comments(post_id)).items == [written]
    await world.drain()
    assert (await author.following_feed()).items[0].comments == 1 == (await author.post(post_id)).comments
    await resources.data().flushall()
    assert (await author.following_feed()).items[0].comments == 1


@pytest.mark.parametrize("text", ["", " \n ", "nul\0", "half \ud83d", "x" * (COMMENT_MAX + 1), PEOPLE])
async def test_a_comment_that_says_nothing_storable_is_refused(world: World, text: str) -> None:
    author = await world.person("ann.lee")
    post_id = await world.quick_post(author.user_id)
    body = b'{"text":' + json.dumps(text).encode() + b"}"
    headers = {"Content-Type": "application/json"}
    answer = await world.http("POST", f"/api/v1/posts/{post_id}/comments", author, content=body, headers=headers)
    assert answer.status_code in (400, 422), answer.text
    assert (await author.comments(str(post_id))).items == []


async def test_replies_stand_one_level_below_oldest_first(world: World) -> None:
    author, reader, post_id = await pair(world)
    top = await reader.comment(post_id, "top")
    first = await author.comment(post_id, "first", reply_to=top.id)
    second = await reader.comment(post_id, "second", reply_to=first.id)
    assert first.parent_id == second.parent_id == top.id
    [shown] = (await author.comments(post_id)).items
    assert (shown.text, shown.replies) == ("top", 2)
    assert texts((await author.replies(top.id)).items) == ["first", "second"]
    assert (await author.replies(first.id)).items == []
    other = str(await world.quick_post(author.user_id))
    assert await refused(reader.comment(other, "lost", reply_to=top.id)) == (404, "comment-not-found")
    assert await refused(reader.comment(post_id, "lost", reply_to="never")) == (404, "comment-not-found")


async def test_pages_have_pinned_ones_first_and_all_others_once_newest_first(world: World) -> None:
    author, reader, post_id = await pair(world)
    count = 2 * PAGE_DEFAULT + 5
    made = [await reader.comment(post_id, f"n{n}") for n in range(count)]
    for n in (3, 40):
        assert (await author.pin_comment(made[n].id)).pinned
    listed = [comment async for comment in author.every(lambda cursor: author.comments(post_id, cursor))]
    others = [f"n{n}" for n in reversed(range(count)) if n not in (3, 40)]
    assert texts(listed) == ["n3", "n40", *others]
    for n in range(count):
        await author.comment(post_id, f"r{n}", reply_to=made[0].id)
    found = [reply async for reply in reader.every(lambda cursor: reader.replies(made[0].id, cursor))]
    assert texts(found) == [f"r{n}" for n in range(count)]


async def test_a_comment_is_asked_for_with_the_page_on_which_it_stands(world: World) -> None:
    author, reader, post_id = await pair(world)
    count = 2 * PAGE_DEFAULT
    made = [await reader.comment(post_id, f"n{n}") for n in range(count)]
    await author.pin_comment(made[1].id)

    newest = await reader.comments(post_id)
    for near in (made[-1], made[-PAGE_DEFAULT], made[1]):
        page = await reader.comments(post_id, at=near.id)
        assert (page.items, page.cursor, page.above, page.thread) == (newest.items, newest.cursor, False, near.id)

    deep = await reader.comments(post_id, at=made[-PAGE_DEFAULT - 1].id)
    first = count - 1 - PAGE_DEFAULT + LEAD
    assert texts(deep.items) == [f"n{n}" for n in range(first, first - PAGE_DEFAULT, -1)]
    assert deep.above and deep.thread == made[-PAGE_DEFAULT - 1].id
    assert texts((await reader.comments(post_id, deep.cursor)).items) == ["n2", "n0"]
    assert deep.cursor and (await reader.comments(post_id, deep.cursor, at=made[-1].id)).thread is None


async def test_a_reply_is_asked_for_with_its_thread_and_its_place_in_it(world: World) -> None:
    author, reader, post_id = await pair(world)
    top = await reader.comment(post_id, "top")
    made = [await author.comment(post_id, f"r{n}", reply_to=top.id) for n in range(PAGE_DEFAULT + 5)]
    assert (await reader.comments(post_id, at=made[-1].id)).thread == top.id
    early = await reader.replies(top.id, at=made[PAGE_DEFAULT - 1].id)
    assert texts(early.items) == [f"r{n}" for n in range(PAGE_DEFAULT)] and not early.above
    late = await reader.replies(top.id, at=made[PAGE_DEFAULT].id)
    assert texts(late.items) == [f"r{n}" for n in range(PAGE_DEFAULT - LEAD, PAGE_DEFAULT + 5)] and late.above
    assert late.cursor is None


async def test_a_comment_that_cannot_be_reached_is_not_found_by_its_id_either(world: World) -> None:
    author, reader, post_id = await pair(world)
    cy = await world.person("cy")
    top, other = await cy.comment(post_id, "top"), await reader.comment(post_id, "other")
    below = await author.comment(post_id, "below", reply_to=top.id)
    elsewhere = str(await world.quick_post(author.user_id))
    gone = (404, "comment-not-found")
    assert await refused(reader.comments(elsewhere, at=top.id)) == gone
    assert await refused(reader.replies(other.id, at=below.id)) == gone
    assert await refused(reader.replies(top.id, at=other.id)) == gone
    assert (await reader.comments(post_id, at=below.id)).thread == top.id
    await cy.block("bob")
    # what answers somebody hidden stands in no list that the reader gets
    for hidden in (top, below):
        assert await refused(reader.comments(post_id, at=hidden.id)) == gone
    await author.delete_comment(other.id)
    assert await refused(author.comments(post_id, at=other.id)) == gone
    assert (await refused(reader.comments(post_id, at="none")))[0] == 422


async def test_an_author_pins_three_and_nobody_else_any(world: World) -> None:
    author, reader, post_id = await pair(world)
    made = [await reader.comment(post_id, f"n{n}") for n in range(5)]
    reply = await reader.comment(post_id, "reply", reply_to=made[0].id)
    outcomes = await asyncio.gather(*(author.pin_comment(one.id) for one in made), return_exceptions=True)
    assert sum(isinstance(outcome, Comment) for outcome in outcomes) == 3
    pinned = [comment for comment in (await author.comments(post_id)).items if comment.pinned]
    assert len(pinned) == 3
    [left, _] = [one for one in made if one.id not in {comment.id for comment in pinned}]
    assert await refused(author.pin_comment(left.id)) == (409, "too-many-pins")
    assert await refused(author.pin_comment(reply.id)) == (409, "reply-cannot-be-pinned")
    assert await refused(reader.pin_comment(left.id)) == (403, "post-of-another")
    for _ in range(2):
        assert not (await author.unpin_comment(pinned[0].id)).pinned
    for _ in range(2):
        assert (await author.pin_comment(left.id)).pinned


async def test_writer_and_author_can_delete_and_the_replies_go_along(world: World) -> None:
    author, reader, post_id = await pair(world)
    third = await world.person("carla")
    top = await reader.comment(post_id, "top")
    reply = await third.comment(post_id, "reply", reply_to=top.id)
    await third.like_comment(reply.id)
    await third.comment(post_id, "stays")
    await world.drain()
    assert (await reader.post(post_id)).comments == 3
    assert await refused(third.delete_comment(top.id)) == (403, "comment-of-another")
    await author.delete_comment(top.id)
    assert await refused(author.delete_comment(top.id)) == (404, "comment-not-found")
    assert await refused(third.replies(top.id)) == (404, "comment-not-found")
    assert texts((await reader.comments(post_id)).items) == ["stays"]
    await world.drain()
    assert (await reader.post(post_id)).comments == 1 == await database.fetchval("SELECT count(*) FROM comments")
    assert await database.fetchval("SELECT count(*) FROM comment_likes") == 0


async def test_replies_that_race_with_the_deletion_are_counted_or_refused(world: World) -> None:
    author, reader, post_id = await pair(world)
    top = await reader.comment(post_id, "top")
    outcomes = await asyncio.gather(
        *(reader.comment(post_id, f"r{n}", reply_to=top.id) for n in range(3)),
        author.delete_comment(top.id),
        *(reader.comment(post_id, f"s{n}", reply_to=top.id) for n in range(3)),
        return_exceptions=True,
    )
    assert {error.status for error in outcomes if isinstance(error, ApiError)} <= {404}
    await world.drain()
    assert (await reader.post(post_id)).comments == 0 == await database.fetchval("SELECT count(*) FROM comments")


async def test_likes_of_a_comment(world: World) -> None:
    author, reader, post_id = await pair(world)
    comment = await reader.comment(post_id, "like me")
    for _ in range(2):
        answer = await author.like_comment(comment.id)
        assert (answer.liked, answer.likes) == (True, 1)
    assert (await reader.like_comment(comment.id)).likes == 2
    await world.drain()
    [seen] = (await author.comments(post_id)).items
    assert (seen.likes, seen.liked) == (2, True)
    for _ in range(2):
        answer = await author.unlike_comment(comment.id)
        assert (answer.liked, answer.likes) == (False, 1)
    await world.drain()
    [seen] = (await author.comments(post_id)).items
    assert (seen.likes, seen.liked) == (1, False)


async def test_who_may_comment_is_the_authors_choice_and_can_change(world: World) -> None:
    author, reader, post_id = await pair(world)
    stranger = await world.person("carla")
    assert (await stranger.post(post_id)).who_may_comment == "everyone"
    await stranger.comment(post_id, "hello")
    await author.change_post(post_id, PostChange(who_may_comment="followers"))
    [seen] = (await reader.following_feed()).items
    assert (seen.who_may_comment, seen.edited_at) == ("followers", None)
    assert await refused(stranger.comment(post_id, "again")) == (403, "comments-for-followers")
    await reader.comment(post_id, "a follower")
    await author.comment(post_id, "the author")
    await author.change_post(post_id, PostChange(who_may_comment="nobody"))
    for person in (stranger, reader, author):
        assert await refused(person.comment(post_id, "too late")) == (403, "comments-closed")
    assert texts((await stranger.comments(post_id)).items) == ["the author", "a follower", "hello"]
    media_id = str(await pictures.ready_media(author.user_id))
    draft = await author.draft(NewPost(items=[NewItem(media_id=media_id)], who_may_comment="nobody"))
    assert draft.who_may_comment == "nobody"
    published = (await author.publish(draft.id)).post
    assert published and published.who_may_comment == "nobody"


async def test_who_is_blocked_is_neither_heard_nor_seen(world: World) -> None:
    author, reader, post_id = await pair(world)
    third = await world.person("carla")
    theirs = await third.comment(post_id, "from carla")
    answer = await third.comment(post_id, "carla answers", reply_to=(await author.comment(post_id, "mine")).id)
    await reader.block("carla")
    assert texts((await reader.comments(post_id)).items) == ["mine"]
    assert (await reader.replies(str(answer.parent_id))).items == []
    for call in (reader.like_comment(theirs.id), reader.replies(theirs.id), reader.delete_comment(theirs.id)):
        assert await refused(call) == (404, "comment-not-found")
    assert await refused(reader.comment(post_id, "to carla", reply_to=theirs.id)) == (404, "comment-not-found")
    await world.drain()
    assert (await reader.post(post_id)).comments == 3
    await author.block("carla")
    for call in (third.comments(post_id), third.comment(post_id, "again")):
        assert await refused(call) == (404, "post-not-found")
    assert await refused(third.like_comment(theirs.id)) == (404, "comment-not-found")


async def test_comments_of_a_private_account_are_for_followers(world: World) -> None:
    author, reader, post_id = await pair(world)
    asking = await world.person("dan")
    comment = await reader.comment(post_id, "among us")
    await author.change_profile(ProfileChange(private=True))
    await asking.follow("ann.lee")
    for call in (asking.comments(post_id), asking.comment(post_id, "let me in")):
        assert await refused(call) == (404, "post-not-found")
    assert await refused(asking.like_comment(comment.id)) == (404, "comment-not-found")
    assert texts((await reader.comments(post_id)).items) == ["among us"]
    await database.execute("UPDATE users SET state = 'suspended' WHERE handle = 'bob'")
    assert (await author.comments(post_id)).items == []
