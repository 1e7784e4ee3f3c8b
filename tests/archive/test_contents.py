"""An archive holds all that is one's own, and of others nothing but what one may see of them now."""

import re
from html.parser import HTMLParser

import pytest

from server.kit import database
from server.media import store
from tests.archive.belongings import ALT, CAPTION, ORIGINAL, SECRET, VIDEO, Archive, Belongings
from tests.world import World, blob_files

FILES = {
    "index.html", "posts.json", "drafts.json", "comments.json", "likes.json", "saved.json", "shares.json",
    "hidden.json", "follows.json", "searches.json", "notifications.json", "settings.json", "account.json",
}  # fmt: skip


@pytest.fixture(scope="module")
async def belongings(long_world: World) -> Belongings:
    made = Belongings(long_world)
    await made.gather()
    return made


@pytest.fixture(scope="module")
async def archive(belongings: Belongings) -> Archive:
    return await belongings.archive()


async def test_every_file_is_there_and_named_in_the_index(archive: Archive) -> None:
    words = {name for name in archive.names if not name.startswith("media/")}
    assert words == FILES
    index = archive.zip.read("index.html").decode()
    linked = set(re.findall(r'(?:href|src|poster)="([^"]+)"', index))
    assert linked - {"media/"} <= set(archive.names) and linked >= FILES - {"index.html"}


async def test_posts_have_their_words_and_the_stored_bytes(archive: Archive, belongings: Belongings) -> None:
    film, photo = archive.json("posts.json")["posts"]
    assert photo["id"] == belongings.photo.id and photo["caption"] == CAPTION
    assert (photo["place"], photo["likes"], photo["comments"]) == ("Kyoto", 1, 2)
    assert [version["caption"] for version in photo["before"]] == ["before the edit"]
    [shown] = photo["media"]
    assert shown["alt"] == ALT and [person["handle"] for person in shown["people"]] == ["bo"], "dee is hidden by now"
    widest = max(belongings.photo.picture.variants, key=lambda one: (one.name != "square", one.width))
    digest = bytes.fromhex(widest.url.rpartition("/")[2].removesuffix(".webp"))
    [kept] = [path for path in blob_files(belongings.world.settings) if path.name == f"{digest.hex()}.webp"]
    assert archive.zip.read(shown["file"]) == kept.read_bytes()
    assert store.digest_of(archive.zip.read(shown["file"])) == digest
    assert archive.zip.read(film["media"][0]["file"]) == VIDEO


async def test_a_draft_has_its_original(archive: Archive, belongings: Belongings) -> None:
    [draft] = archive.json("drafts.json")["drafts"]
    assert (draft["id"], draft["caption"], draft["state"]) == (belongings.draft_id, "not yet", "draft")
    path = draft["media"][0]["file"]
    assert path.endswith(".jpg") and archive.zip.read(path) == ORIGINAL


async def test_media_whose_bytes_are_lost_do_not_stop_it(archive: Archive) -> None:
    film, _ = archive.json("posts.json")["posts"]
    assert "poster" not in film["media"][0], "the poster of a quick post has no bytes"


async def test_deeds_with_posts_that_one_may_not_see_any_more_are_left_out(
    archive: Archive, belongings: Belongings
) -> None:
    seen = {"id": belongings.posts["bo"].id, "author": "bo"}
    assert [like["post"] for like in archive.json("likes.json")["likes"]] == [seen]
    saved = archive.json("saved.json")
    [heap], [save] = saved["collections"], saved["posts"]
    assert heap["name"] == "To <read>" and save["post"] == seen and save["collections"] == [heap["id"]]
    said = {comment["text"]: comment["post"] for comment in archive.json("comments.json")["comments"]}
    own = {f"ana to {handle}": None for handle in ("cy", "dee", "eve")}
    assert said == own | {"ana to bo": seen}, "one's own words stay, without whose post it was"
    [share] = archive.json("shares.json")["shares"]
    assert (share["to"], share["note"]) == ("bo", "look at this")
    assert [post["post"]["author"] for post in archive.json("hidden.json")["posts"]] == ["bo"]


async def test_ties_are_told_but_never_who_blocks(archive: Archive) -> None:
    ties = archive.json("follows.json")
    told = {name: [person["handle"] for person in people] for name, people in ties.items()}
    assert told == {
        "following": ["bo"],
        "followers": ["bo", "cy"],
        "asking_to_follow": ["gil"],
        "asking_to_follow_you": [],
        "close_friends": ["bo"],
        "blocked": ["eve"],
        "muted": ["fay"],
    }


async def test_searches_settings_and_the_account_are_there(archive: Archive) -> None:
    searches = archive.json("searches.json")
    assert {"kind": "words", "value": "quiet rivers"} in searches["searches"]
    assert searches["followed_hashtags"] == ["marsh"]
    settings = archive.json("settings.json")
    assert settings["notifications"]["likes"] == "following" and settings["feed"]["first"] == "following"
    assert settings["private_account"] is False
    account = archive.json("account.json")
    assert (account["handle"], account["name"], account["bio"]) == ("ana", "Ana <i>Lee</i>", "Stones & rivers")
    assert [one["device"] for one in account["signed_in"]] == ["tests"]
    assert archive.zip.read(account["picture"])
    happened = archive.json("notifications.json")["notifications"]
    assert {"like", "comment"} <= {one["kind"] for one in happened}


async def test_nothing_of_others_and_nothing_secret_leaks(archive: Archive, belongings: Belongings) -> None:
    text = archive.text
    assert SECRET not in text
    hidden = [belongings.posts[handle].id for handle in ("cy", "dee", "eve")]
    assert not [post_id for post_id in hidden if post_id in text]
    assert '"dee"' not in text and "@dee" not in text
    user = await database.fetchrow("SELECT password_hash FROM users WHERE handle = 'ana'")
    session = await database.fetchrow(
        "SELECT family_hash, secret_hash FROM sessions WHERE user_id = $1", belongings.ana.user_id
    )
    tokens = belongings.ana.tokens
    assert user and session and tokens
    secrets = [user["password_hash"], "argon2", tokens.access_token, tokens.refresh_token]
    secrets += [session["family_hash"].hex(), session["secret_hash"].hex(), belongings.world.settings.secret]
    assert not [secret for secret in secrets if secret in text]


class Elements(HTMLParser):
    """What a browser would make of a page: its tags, and the text that people read."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.read = ""
        self.directions: list[str | None] = []
        self.alts: list[str] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        named = dict(attributes)
        if tag == "p":
            self.directions.append(named.get("dir"))
        if named.get("alt"):
            self.alts.append(named["alt"] or "")

    def handle_data(self, data: str) -> None:
        self.read += data


async def test_the_index_shows_words_as_words(archive: Archive) -> None:
    page = Elements()
    page.feed(archive.zip.read("index.html").decode())
    assert not {"script", "i", "b", "iframe", "object"} & set(page.tags)
    assert CAPTION in page.read and "Ana <i>Lee</i>" in page.read and page.alts == [ALT]
    assert "auto" in page.directions, "what is written from right to left is read so"
    assert page.tags.count("article") == 2 and "video" in page.tags
