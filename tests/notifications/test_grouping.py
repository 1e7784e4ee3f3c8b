"""Several doings are one notification; doing and undoing tells nobody twice."""

from server.kit import database
from server.notifications import deeds, queries
from server.notifications import jobs as notification_jobs
from server.notifications import service as notifications
from tests.notifications.town import Town, committed

OLDER = "UPDATE {} SET {} - interval '25 hours' WHERE user_id = $1"


async def a_day_passes(user_id: int) -> None:
    for table, columns in (
        ("notifications", "at = at - interval '25 hours', began_at = began_at"),
        ("notification_deeds", "at = at"),
        ("notification_readers", "tell_at = tell_at - interval '25 hours', seen_at = seen_at"),
    ):
        await database.execute(OLDER.format(table, columns), user_id)


async def test_many_likes_are_one_notification(town: Town) -> None:
    ann, *crowd = await town.people(6)
    post = await town.world.quick_post(ann.user_id)
    await town.like(post, crowd[0])
    [first] = (await town.page(ann)).items
    for one in crowd[1:]:
        await town.like(post, one)
        await town.world.relay()
    [grown] = (await town.page(ann)).items
    assert grown.id == first.id and grown.at > first.at
    assert [person.handle for person in grown.people] == [crowd[4].handle, crowd[3].handle] and grown.others == 3
    assert await town.unread(ann) == 1


async def test_other_things_are_other_notifications(town: Town) -> None:
    ann, ben = await town.people(2)
    posts = [await town.world.quick_post(ann.user_id) for _ in range(2)]
    for post in posts:
        await town.like(post, ben)
    page = await town.page(ann)
    assert [one.post.id for one in page.items if one.post] == [str(post) for post in reversed(posts)]
    assert page.unread == 2


async def test_liking_and_unliking_tells_once(town: Town) -> None:
    ann, ben, cat = await town.people(3)
    post = await town.world.quick_post(ann.user_id)
    await town.like(post, cat)
    await town.world.relay()
    await town.like(post, ben)
    [told] = (await town.page(ann)).items
    assert await town.see(ann, told) == 0
    for _ in range(3):
        await town.unlike(post, ben)
        assert await town.told(ann) == [("like", cat.handle)]
        await town.like(post, ben)
        assert (await town.page(ann)).items[0].at == told.at and await town.unread(ann) == 0
    await town.unlike(post, ben, cat)
    assert await town.told(ann) == []
    await town.like(post, ben)
    assert await town.told(ann) == [("like", ben.handle)] and await town.unread(ann) == 0


async def test_a_like_that_is_gone_before_anybody_heard_of_it_tells_nobody(town: Town) -> None:
    ann, ben = await town.people(2)
    post = await town.world.quick_post(ann.user_id)
    await town.like(post, ben)
    await town.unlike(post, ben)
    assert await town.told(ann) == []
    assert not await database.fetchval("SELECT count(*) FROM notifications WHERE user_id = $1", ann.user_id)


async def test_following_again_and_again_tells_once_a_day(town: Town) -> None:
    ann, ben = await town.people(2)
    await town.follow(ben, ann)
    [told] = (await town.page(ann)).items
    await town.see(ann, told)
    await town.unfollow(ben, ann)
    await town.follow(ben, ann)
    assert await town.told(ann) == [("follow", ben.handle)] and await town.unread(ann) == 0
    await a_day_passes(ann.user_id)
    await town.unfollow(ben, ann)
    await town.follow(ben, ann)
    assert await town.told(ann) == [("follow", ben.handle)] and await town.unread(ann) == 1


async def test_what_was_seen_grows_for_a_day_and_what_was_not_for_as_long_as_it_was_not(town: Town) -> None:
    ann, ben, cat, dan = await town.people(4)
    post = await town.world.quick_post(ann.user_id)
    await town.like(post, ben)
    [first] = (await town.page(ann)).items
    await a_day_passes(ann.user_id)
    await town.like(post, cat)
    [still] = (await town.page(ann)).items
    assert still.id == first.id and len(still.people) == 2
    await town.see(ann, still)
    await town.like(post, dan)
    newest, older = (await town.page(ann)).items
    assert older.id == first.id and older.seen and [one.handle for one in newest.people] == [dan.handle]
    assert await town.unread(ann) == 1


async def test_a_crowd_is_counted(town: Town) -> None:
    ann, *crowd = await town.people(queries.COUNTED + 8)
    post = await town.world.quick_post(ann.user_id)
    await database.execute(
        "INSERT INTO likes (author_id, post_id, user_id, id) SELECT $1, $2, u, row_number() OVER ()"
        " FROM unnest($3::bigint[]) AS u",
        ann.user_id,
        post,
        [one.user_id for one in crowd],
    )
    await committed(
        deeds.note,
        [deeds.Deed(ann.user_id, "like", post, one.user_id, one.user_id, ann.user_id, post) for one in crowd],
    )
    [told] = (await town.page(ann)).items
    assert [one.handle for one in told.people] == [crowd[-1].handle, crowd[-2].handle]
    assert told.others == len(crowd) - 2


async def test_pages_hold_each_notification_once(town: Town) -> None:
    ann, ben = await town.people(2)
    posts = [await town.world.quick_post(ann.user_id) for _ in range(33)]
    for post in posts:
        await town.like(post, ben)
    first = await town.page(ann)
    assert first.cursor and first.unread == 33
    second = await notifications.listed(ann, first.cursor)
    shown = [one.post.id for page in (first, second) for one in page.items if one.post]
    assert shown == [str(post) for post in reversed(posts)] and second.cursor is None


async def test_what_nothing_has_joined_for_long_is_swept(town: Town) -> None:
    ann, ben, cat = await town.people(3)
    await town.follow(ben, ann)
    await town.follow(cat, ben)
    await town.world.relay()
    await database.execute("UPDATE notifications SET at = at - interval '91 days' WHERE user_id = $1", ann.user_id)
    await notification_jobs.sweep()
    assert await town.told(ann) == [] and await town.told(ben) == [("follow", cat.handle)]
    assert not await database.fetchval("SELECT count(*) FROM notification_deeds WHERE user_id = $1", ann.user_id)
