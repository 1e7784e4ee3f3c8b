"""Private accounts, blocks, deletion, sign-in: what one person does, seen by the other."""

from pathlib import Path

from PIL import Image, ImageStat

from tests.installation import Installation, eventually
from tests.journeys.conftest import Album
from tests.journeys.profiles import DESKTOP, browser
from tests.journeys.visitor import Visitor
from tests.world import PASSWORD, Person


async def test_a_private_account_lets_in_whom_it_accepts(live: Installation, photo: Path, album: Album) -> None:
    rosa = await live.person("rosa")
    post = await published(rosa, photo, "For those I know")
    await (await live.person("sven")).close()
    async with browser() as first, browser() as second:
        owner = await Visitor.arrive(first, live, "rosa", "/settings")
        await owner.press("private-account")
        await owner.settle()

        asking = await Visitor.arrive(second, live, "sven", "/u/rosa")
        await asking.sees("wall-private")
        assert not await asking.has(f"tile-{post}")
        await asking.press("follow-rosa")
        await asking.hears("You have asked")
        await album.take(asking, "sven has asked")

        await owner.come_back("/requests")
        await owner.sees("request-accept-sven")
        await album.take(owner, "rosa has a request")
        await owner.press("request-accept-sven")
        await owner.misses("request-accept-sven")

        await asking.come_back("/u/rosa")
        await asking.sees(f"tile-{post}")
        await album.take(asking, "sven sees rosa's photos")
        await asking.press("nav-home")
        await asking.sees(f"photo-{post}")
    await rosa.close()


async def test_a_block_hides_each_from_the_other(live: Installation, photo: Path, album: Album) -> None:
    tara, ugo = await live.person("tara"), await live.person("ugo")
    post = await published(tara, photo, "For almost everyone")
    await ugo.follow("tara")
    async with browser() as first, browser(DESKTOP) as second:
        blocked = await Visitor.arrive(second, live, "ugo")
        await blocked.sees(f"photo-{post}")

        blocker = await Visitor.arrive(first, live, "tara", "/u/ugo")
        await blocker.press("profile-more")
        await blocker.sees("profile-menu")
        await album.take(blocker, "tara's menu about ugo")
        await blocker.press("menu-block")
        await blocker.sees("block-dialog")
        await album.take(blocker, "tara is asked again")
        await blocker.press("block-confirm")
        await blocker.sees("wall-blocked")
        await album.take(blocker, "tara blocks ugo")

        await blocked.reload()
        await blocked.sees("feed-empty")
        await album.take(blocked, "tara's photo has left ugo's feed")
        await blocked.come_back("/u/tara")
        await blocked.sees("profile-missing")
        await album.take(blocked, "tara is not there for ugo")
        await blocked.come_back(f"/p/{post}")
        await blocked.misses(f"photo-{post}")
        await blocked.come_back("/search")
        await blocked.type("search", "tara")
        await blocked.sees("search-empty")
    await tara.close()
    await ugo.close()


async def test_a_deleted_post_leaves_the_feed_of_others(live: Installation, photo: Path, album: Album) -> None:
    vera, wim = await live.person("vera"), await live.person("wim")
    stays = await published(vera, photo, "This one stays")
    goes = await published(vera, photo, "This one goes")
    await wim.follow("vera")
    async with browser() as first, browser() as second:
        reader = await Visitor.arrive(second, live, "wim")
        await reader.sees(f"photo-{goes}")

        author = await Visitor.arrive(first, live, "vera")
        await author.press(f"more-{goes}")
        await author.sees("post-menu")
        await album.take(author, "vera's menu about her post")
        await author.press("menu-delete")
        await author.press("delete-confirm")
        await author.misses(f"photo-{goes}")
        await album.take(author, "vera's feed without it")

        await reader.press("refresh")
        await reader.misses(f"photo-{goes}")
        await reader.sees(f"photo-{stays}")
        await album.take(reader, "wim's feed without it")
    await vera.close()
    await wim.close()


async def test_a_wrong_password_is_refused_in_words_and_the_right_one_is_not(live: Installation, album: Album) -> None:
    await (await live.person("xenia")).close()
    async with browser() as phone:
        visitor = await Visitor.enter(phone, live.settings.web_url, "/sign-in")
        await visitor.fill(sign_in_handle="xenia", sign_in_password="not the password at all")
        await visitor.press("sign-in")
        await visitor.hears("Handle or password is not right")
        assert not await visitor.has("nav-home")
        await album.take(visitor, "refused")
        await visitor.fill(sign_in_password=PASSWORD)
        await visitor.press("sign-in")
        await visitor.sees("nav-home")
        await visitor.go("/settings")
        await visitor.press("sign-out")
        await visitor.press("sign-out-confirm")
        await visitor.sees("sign-in")


async def test_the_theme_is_switched_and_kept(live: Installation, album: Album) -> None:
    await (await live.person("yara")).close()
    async with browser() as phone:
        visitor = await Visitor.arrive(phone, live, "yara", "/settings")
        await visitor.press("theme-light")
        await eventually(lambda: _bright(visitor, album, "light"), "the screen is light")
        await visitor.press("theme-dark")
        await eventually(lambda: _dark(visitor, album, "dark"), "the screen is dark")
        await visitor.come_back("/settings")
        await visitor.sees("theme-dark")
        await eventually(lambda: _dark(visitor, album, "dark after a reload"), "the screen is dark again")


async def published(person: Person, photo: Path, caption: str) -> str:
    """Publishes a photo over the API and waits until it is there. Returns the post's id."""
    media_id = await person.upload(photo, filename=photo.name)
    own = await person.publish((await person.create_post(media_id, caption)).id)

    async def is_there() -> bool:
        return (await person.own_post(own.id)).post is not None

    await eventually(is_there, "the post is published")
    post = (await person.own_post(own.id)).post
    assert post is not None
    return post.id


async def _bright(visitor: Visitor, album: Album, step: str) -> bool:
    return brightness(await album.take(visitor, step)) > 180


async def _dark(visitor: Visitor, album: Album, step: str) -> bool:
    return brightness(await album.take(visitor, step)) < 75


def brightness(picture: Path) -> float:
    """Mean of all pixels, from 0 to 255."""
    with Image.open(picture) as image:
        return float(ImageStat.Stat(image.convert("L")).mean[0])
