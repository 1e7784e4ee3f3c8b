"""A post from draft to deletion, as its author and its readers see it."""

import pytest

from server.kit import database
from shared.accounts import ProfileChange
from shared.posts import NewItem, PostChange
from shared.problems import ApiError
from tests import pictures
from tests.world import Person, World, blob_files


async def followed_pair(world: World) -> tuple[Person, Person]:
    author, reader = await world.person("ann.lee"), await world.person("bob")
    await reader.follow("ann.lee")
    return author, reader


async def shown(reader: Person) -> list[str]:
    return [post.caption for post in (await reader.following_feed()).items]


async def test_a_post_waits_for_its_photo_and_then_shows_whole(world: World) -> None:
    author, reader = await followed_pair(world)
    media_id = await author.upload(pictures.jpeg(900, 700), filename="sea.jpg")
    draft = await author.create_post(media_id, "By the #Sea with @bob and @nobody.here", alt="Waves")
    assert draft.state == "draft" and draft.post is None
    assert (await author.publish(draft.id)).state == "processing"
    assert await shown(reader) == []
    await world.drain()
    own = await author.own_post(draft.id)
    assert own.state == "published" and own.post is not None
    [seen] = (await reader.following_feed()).items
    assert seen == own.post == await reader.post(own.post.id)
    assert (seen.picture.width, seen.picture.height, seen.picture.alt) == (900, 700, "Waves")
    assert [variant.name for variant in seen.picture.variants] == ["square", "w640", "w1080"]
    assert seen.hashtags == ["sea"] and seen.mentions == ["bob"]
    assert (await reader.profile("ann.lee")).posts == 1


async def test_authors_see_their_own_post_at_once(world: World) -> None:
    author = await world.person("ann.lee")
    media_id = await pictures.ready_media(author.user_id)
    draft = await author.create_post(str(media_id), "mine")
    published = await author.publish(draft.id)
    assert published.state == "published"
    assert await shown(author) == ["mine"]


async def test_publishing_twice_makes_one_post(world: World) -> None:
    author, reader = await followed_pair(world)
    draft = await author.create_post(str(await pictures.ready_media(author.user_id)), "once")
    first, second = await author.publish(draft.id), await author.publish(draft.id)
    assert first == second
    await world.drain()
    assert await shown(reader) == ["once"]


async def test_a_photo_that_cannot_be_read_fails_the_post_with_a_reason_and_another_one_mends_it(world: World) -> None:
    author, reader = await followed_pair(world)
    media_id = await author.upload(pictures.jpeg(200, 200)[:600], filename="cut.jpg")
    draft = await author.create_post(media_id, "kept words", alt="kept too")
    await author.publish(draft.id)
    await world.drain()
    failed = await author.own_post(draft.id)
    assert failed.state == "failed" and failed.problem and failed.reason.endswith(".")
    assert [post.id for post in (await author.pending_posts()).items] == [draft.id]
    better = [NewItem(media_id=await author.upload(pictures.jpeg()), alt=failed.items[0].alt)]
    mended = await author.change_post(draft.id, PostChange(items=better))
    assert (mended.state, mended.caption, mended.items[0].alt) == ("draft", "kept words", "kept too")
    await author.publish(draft.id)
    await world.drain()
    assert await shown(reader) == ["kept words"]
    assert (await author.pending_posts()).items == []


async def test_an_edit_shows_on_the_next_read_and_says_so(world: World) -> None:
    author, reader = await followed_pair(world)
    post = await world.post(author, "frist")
    assert (await reader.following_feed()).items[0].edited_at is None
    await author.change_post(post.id, PostChange(caption="first #try"))
    [seen] = (await reader.following_feed()).items
    assert (seen.caption, seen.hashtags) == ("first #try", ["try"])
    assert seen.edited_at is not None


async def test_the_photo_of_a_published_post_stays(world: World) -> None:
    author, _ = await followed_pair(world)
    post = await world.post(author, "as it is")
    with pytest.raises(ApiError) as refused:
        await author.change_post(post.id, PostChange(items=[NewItem(media_id=await author.upload(pictures.jpeg()))]))
    assert refused.value.type == "/problems/post-has-its-media"


