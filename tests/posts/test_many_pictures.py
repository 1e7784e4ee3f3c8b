"""Posts of up to ten pictures: order, people tagged in them, drafts of any kind, and who may read which."""

import asyncio

import msgspec
import pytest

from server.kit import database
from shared.accounts import ProfileChange
from shared.looks import Box, Look
from shared.media import Tag
from shared.posts import NewItem, NewPost, PostChange
from shared.problems import ApiError
from tests import pictures
from tests.world import Person, World


async def media_of(person: Person, count: int) -> list[str]:
    return [str(await pictures.ready_media(person.user_id)) for _ in range(count)]


def of(media_ids: list[str]) -> list[NewItem]:
    return [NewItem(media_id=media_id) for media_id in media_ids]


async def refusal_of(asked: object) -> ApiError:
    with pytest.raises(ApiError) as refused:
        await asked  # type: ignore[misc]
    return refused.value


async def test_ten_pictures_keep_their_order_and_an_eleventh_is_refused(world: World) -> None:
    ann = await world.person("ann.lee")
    media_ids = await media_of(ann, 11)
    assert (await refusal_of(ann.draft(NewPost(items=of(media_ids))))).status == 422
    draft = await ann.draft(NewPost(items=of(media_ids[:10]), caption="all of them"))
    order = media_ids[9::-1]
    await ann.change_post(draft.id, PostChange(items=of(order)))
    published = await ann.publish(draft.id)
    assert published.post is not None
    assert [picture.id for picture in published.post.pictures] == order
    assert [item.media_id for item in published.items] == order


async def test_a_post_waits_for_the_last_of_its_pictures(world: World) -> None:
    ann = await world.person("ann.lee")
    [ready] = await media_of(ann, 1)
    arriving = await ann.upload(pictures.jpeg())
    draft = await ann.draft(NewPost(items=of([ready, arriving])))
    assert (await ann.publish(draft.id)).state == "processing"
    await world.drain()
    assert (await ann.own_post(draft.id)).state == "published"


async def test_one_bad_picture_fails_the_post_and_can_be_left_out(world: World) -> None:
    ann = await world.person("ann.lee")
    [ready] = await media_of(ann, 1)
    draft = await ann.draft(NewPost(items=of([ready, await ann.upload(pictures.jpeg(200, 200)[:600])])))
    await ann.publish(draft.id)
    await world.drain()
    failed = await ann.own_post(draft.id)
    assert failed.state == "failed" and failed.reason
    await ann.change_post(draft.id, PostChange(items=of([ready])))
    assert (await ann.publish(draft.id)).state == "published"
    await world.drain()
    assert await database.fetchval("SELECT count(*) FROM media") == 1


async def test_the_same_picture_is_in_one_post_once(world: World) -> None:
    ann = await world.person("ann.lee")
    one, other = await media_of(ann, 2)
    assert (await refusal_of(ann.draft(NewPost(items=of([one, one]))))).type == "/problems/item-twice"
    await ann.draft(NewPost(items=of([one])))
    assert (await refusal_of(ann.draft(NewPost(items=of([other, one]))))).type == "/problems/media-in-use"


async def test_a_draft_may_begin_with_words_and_is_there_after_everything(world: World) -> None:
    ann = await world.person("ann.lee")
    draft = await ann.draft(NewPost(caption="what I mean to say", place="the old mill", audience="followers"))
    assert (await refusal_of(ann.publish(draft.id))).type == "/problems/post-empty"
    [media_id] = await media_of(ann, 1)
    look = Look(filter="dune", crop=Box(0.1, 0.2, 0.5, 0.5))
    await ann.change_post(draft.id, PostChange(items=[NewItem(media_id=media_id, alt="A mill", look=look)]))
    await ann.change_post(draft.id, PostChange(aspect="square"))
    [kept] = (await ann.pending_posts()).items
    assert (kept.caption, kept.place, kept.audience, kept.aspect) == (
        "what I mean to say",
        "the old mill",
        "followers",
        "square",
    )
    assert (kept.items[0].alt, kept.items[0].look) == ("A mill", look)
    await ann.delete_post(draft.id)
    await world.drain()
    assert await database.fetchval("SELECT count(*) FROM media") == 0


