"""One private (or public) author and everybody who might look at what is theirs, made anew for each request."""

import itertools
import secrets
import string
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import msgspec

from server.accounts import passwords, sessions
from server.accounts import service as accounts
from server.accounts.service import Newcomer
from server.archive import making
from server.archive import queries as archives
from server.archive import service as archive_service
from server.kit import database, ids
from server.kit.viewer import Viewer
from server.media import addresses
from shared.accounts import Tokens
from tests import pictures
from tests.gazetteer import KYOTO
from tests.media import stored
from tests.world import PASSWORD, World

SECRET = "nightjar"
"""Stands in the caption of the author's post and of the draft: whoever may not see them must never be sent it."""
PICTURE = pictures.jpeg()
VIEWERS = ("anonymous", "stranger", "blocked", "follower", "owner", "moderator")
_numbers = itertools.count(1)


class Someone(msgspec.Struct):
    id: int
    handle: str
    tokens: Tokens
    session_id: int

    @property
    def viewer(self) -> Viewer:
        return Viewer(self.id, self.handle, "person", self.session_id)


class Scene:
    """Things are made when a request names them; `things` says which names there are."""

    def __init__(self, world: World, *, private: bool) -> None:
        self.world = world
        self.private = private
        self._made: dict[str, str] = {}
        self._people: dict[str, Someone] = {}

    async def someone(self, role: str) -> Someone:
        if role not in self._people:
            self._people[role] = await self._join(role)
        return self._people[role]

    async def _join(self, role: str) -> Someone:
        newcomer = await self.world.newcomer(f"{role}{next(_numbers)}", private=self.private and role == "owner")
        if role == "moderator":
            await accounts.grant_role(newcomer.handle, "moderator")
        async with database.transaction():
            tokens = await sessions.open_for(await accounts.by_handle(newcomer.handle), "tests", "127.0.0.1")
        api = self.world.anonymous()
        api.tokens = tokens
        session = next(session for session in (await api.sessions()).items if session.current)
        someone = Someone(newcomer.user_id, newcomer.handle, tokens, int(session.id))
        if role in ("follower", "blocked", "asking"):
            await self._tie(role, someone)
        return someone

    async def _tie(self, role: str, someone: Someone) -> None:
        owner = await self.someone("owner")
        if role == "blocked":
            await self.call("owner", "PUT", f"/people/{someone.handle}/block")
            return
        await self.call(role, "PUT", f"/people/{owner.handle}/follow", as_=someone)
        if role == "follower" and self.private:
            await self.call("owner", "PUT", f"/follow-requests/{someone.handle}")

    async def call(self, role: str, method: str, path: str, as_: Someone | None = None, **options: Any) -> Any:
        """A request that must succeed, as part of the arrangement."""
        someone = as_ or await self.someone(role)
        headers = {"Authorization": f"Bearer {someone.tokens.access_token}"} | options.pop("headers", {})
        answer = await self.world.http(method, f"/api/v1{path}", headers=headers, **options)
        assert answer.status_code < 300, f"{method} {path}: {answer.status_code} {answer.text}"
        return answer

    async def filled(self, text: str) -> str:
        """The text with `{name}` replaced by what the name stands for in this scene."""
        names = [name for _, name, _, _ in string.Formatter().parse(text) if name]
        return text.format_map({name: await self.thing(name) for name in names})

    async def thing(self, name: str) -> str:
        if name not in self._made:
            self._made[name] = await THINGS[name](self)
        return self._made[name]


async def _person(scene: Scene, role: str) -> str:
    return (await scene.someone(role)).handle


async def _post(scene: Scene) -> str:
    return str(await scene.world.quick_post((await scene.someone("owner")).id, f"{SECRET} over the marsh"))


async def _media(scene: Scene) -> str:
    return str(await pictures.ready_media((await scene.someone("owner")).id))


async def _followers_post(scene: Scene) -> str:
    """A post of the author for followers alone."""
    body = {"items": [{"media_id": await _media(scene)}], "caption": SECRET, "audience": "followers"}
    draft = (await scene.call("owner", "POST", "/posts", json=body)).json()["id"]
    return str((await scene.call("owner", "POST", f"/posts/{draft}/publish")).json()["post"]["id"])


async def _comment(scene: Scene, role: str = "owner") -> str:
    """On the author's post."""
    path = f"/posts/{await scene.thing('post')}/comments"
    return str((await scene.call(role, "POST", path, json={"text": f"{SECRET} again"})).json()["id"])


