"""Of what people want to be told, and when."""

from datetime import UTC, datetime, timedelta

import pytest

from server.notifications import service as notifications
from shared.notifications import NotificationSettingsChange, SeenUpTo
from shared.problems import ApiError
from tests.notifications.town import Town


@pytest.mark.parametrize("setting", ["likes", "comments", "comment_likes", "mentions", "shares", "follows"])
async def test_from_nobody_and_from_people_one_follows(town: Town, setting: str) -> None:
    ann, friend, stranger = await town.people(3)
    await town.follow(ann, friend)
    await town.follow(friend, ann)
    await town.world.relay()
    before = await town.told(ann)
    for wanted, told in (("nobody", []), ("following", [friend.handle])):
        await town.settle_for(ann, **{setting: wanted})
        post = await town.world.quick_post(ann.user_id)
        remark = await town.comment(ann, post, "mine")
        for one in (friend, stranger):
            match setting:
                case "likes":
                    await town.like(post, one)
                case "comments":
                    await town.comment(one, post, "hello")
                case "comment_likes":
                    await town.like_comment(remark, one)
                case "mentions":
                    await town.world.quick_post(one.user_id, f"@{ann.handle}")
                case "shares":
                    if one is friend or wanted == "nobody":
                        await town.follow(ann, one)
                        await town.share(one, post, "", ann)
                        if one is stranger:
                            await town.unfollow(ann, one)
                case "follows":
                    if wanted == "following":
                        await town.unfollow(one, ann)
                    await town.follow(one, ann)
            await town.world.relay()
        if setting == "follows":
            continue  # the friend's follow is the one that was told before
        new = [one for one in await town.told(ann) if one not in before]
        assert [one[1:] for one in new] == [(handle,) for handle in told]
    assert all(stranger.handle not in one for one in await town.told(ann))


async def test_requests_always_arrive(town: Town) -> None:
    [ann] = await town.people(1)
    private = await town.world.newcomer(private=True)
    await town.settle_for(private, follows="nobody")
    await town.follow(ann, private)
    assert await town.told(private) == [("request", ann.handle)]


async def test_a_reply_that_also_mentions_comes_as_whatever_one_wants_to_hear(town: Town) -> None:
    ann, ben = await town.people(2)
    post = await town.world.quick_post(ben.user_id)
    comment = await town.comment(ann, post, "first")
    await town.settle_for(ann, comments="nobody")
    await town.comment(ben, post, f"@{ann.handle}", comment)
    assert await town.told(ann) == [("mention", ben.handle)]


async def test_while_paused_nothing_is_counted_and_all_of_it_is_listed(town: Town) -> None:
    ann, ben = await town.people(2)
    post = await town.world.quick_post(ann.user_id)
    await town.settle_for(ann, paused_until=datetime.now(UTC) + timedelta(hours=1))
    await town.like(post, ben)
    page = await town.page(ann)
    assert [one.kind for one in page.items] == ["like"] and not page.items[0].seen
    assert page.unread == 0 and await town.unread(ann) == 0
    await town.settle_for(ann, paused_until=None)
    assert await town.unread(ann) == 1


async def test_settings_over_http(town: Town) -> None:
    ann = await town.world.person("settles.ann")
    assert (await ann.notification_settings()).likes == "everyone"
    until = datetime.now(UTC) + timedelta(hours=8)
    changed = await ann.change_notification_settings(NotificationSettingsChange(likes="nobody", paused_until=until))
    assert (changed.likes, changed.paused_until, changed.follows) == ("nobody", until, "everyone")
    changed = await ann.change_notification_settings(NotificationSettingsChange())
    assert (changed.likes, changed.paused_until) == ("nobody", until)
    for body in ({"likes": "some"}, {"paused_until": "soon"}, {"loud": True}, {"likes": None}):
        answer = await town.world.http("PATCH", "/api/v1/me/notifications", ann, json=body)
        assert answer.status_code in (400, 422), body


@pytest.mark.parametrize(
    "at", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "2026-11-22T12:00:00", "x", ""]
)
async def test_times_from_outside_of_the_calendar_are_refused_or_understood(town: Town, at: str) -> None:
    ann = await town.world.person(f"odd{abs(hash(at))}")
    for method, path, body in (
        ("PUT", "/api/v1/notifications/seen", {"at": at}),
        ("PATCH", "/api/v1/me/notifications", {"paused_until": at}),
    ):
        answer = await town.world.http(method, path, ann, json=body)
        assert answer.status_code in (200, 400, 422), answer.text


async def test_seen_reaches_as_far_as_there_is_something_and_never_back(town: Town) -> None:
    ann, ben, cat = await town.people(3)
    post = await town.world.quick_post(ann.user_id)
    await town.like(post, ben)
    [one] = (await town.page(ann)).items
    far = SeenUpTo(at=datetime(9999, 1, 1, tzinfo=UTC))
    assert (await notifications.see(ann, far.at)).count == 0
    await town.comment(cat, post, "new")
    await town.world.relay()
    assert await town.unread(ann) == 1, "whoever looked ahead of time has not seen what came later"
    assert await town.see(ann, one) == 1


async def test_a_cursor_of_elsewhere_is_refused(town: Town) -> None:
    ann = await town.world.person("cursor.ann")
    for cursor in ("x", "kgEC", "k80BAqEx"):
        try:
            await ann.notifications(cursor)
        except ApiError as refusal:
            assert refusal.status in (400, 422)