async def test_a_deleted_post_is_gone_everywhere_with_its_bytes(world: World) -> None:
    author, reader = await followed_pair(world)
    post = await world.post(author, "soon gone")
    assert await shown(reader) == ["soon gone"]
    await author.delete_post(post.id)
    assert await shown(reader) == []
    for ask in (reader.post(post.id), author.post(post.id), author.own_post(post.id), author.delete_post(post.id)):
        with pytest.raises(ApiError) as refused:
            await ask
        assert refused.value.type == "/problems/post-not-found"
    assert (await reader.posts_of("ann.lee")).items == []
    await world.drain()
    assert [file for file in blob_files(world.settings) if "media" in file.parts] == []
    assert await database.fetchval("SELECT count(*) FROM media") == 0


async def test_a_photo_that_another_post_uses_as_well_stays(world: World) -> None:
    author = await world.person("ann.lee")
    photo = pictures.jpeg()
    first, second = await world.post(author, "one", picture=photo), await world.post(author, "two", picture=photo)
    await author.delete_post(first.id)
    await world.drain()
    answer = await world.http("GET", second.picture.variants[0].url)
    assert answer.status_code == 200


async def test_nobody_can_use_the_media_of_somebody_else(world: World) -> None:
    author, reader = await followed_pair(world)
    media_id = await author.upload(pictures.jpeg())
    for wrong in (media_id, "1", "x", "9" * 40):
        with pytest.raises(ApiError) as refused:
            await reader.create_post(wrong, "not mine")
        assert refused.value.type == "/problems/media-not-found"


@pytest.mark.parametrize("field", ["caption", "alt"])
async def test_text_keeps_what_people_write_and_refuses_what_cannot_be_stored(world: World, field: str) -> None:
    author = await world.person("ann.lee")
    media_id = str(await pictures.ready_media(author.user_id))
    words = "Grüße 👩‍🚀 שלום\nтретья строка"
    own = await author.create_post(media_id, **{field: words})
    assert (own.caption if field == "caption" else own.items[0].alt) == words
    with pytest.raises(ApiError) as refused:
        await author.create_post(await author.upload(pictures.jpeg()), **{field: "nul \0 byte"})
    assert refused.value.status == 422 and field in refused.value.fields
    with pytest.raises(ApiError) as refused:
        await author.create_post(media_id, **{field: "x" * 2201})
    assert refused.value.status == 422


async def test_a_new_name_or_picture_shows_on_older_posts(world: World) -> None:
    author, reader = await followed_pair(world)
    await world.post(author, "old words")
    assert (await reader.following_feed()).items[0].author.name == "Ann.Lee"
    picture_id = await author.upload(pictures.jpeg(400, 400))
    await world.drain()
    await author.change_profile(ProfileChange(name="Ann Lee", picture_id=picture_id))
    [seen] = (await reader.following_feed()).items
    assert seen.author.name == "Ann Lee"
    assert seen.author.avatar == (await author.me()).avatar is not None
    await author.change_profile(ProfileChange(picture_id=None))
    await world.drain()
    assert (await reader.following_feed()).items[0].author.avatar is None
    assert await database.fetchval("SELECT count(*) FROM media WHERE id = $1", int(picture_id)) == 0


async def test_a_profile_shows_all_posts_in_pages_and_only_to_those_who_may(world: World) -> None:
    author, reader = await followed_pair(world)
    made = [str(await world.quick_post(author.user_id, f"n{n}")) for n in range(35)]
    pages = [post.id async for post in reader.every(lambda cursor: reader.posts_of("ann.lee", cursor))]
    assert pages == made[::-1]
    await author.change_profile(ProfileChange(private=True))
    stranger = await world.person("carla")
    assert (await stranger.posts_of("ann.lee")).items == []
    with pytest.raises(ApiError) as refused:
        await stranger.post(made[0])
    assert refused.value.type == "/problems/post-not-found"
    assert (await reader.post(made[0])).id == made[0]


async def test_the_pill_counts_what_others_posted_above_the_reader(world: World) -> None:
    author, reader = await followed_pair(world)
    first = await world.quick_post(author.user_id)
    await world.drain()
    assert (await reader.new_posts(str(first))).count == 0
    for _ in range(3):
        await world.quick_post(author.user_id)
    await world.quick_post(reader.user_id)
    await world.drain()
    assert (await reader.new_posts(str(first))).count == 3
