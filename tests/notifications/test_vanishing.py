"""What may no longer be seen, or no longer is, is in no list and no count."""

from server.kit import database
from tests.notifications.town import Town


async def test_blocked_people_vanish_from_what_they_did_and_come_back(town: Town) -> None:
    ann, ben, cat = await town.people(3)
    post = await town.world.quick_post(ann.user_id)
    await town.like(post, ben, cat)
    await town.comment(ben, post, "hm")
    assert len(await town.told(ann)) == 2
    for blocker, other in ((ann, ben), (ben, ann)):
        await town.block(blocker, other)
        assert await town.told(ann) == [("like", cat.handle)] and await town.unread(ann) == 1
        await town.unblock(blocker, other)
        assert len(await town.told(ann)) == 2


async def test_nothing_new_is_told_of_blocked_people(town: Town) -> None:
    ann, ben, cat = await town.people(3)
    post = await town.world.quick_post(cat.user_id)
    await town.block(ann, ben)
    await town.comment(ben, post, f"@{ann.handle}")
    assert await town.told(ann) == []
    await town.unblock(ann, ben)
    assert await town.told(ann) == []


async def test_suspended_people_vanish(town: Town) -> None:
    ann, ben = await town.people(2)
    post = await town.world.quick_post(ann.user_id)
    await town.like(post, ben)
    await town.follow(ben, ann)
    assert len(await town.told(ann)) == 2
    await database.execute("UPDATE users SET state = 'suspended' WHERE id = $1", ben.user_id)
    assert await town.told(ann) == [] and await town.unread(ann) == 0


async def test_a_deleted_post_takes_all_of_it_along(town: Town) -> None:
    ann, ben, cat = await town.people(3)
    post = await town.world.quick_post(ann.user_id, f"@{cat.handle}")
    comment = await town.comment(ben, post, "hello")
    await town.like_comment(comment, cat)
    await town.like(post, ben)
    assert all([await town.told(one) for one in (ann, ben, cat)])
    await town.delete_post(ann, post)
    for one in (ann, ben, cat):
        assert await town.told(one) == [] and await town.unread(one) == 0


async def test_an_account_that_goes_private_hides_its_posts_from_notifications_of_strangers(town: Town) -> None:
    ann, ben = await town.people(2)
    await town.world.quick_post(ann.user_id, f"@{ben.handle}")
    assert await town.told(ben) == [("mention", ann.handle)]
    await database.execute("UPDATE users SET private = true WHERE id = $1", ann.user_id)
    assert await town.told(ben) == [] and await town.unread(ben) == 0


async def test_unfollowing_and_requests_taken_back_or_refused(town: Town) -> None:
    ann, ben = await town.people(2)
    private = await town.world.newcomer(private=True)
    await town.follow(ben, ann, private)
    assert len(await town.told(ann)) == 1 and len(await town.told(private)) == 1
    await town.unfollow(ben, ann)
    await town.unfollow(ben, private)
    assert await town.told(ann) == [] and await town.told(private) == []
    assert await town.unread(ann) == 0 and await town.unread(private) == 0


async def test_an_acceptance_vanishes_with_the_follow(town: Town) -> None:
    [ann] = await town.people(1)
    private = await town.world.newcomer(private=True)
    await town.follow(ann, private)
    await town.world.relay()
    await town.accept(private, ann)
    assert await town.told(ann) == [("accepted", private.handle)]
    await town.unfollow(ann, private)
    assert await town.told(ann) == []
