"""Asking for an archive and fetching it: once a day, by whoever holds a link that has not ended, in whatever pieces."""

from datetime import UTC, datetime, timedelta

import jwt
import pytest

from server.archive import links, store
from server.archive.links import Link
from server.kit import database, ids
from shared.problems import ApiError
from tests.archive.belongings import fetched
from tests.world import Person, World


async def made(world: World, handle: str = "ana") -> Person:
    person = await world.person(handle)
    await person.make_archive()
    await world.drain()
    return person


async def test_one_is_made_at_a_time_and_one_a_day(world: World) -> None:
    ana = await world.person("ana")
    assert (await ana.archive()).state == "none"
    assert (await ana.make_archive()).state == "waiting"
    assert (await ana.make_archive()).state == "waiting", "asking twice is asking once"
    assert await database.fetchval("SELECT count(*) FROM outbox WHERE topic = 'ArchiveWanted'") == 1
    await world.drain()
    found = await ana.archive()
    assert found.state == "ready" and found.next_at
    with pytest.raises(ApiError) as refused:
        await ana.make_archive()
    assert (refused.value.status, refused.value.type) == (429, "/problems/archive-too-soon")
    assert refused.value.problem.extra["next_at"] == found.next_at.isoformat()
    await database.execute("UPDATE archives SET asked_at = asked_at - interval '1 day'")
    assert (await ana.archive()).next_at is None
    assert (await ana.make_archive()).state == "waiting"
    await world.drain()
    await fetched(world, ana)
    assert (await world.http("GET", found.url)).status_code == 404, "the old one is gone"


async def test_a_link_works_without_a_token_in_pieces_and_from_no_cache(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store, "PART_BYTES", 1500)
    ana = await made(world)
    found = await ana.archive()
    whole = await world.http("GET", found.url)
    day = datetime.now(UTC).date()
    assert whole.headers["Content-Disposition"] == f'attachment; filename="vitrine-ana-{day}.zip"'
    assert whole.headers["Cache-Control"] == "private, no-store" and whole.headers["Content-Type"] == "application/zip"
    assert len(whole.content) == found.size == int(whole.headers["Content-Length"]) > 3000
    for start, end in ((0, 1), (1400, 1600), (1499, 3001), (found.size - 5, found.size + 9)):
        piece = await world.http("GET", found.url, headers={"Range": f"bytes={start}-{end - 1}"})
        assert piece.status_code == 206 and piece.content == whole.content[start:end]
        assert piece.headers["Content-Range"] == f"bytes {start}-{min(end, found.size) - 1}/{found.size}"
    last = await world.http("GET", found.url, headers={"Range": "bytes=-7"})
    assert last.content == whole.content[-7:]
    beyond = await world.http("GET", found.url, headers={"Range": f"bytes={found.size}-"})
    assert (beyond.status_code, beyond.content) == (416, b"")
    other = await world.http("GET", found.url, headers={"Range": "bytes=0-4", "If-Range": '"another"'})
    assert other.status_code == 200 and other.content == whole.content
    head = await world.http("HEAD", found.url)
    assert head.content == b"" and head.headers["Content-Length"] == str(found.size)


async def test_a_link_ends(world: World) -> None:
    ana = await made(world)
    url = (await ana.archive()).url
    token = url.rpartition("/")[2]
    claims = jwt.decode(token, options={"verify_signature": False})
    assert 0 < claims["exp"] - datetime.now(UTC).timestamp() <= world.settings.archive_link_minutes * 60
    claims["exp"] = int((datetime.now(UTC) - timedelta(seconds=1)).timestamp())
    ended = jwt.encode(claims, world.settings.secret, links.ALGORITHM)
    answer = await world.http("GET", url.replace(token, ended))
    assert (answer.status_code, answer.json()["type"]) == (410, "/problems/link-expired")


async def test_nobody_else_can_make_a_link(world: World) -> None:
    ana, bo = await made(world), await made(world, "bo")
    url = (await ana.archive()).url
    number = await database.fetchval("SELECT id FROM archives WHERE user_id = $1", ana.user_id)
    base = url.rpartition("/")[0]
    claims = jwt.decode(url.rpartition("/")[2], options={"verify_signature": False})
    upload = (await bo.direct_upload(10)).url.rpartition("/")[2]
    tries = [
        jwt.encode(claims, "a guess that is long enough to be a key", links.ALGORITHM),
        jwt.encode(claims, "", "none"),
        jwt.encode(claims | {"aud": "vitrine:direct-upload"}, world.settings.secret, links.ALGORITHM),
        links.sign(Link(bo.user_id, number)).rpartition("/")[2],
        links.sign(Link(ana.user_id, ids.new_id())).rpartition("/")[2],
        upload,
        str(number),
    ]
    answers = [await world.http("GET", f"{base}/{token}", bo) for token in tries]
    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.content for answer in answers}) == 1, "hidden and missing look the same"
    assert (await bo.archive()).url != url and (await world.http("GET", url)).status_code == 200


async def test_a_suspended_persons_link_is_dead(world: World) -> None:
    ana = await made(world)
    url = (await ana.archive()).url
    await database.execute("UPDATE users SET state = 'suspended' WHERE id = $1", ana.user_id)
    assert (await world.http("GET", url)).status_code == 404


async def test_an_archive_is_no_medium_that_the_edge_would_serve(world: World) -> None:
    await made(world)
    folder = await database.fetchval("SELECT folder FROM archives")
    for path in (f"archives/{folder}/000000", f"{folder}/000000", f"video/{folder}/video.mp4"):
        assert (await world.http("GET", f"/media/{path}")).status_code == 404