async def test_drafts_are_bounded_in_number(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("server.posts.service.UNFINISHED_MAX", 2)
    ann = await world.person("ann.lee")
    first = await ann.draft(NewPost())
    await ann.draft(NewPost())
    assert (await refusal_of(ann.draft(NewPost()))).type == "/problems/too-many-drafts"
    await ann.delete_post(first.id)
    await ann.draft(NewPost())


async def test_people_are_tagged_at_a_point_and_may_be_untagged_later(world: World) -> None:
    ann, bob, eve = await world.person("ann.lee"), await world.person("bob"), await world.person("eve")
    [media_id] = await media_of(ann, 1)
    tagged = NewItem(media_id=media_id, tags=[Tag(handle="bob", x=0.25, y=0.5), Tag(handle="ann.lee", x=1, y=0)])
    draft = await ann.draft(NewPost(items=[tagged]))
    post = (await ann.publish(draft.id)).post
    assert post is not None
    tags = {tag.handle: (tag.x, tag.y) for tag in (await bob.post(post.id)).picture.tags}
    assert tags == {"bob": (0.25, 0.5), "ann.lee": (1, 0)}
    await ann.change_post(post.id, PostChange(items=[msgspec.structs.replace(tagged, tags=[])]))
    assert (await bob.post(post.id)).picture.tags == []
    await eve.block("ann.lee")
    for handle in ("eve", "nobody.here"):
        wanted = PostChange(items=[NewItem(media_id=media_id, tags=[Tag(handle=handle, x=0, y=0)])])
        assert (await refusal_of(ann.change_post(post.id, wanted))).type == "/problems/tag-unknown"
    outside = PostChange(items=[NewItem(media_id=media_id, tags=[Tag(handle="bob", x=1.5, y=0)])])
    assert (await refusal_of(ann.change_post(post.id, outside))).type == "/problems/tag-outside"


async def test_an_edit_keeps_what_was_said_before(world: World) -> None:
    ann, bob = await world.person("ann.lee"), await world.person("bob")
    post = await world.post(ann, "frist")
    assert (await bob.versions(post.id)).items == []
    change = PostChange(caption="first", items=[NewItem(media_id=post.picture.id, alt="Waves")])
    await ann.change_post(post.id, change)
    await ann.change_post(post.id, change)
    await ann.change_post(post.id, PostChange(place="the pier"))
    newest, oldest = (await bob.versions(post.id)).items
    assert (oldest.caption, oldest.place, oldest.alts) == ("frist", "", [""])
    assert (newest.caption, newest.place, newest.alts) == ("first", "", ["Waves"])
    assert newest.until > oldest.until
    seen = await bob.post(post.id)
    assert (seen.caption, seen.place, seen.picture.alt) == ("first", "the pier", "Waves") and seen.edited_at
    await bob.block("ann.lee")
    assert (await refusal_of(bob.versions(post.id))).type == "/problems/post-not-found"


async def test_shape_pictures_and_audience_are_final_once_shared(world: World) -> None:
    ann = await world.person("ann.lee")
    post = await world.post(ann, "as it is")
    other = of(await media_of(ann, 1))
    for change, problem in (
        (PostChange(items=other), "post-has-its-media"),
        (PostChange(items=[]), "post-has-its-media"),
        (PostChange(aspect="square"), "post-is-final"),
        (PostChange(audience="followers"), "post-is-final"),
    ):
        assert (await refusal_of(ann.change_post(post.id, change))).type == f"/problems/{problem}"


async def test_a_post_for_followers_is_for_followers(world: World) -> None:
    ann, bob, eve = await world.person("ann.lee"), await world.person("bob"), await world.person("eve")
    await bob.follow("ann.lee")
    draft = await ann.draft(NewPost(items=of([await ann.upload(pictures.jpeg())]), audience="followers"))
    await ann.publish(draft.id)
    await world.drain()
    post = (await ann.own_post(draft.id)).post
    assert post is not None
    for reader in (ann, bob):
        assert (await reader.post(post.id)).id == post.id
        assert [one.id for one in (await reader.posts_of("ann.lee")).items] == [post.id]
        assert (await reader.profile("ann.lee")).posts == 1
    assert [one.id for one in (await bob.following_feed()).items] == [post.id]
    assert (await refusal_of(eve.post(post.id))).type == "/problems/post-not-found"
    assert (await eve.posts_of("ann.lee")).items == []
    assert (await eve.profile("ann.lee")).posts == 0
    assert all("/media/signed/" in variant.url for variant in post.picture.variants)
    await bob.unfollow("ann.lee")
    assert (await refusal_of(bob.post(post.id))).type == "/problems/post-not-found"
    assert (await refusal_of(bob.versions(post.id))).type == "/problems/post-not-found"


async def test_addresses_change_with_the_privacy_of_the_account(world: World) -> None:
    ann, bob = await world.person("ann.lee"), await world.person("bob")
    await bob.follow("ann.lee")
    await world.post(ann, "open")

    async def address() -> str:
        [seen] = (await bob.following_feed()).items
        return seen.picture.url("w640")

    assert "/signed/" not in await address()
    await ann.change_profile(ProfileChange(private=True))
    assert "/signed/" in await address()
    assert (await world.http("GET", await address())).status_code == 200
    await ann.change_profile(ProfileChange(private=False))
    assert "/signed/" not in await address()


async def test_a_draft_asked_for_again_after_a_lost_answer_is_the_same(world: World) -> None:
    ann = await world.person("ann.lee")
    media_ids = await media_of(ann, 2)
    first = await ann.draft(NewPost(items=of(media_ids), caption="once"))
    again = await ann.draft(NewPost(items=of(media_ids), caption="once more"))
    assert (again.id, again.caption) == (first.id, "once more")
    assert (await refusal_of(ann.draft(NewPost(items=of(media_ids[:1]))))).type == "/problems/media-in-use"
    await ann.publish(first.id)
    assert (await refusal_of(ann.draft(NewPost(items=of(media_ids))))).type == "/problems/media-in-use"


async def test_two_drafts_at_once_around_one_photo_become_one(world: World) -> None:
    ann = await world.person("ann.lee")
    media_ids = await media_of(ann, 1)
    answers = await asyncio.gather(*(ann.draft(NewPost(items=of(media_ids))) for _ in range(6)), return_exceptions=True)
    made = {answer.id for answer in answers if not isinstance(answer, BaseException)}
    assert len(made) == 1
    assert {error.type for error in answers if isinstance(error, ApiError)} <= {"/problems/media-in-use"}
    assert len((await ann.pending_posts()).items) == 1
