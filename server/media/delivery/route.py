"""`/media/…`: one door for pictures and videos, public or signed. No cookie, no token in a header, no budget."""

import hashlib
from typing import Final

from litestar import HttpMethod, Response, route

from server.kit import resources
from server.kit.problems import MEDIA_TYPE, Gone, NotFound, Problem
from server.media.delivery import access, answers, paths, playlist, queries
from server.media.delivery.answers import AnyRequest, AnyResponse
from server.media.delivery.paths import Asked

YEAR: Final = 31_536_000
STALE_SECONDS: Final = 60
"""So long an edge may go on with what it has while it asks again."""
GROWING_SECONDS: Final = 2
"""For a master playlist to which more will be added."""
GROWN_SECONDS: Final = 3600
MISSING_SECONDS: Final = 10


@route("/media/{name:path}", http_method=[HttpMethod.GET, HttpMethod.HEAD], opt={"anonymous": True, "open": True})
async def deliver(request: AnyRequest, name: str) -> AnyResponse:
    """A variant of a picture, a file of a video, or a video's master playlist."""
    # As it came: in `name` escapes are resolved, and doubled and trailing slashes forgiven.
    name = request.scope["raw_path"].decode("latin-1").removeprefix("/media")
    for_all = not name.startswith("/signed/")
    asked = paths.read(name)
    if asked is None:
        return _refusal(NotFound("picture"), MISSING_SECONDS if for_all else 0)
    try:
        left = await access.seconds_allowed(asked)
        if asked.is_master:
            return await _master(request, asked, left)
        return await answers.stored(request, asked.key, asked.media_type, asked.etag, _cache(left))
    except (FileNotFoundError, NotFound):
        # The same for what is hidden and for what was never there.
        missing = GROWING_SECONDS if asked.is_master else MISSING_SECONDS
        return _refusal(NotFound(asked.kind), missing if for_all else 0)
    except Gone as expired:
        return _refusal(expired, 0)


async def _master(request: AnyRequest, asked: Asked, left: int | None) -> AnyResponse:
    master = playlist.master(await queries.ladder(asked.subject))
    if master is None:
        raise NotFound("video")
    seconds = GROWN_SECONDS if master.whole else GROWING_SECONDS
    cache = f"public, max-age={seconds}" if left is None else f"private, max-age={min(left, seconds)}"
    etag = f'"{hashlib.sha256(master.text).hexdigest()[:32]}"'
    return answers.written(request, master.text, asked.media_type, etag, cache)


def _cache(left: int | None) -> str:
    """Files never change: what limits their life in a cache is that they may be deleted, or a signature end."""
    if left is not None:
        return f"private, max-age={left}"
    edge = resources.settings().media_edge_seconds
    return f"public, max-age={YEAR}, s-maxage={edge}, stale-while-revalidate={min(edge, STALE_SECONDS)}, immutable"


def _refusal(problem: Problem, seconds: int) -> AnyResponse:
    """To be kept by caches for so long, or not at all."""
    cache = f"public, max-age={seconds}" if seconds else "private, no-store"
    headers = answers.FOR_EVERYBODY | {"Cache-Control": cache}
    return Response(problem.encode(), status_code=problem.status, media_type=MEDIA_TYPE, headers=headers)


DELIVERY = [deliver]
