"""What people are told of, and that they are told once."""

from msgspec import UNSET

from server.accounts import service as accounts
from server.kit import database
from server.posts import service as posts
from shared.accounts import ProfileChange
from shared.media import Tag
from shared.posts import NewItem, PostChange
from tests.notifications.town import Town, committed


async def test_likes(town: Town) -> None:
    ann, ben = await town.people(2)
    post = await town.world.quick_post(ann.user_id)
    await town.like(post, ben)
    [one] = (await town.page(ann)).items
    assert (one.kind, [person.handle for person in one.people], one.others) == ("like", [ben.handle], 0)
    assert one.post and one.post.id == str(post) and one.post.picture.url("square")
    assert not one.seen and one.comment_id is None and one.relationship is None
    assert await town.told(ben) == []


async def test_nobody_is_told_of_their_own_doings(town: Town) -> None:
    [ann] = await town.people(1)
    post = await town.world.quick_post(ann.user_id, f"by @{ann.handle} herself")
    await town.like(post, ann)
    comment = await town.comment(ann, post, f"I, @{ann.handle}, say so")
    await town.comment(ann, post, "and again", comment)
    await town.like_comment(comment, ann)
    assert await town.told(ann) == []


async def test_comments_and_replies(town: Town) -> None:
    ann, ben, cat = await town.people(3)
    post = await town.world.quick_post(ann.user_id)
    comment = await town.comment(ben, post, "what a morning " * 20)
    answer = await town.comment(cat, post, "so it was", comment)
    [anns] = (await town.page(ann)).items
    assert (anns.kind, [person.handle for person in anns.people]) == ("comment", [cat.handle, ben.handle])
    assert (anns.comment_id, anns.text) == (answer.id, "so it was")
    [bens] = (await town.page(ben)).items
    assert (bens.kind, bens.comment_id, bens.text) == ("reply", answer.id, "so it was")
    await town.delete_comment(cat, answer)
    [anns] = (await town.page(ann)).items
    assert (anns.comment_id, len(anns.text)) == (comment.id, 120)
    assert await town.told(ben) == []


async def test_a_comment_that_replies_and_mentions_tells_one_person_once(town: Town) -> None:
    ann, ben, cat = await town.people(3)
    post = await town.world.quick_post(ann.user_id)
    comment = await town.comment(ann, post, "who was there?")
    await town.comment(ben, post, f"@{ann.handle} and @{cat.handle} and @{cat.handle}", comment)
    assert await town.told(ann) == [("reply", ben.handle)]
    assert await town.told(cat) == [("mention", ben.handle)]
    await town.comment(ben, post, f"@{ann.handle}!")
    assert await town.told(ann) == [("mention", ben.handle), ("reply", ben.handle)]


async def test_mentions_in_captions_and_those_added_later(town: Town) -> None:
    ann, ben, cat = await town.people(3)
    post = await town.world.quick_post(ann.user_id, f"with @{ben.handle}")
    assert await town.told(ben) == [("mention", ann.handle)]
    await committed(posts.change, ann, post, PostChange(caption=f"with @{ben.handle} and @{cat.handle}"))
    assert await town.told(ben) == [("mention", ann.handle)]
    assert await town.told(cat) == [("mention", ann.handle)]
    await committed(posts.change, ann, post, PostChange(caption=f"with @{cat.handle}"))
    assert await town.told(ben) == []


async def test_tags_in_pictures(town: Town) -> None:
    ann, ben, cat = await town.people(3)
    post = await town.world.quick_post(ann.user_id, f"with @{ben.handle}")
    assert await town.told(cat) == []
    [media_id] = [item.media_id for item in (await posts.own(ann, post)).items]
    tags = [Tag(handle=one.handle, x=0.5, y=0.5) for one in (ben, cat)]
    items = [NewItem(media_id=media_id, tags=tags)]
    await committed(posts.change, ann, post, PostChange(items=items, caption=UNSET))
    assert await town.told(cat) == [("tag", ann.handle)]
    await committed(posts.change, ann, post, PostChange(items=[NewItem(media_id=media_id)]))
    assert await town.told(cat) == []


async def test_likes_of_comments(town: Town) -> None:
    ann, ben, cat = await town.people(3)
    post = await town.world.quick_post(ann.user_id)
    comment = await town.comment(ben, post, "so calm")
    await town.like_comment(comment, ann, cat)
    [one] = (await town.page(ben)).items
    assert (one.kind, [person.handle for person in one.people]) == ("comment_like", [cat.handle, ann.handle])
    assert (one.comment_id, one.text) == (comment.id, "so calm") and one.post and one.post.id == str(post)


async def test_follows_requests_and_answers(town: Town) -> None:
    ann, ben = await town.people(2)
    private = await town.world.newcomer(private=True)
    await town.follow(ben, ann, private)
    [one] = (await town.page(ann)).items
    assert one.kind == "follow" and one.relationship and one.relationship.follows_you
    [one] = (await town.page(private)).items
    assert one.kind == "request" and one.relationship and one.relationship.asked_you
    await town.accept(private, ben)
    assert await town.told(private) == [], "who let somebody in is not told of it"
    assert await town.told(ben) == [("accepted", private.handle)]


async def test_who_waited_at_an_account_that_went_public_is_told(town: Town) -> None:
    [ann] = await town.people(1)
    private = await town.world.newcomer(private=True)
    await town.follow(ann, private)
    await town.world.relay()
    await committed(accounts.change_profile, private, ProfileChange(private=False))
    await town.world.drain()
    assert await town.told(ann) == [("accepted", private.handle)]


async def test_shares(town: Town) -> None:
    ann, ben, cat = await town.people(3)
    await town.follow(cat, ben)
    post = await town.world.quick_post(ann.user_id)
    await town.share(ben, post, "for you", cat)
    [one] = (await town.page(cat)).items
    assert (one.kind, [person.handle for person in one.people], one.text) == ("share", [ben.handle], "for you")
    assert one.post and one.post.id == str(post)


async def test_whoever_may_not_see_the_post_is_not_told_of_it(town: Town) -> None:
    ben, cat = await town.people(2)
    private = await town.world.newcomer(private=True)
    await town.follow(ben, private)
    await town.world.relay()
    await town.accept(private, ben)
    post = await town.world.quick_post(private.user_id, f"@{ben.handle} @{cat.handle}")
    await town.comment(ben, post, f"@{cat.handle} look")
    assert ("mention", private.handle) in await town.told(ben)
    assert await town.told(cat) == []


async def test_events_that_come_twice_tell_once(town: Town) -> None:
    ann, ben = await town.people(2)
    post = await town.world.quick_post(ann.user_id, f"@{ben.handle}")
    await town.like(post, ben)
    await town.comment(ben, post, "hello")
    await database.execute("UPDATE outbox SET due_at = now() + interval '1 hour'")
    events = await database.fetch("SELECT id, topic, payload FROM outbox")
    await database.execute("UPDATE outbox SET due_at = now()")
    before = await town.page(ann), await town.page(ben)
    for row in events:
        await database.execute(
            "INSERT INTO outbox (id, topic, payload) VALUES ($1, $2, $3)", -row["id"], row["topic"], row["payload"]
        )
    assert (await town.page(ann), await town.page(ben)) == before
