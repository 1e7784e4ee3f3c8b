"""Whom one lets how near, and what one lets them say: one person decides, the other's screen follows."""

from pathlib import Path

from shared.feed import FeedPreferences
from tests.installation import Installation, eventually
from tests.journeys.conftest import Album
from tests.journeys.profiles import DESKTOP, browser
from tests.journeys.test_people import published
from tests.journeys.visitor import Visitor
from tests.world import PASSWORD, Person

ANOTHER = "a sentence that nobody has said before"


async def test_who_is_close_who_is_proposed_and_who_has_to_go(live: Installation, album: Album) -> None:
    elin, thure = await live.person("elin"), await live.person("thure")
    gesa, bente, arvo = await live.person("gesa"), await live.person("bente"), await live.person("arvo")
    for follower, followed in ((thure, "elin"), (thure, "gesa"), (elin, "gesa"), (gesa, "elin")):
        await follower.follow(followed)
    await gesa.follow("bente")
    await gesa.follow("arvo")
    async with browser() as phone, browser(DESKTOP, "dark") as desk:
        guest = await Visitor.arrive(desk, live, "thure", "/u/elin")
        await guest.sees("mutuals")
        await guest.hears("Followed by gesa")
        await guest.hears("2 followers")
        await guest.hears("Unfollow elin")

        host = await Visitor.arrive(phone, live, "elin", "/suggestions")
        await host.hears("bente, Followed by gesa")
        await host.press("dismiss-bente")
        await host.misses("suggested-bente")
        await host.reload()
        await host.sees("suggested-arvo")
        await host.misses("suggested-bente")

        await host.go("/u/gesa")
        await host.press("profile-more")
        await host.press("menu-close-friend")
        await host.sees("close-friend")
        await host.go("/settings/close-friends")
        await host.sees("person-gesa")
        await host.go("/u/gesa/followers")
        await host.sees("person-thure")

        await host.go("/u/elin/followers")
        await host.press("remove-thure")
        await host.press("remove-follower-confirm")
        await host.misses("remove-thure")
        await host.hears("thure no longer follows you")
        await guest.hears("Follow elin")
        await guest.hears("1 follower")
        await album.take(host, "elin has removed a follower")
        await album.take(guest, "thure sees that he follows no longer")
    assert [one.author.handle for one in (await elin.close_friends()).items] == ["gesa"]
    for person in (elin, thure, gesa, bente, arvo):
        await person.close()


async def test_who_is_heard(live: Installation, photo: Path, flower: Path, album: Album) -> None:
    oda, piet, runa = await live.person("oda"), await live.person("piet"), await live.person("runa")
    await piet.follow("oda")
    await piet.follow("runa")
    loud = await published(runa, photo, "Look at this")
    async with browser() as phone, browser(DESKTOP, "dark") as desk:
        reader = await Visitor.arrive(phone, live, "piet")
        # Whoever else is in this installation stays out of his Home.
        await piet.change_feed_preferences(FeedPreferences(first="following", suggested=False))
        await reader.press(f"more-{loud}")
        await reader.press("menu-mute")
        await reader.hears("runa is muted")
        await reader.misses(f"photo-{loud}")
        louder = await published(runa, photo, "And look at this")
        post = await published(oda, flower, "What grew at the quay #quaylight")
        await reader.sees(f"photo-{post}")
        await reader.misses(f"photo-{louder}")

        await reader.press(f"comments-{post}")
        await reader.type("comment", "Which quay is it?")
        await reader.press("comment-send")
        await reader.hears("piet: Which quay is it?")
        [said] = (await piet.comments(post)).items
        author = await Visitor.arrive(desk, live, "oda", f"/p/{post}")
        await author.press(f"comment-more-{said.id}")
        await author.press("comment-delete")
        await author.press("comment-delete-confirm")
        await author.misses(f"comment-{said.id}")
        await _come_to_comments(reader, post)
        await reader.sees("comments-empty")

        await _let_comment(author, post, "nobody", piet)
        await _come_to_comments(reader, post)
        await reader.hears("Comments are closed")
        await reader.misses("comment")
        await album.take(reader, "piet finds the comments closed")
        await _let_comment(author, post, "followers", piet)
        await _come_to_comments(reader, post)
        await reader.sees("comment")
        await reader.misses("comments-closed")

        await author.go("/u/oda")
        await author.hears("1 follower")
        await reader.go("/u/oda")
        await reader.press("follow-oda")
        await author.hears("0 followers")
        await reader.go(f"/p/{post}/comments")
        await reader.hears("Only followers can comment")
        await reader.misses("comment")

        await reader.go("/tags/quaylight")
        await reader.press("follow-tag-quaylight")
        await reader.hears("Unfollow #quaylight")

        async def followed() -> bool:
            return any(item.post.id == post for item in (await piet.home_feed()).items)

        await eventually(followed, "the hashtag that piet follows is in his Home")
        await reader.go("/")
        await reader.press("feed-home")
        await reader.sees(f"source-{post}")
        assert "#quaylight" in await reader.name(f"source-{post}")
        await album.take(reader, "piet's Home has what he follows")
    for person in (oda, piet, runa):
        await person.close()


async def test_a_new_password_signs_out_the_other_device(live: Installation, album: Album) -> None:
    await (await live.person("ute")).close()
    async with browser() as phone, browser(DESKTOP) as desk:
        lost = await Visitor.arrive(desk, live, "ute", "/settings")
        kept = await Visitor.arrive(phone, live, "ute")
        await kept.go("/settings/password")
        await kept.fill(password_current=PASSWORD, password_new=ANOTHER)
        await kept.press("save-password")
        await kept.hears("Other devices are signed out")
        await lost.sees("notice")
        await lost.hears("You were signed out")
        await lost.misses("nav-home")
        await album.take(lost, "the desk is signed out by itself")
        await lost.fill(sign_in_handle="ute", sign_in_password=ANOTHER)
        await lost.press("sign-in")
        await lost.sees("nav-home")
        await kept.reload()
        await kept.sees("nav-home")


async def _come_to_comments(reader: Visitor, post: str) -> None:
    """From a feed that is up to date."""
    await reader.go("/")
    await reader.press("refresh")
    await reader.go(f"/p/{post}/comments")


async def _let_comment(author: Visitor, post: str, who: str, reader: Person) -> None:
    """Returns once the feed of the reader would say so."""
    await author.go(f"/p/{post}/edit")
    await author.press(f"who-comments-{who}")
    await author.press("save-post")
    await author.at(f"/p/{post}")

    async def known() -> bool:
        return any(one.id == post and one.who_may_comment == who for one in (await reader.following_feed()).items)

    await eventually(known, f"{who} may comment")