async def _collection(scene: Scene) -> str:
    """Of the author's, with the post in it."""
    made = (await scene.call("owner", "POST", "/me/collections", json={"name": SECRET})).json()["id"]
    await scene.call("owner", "PUT", f"/me/collections/{made}/posts/{await scene.thing('post')}")
    return str(made)


async def _draft(scene: Scene) -> str:
    body = {"items": [{"media_id": await scene.thing("media")}], "caption": SECRET}
    return str((await scene.call("owner", "POST", "/posts", json=body)).json()["id"])


async def _session(scene: Scene) -> str:
    return str((await scene.someone("owner")).session_id)


async def _link(scene: Scene) -> str:
    """The token in the address for one PUT of `PICTURE`."""
    answer = await scene.call("owner", "POST", "/uploads/direct", json={"size": len(PICTURE)})
    return str(answer.json()["url"]).rpartition("/")[2]


async def _archive_link(scene: Scene) -> str:
    """The token in the address of the author's archive."""
    viewer = (await scene.someone("owner")).viewer
    archive_id = ids.new_id()
    async with database.transaction():
        assert await archives.ask(viewer.user_id, archive_id, 24)
    await making.make(viewer.user_id, archive_id)
    return (await archive_service.state(viewer)).url.rpartition("/")[2]


async def _original(scene: Scene) -> str:
    """A photo that has arrived and is not published."""
    begun = (await scene.call("owner", "POST", "/uploads/direct", json={"size": len(PICTURE)})).json()
    await scene.world.http("PUT", begun["url"], content=PICTURE)
    return str(begun["media_id"])


async def _variant(scene: Scene) -> str:
    """The plain address of a variant of the author's, below /media."""
    digest = await stored.store_picture((await scene.someone("owner")).id)
    return addresses.picture(digest).partition("/media/")[2]


async def _signed_variant(scene: Scene) -> str:
    digest = bytes.fromhex((await scene.thing("variant")).removesuffix(".webp"))
    return addresses.picture(digest, signed=True).partition("/media/")[2]


async def _video(scene: Scene) -> str:
    """The plain address of the master playlist of the author's video, below /media."""
    folder = await stored.store_video((await scene.someone("owner")).id)
    return addresses.video(folder, addresses.MASTER).partition("/media/")[2]


async def _no_video(_: Scene) -> str:
    return f"video/{secrets.token_hex(16)}/{addresses.MASTER}"


async def _signed_video(scene: Scene) -> str:
    folder = (await scene.thing("video")).split("/")[-2]
    return addresses.video(folder, addresses.MASTER, signed=True).partition("/media/")[2]


async def _refresh_token(scene: Scene) -> str:
    return (await scene.someone("owner")).tokens.refresh_token


async def _upload(scene: Scene) -> str:
    headers = {"Tus-Resumable": "1.0.0", "Upload-Length": "10"}
    answer = await scene.call("owner", "POST", "/uploads", headers=headers)
    return str(answer.headers["Location"]).rpartition("/")[2]


async def _member(_: Scene) -> str:
    """Somebody with the password of the tests; everyone else here has none that works."""
    handle = f"member{next(_numbers)}"
    async with database.transaction():
        await accounts.create(Newcomer(handle, "Member", "tests", await passwords.hashed(PASSWORD)))
    return handle


async def _nothing(_: Scene) -> str:
    return str(ids.new_id())


async def _nobody(_: Scene) -> str:
    return f"nobody{next(_numbers)}"


def _constant(value: str) -> Callable[[Scene], Awaitable[str]]:
    async def same(_: Scene) -> str:
        return value

    return same


THINGS: Mapping[str, Callable[[Scene], Awaitable[str]]] = {
    "owner": lambda scene: _person(scene, "owner"),
    "asking": lambda scene: _person(scene, "asking"),
    "bystander": lambda scene: _person(scene, "bystander"),
    "post": _post,
    "media": _media,
    "another_media": _media,
    "followers_post": _followers_post,
    "draft": _draft,
    "comment": _comment,
    "collection": _collection,
    "bystanders_comment": lambda scene: _comment(scene, "bystander"),
    "session": _session,
    "upload": _upload,
    "link": _link,
    "archive_link": _archive_link,
    "original": _original,
    "place": _constant(KYOTO),
    "tag": _constant("marsh"),
    "variant": _variant,
    "signed_variant": _signed_variant,
    "video": _video,
    "signed_video": _signed_video,
    "no_video": _no_video,
    "nothing": _nothing,
    "nobody": _nobody,
    "member": _member,
    "refresh_token": _refresh_token,
}
