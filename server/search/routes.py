"""HTTP for search, explore, hashtags and places."""

from typing import Annotated

from litestar import delete, get, post, put
from litestar.params import Parameter

from server.kit.viewer import Viewer
from server.search import explore, following, recent, service
from shared.graph import People
from shared.limits import CURSOR_MAX, QUERY_MAX
from shared.posts import PostPage
from shared.search import (
    Found,
    Hashtag,
    Hashtags,
    NewRecentSearch,
    Order,
    Place,
    Places,
    RecentSearch,
    RecentSearches,
)

Q = Annotated[str, Parameter(max_length=QUERY_MAX)]
Cursor = Annotated[str | None, Parameter(max_length=CURSOR_MAX)]
Id = Annotated[int, Parameter(ge=1, le=2**63 - 1)]
SEARCH = {"limit": "search"}


@get("/search", opt=SEARCH)
async def search(viewer: Viewer, q: Q = "") -> Found:
    return await service.found(viewer, q)


@get("/search/people", opt=SEARCH)
async def people(viewer: Viewer, q: Q = "", cursor: Cursor = None) -> People:
    return await service.people(viewer, q, cursor)


@get("/search/hashtags", opt=SEARCH)
async def hashtags(viewer: Viewer, q: Q = "") -> Hashtags:
    return await service.hashtags(q)


@get("/search/places", opt=SEARCH)
async def places(viewer: Viewer, q: Q = "") -> Places:
    return await service.places(q)


@get("/search/posts", opt=SEARCH)
async def posts(viewer: Viewer, q: Q = "", cursor: Cursor = None) -> PostPage:
    return await service.posts(viewer, q, cursor)


@get("/search/recent")
async def recent_searches(viewer: Viewer) -> RecentSearches:
    return await recent.listed(viewer)


@post("/search/recent")
async def note_search(viewer: Viewer, data: NewRecentSearch) -> RecentSearch:
    return await recent.note(viewer, data)


@delete("/search/recent")
async def forget_searches(viewer: Viewer) -> None:
    await recent.forget(viewer, None)


@delete("/search/recent/{search_id:int}")
async def forget_search(viewer: Viewer, search_id: Id) -> None:
    await recent.forget(viewer, search_id)


@get("/explore")
async def explore_posts(viewer: Viewer, cursor: Cursor = None) -> PostPage:
    return await explore.page(viewer, cursor)


@get("/trending")
async def trending(viewer: Viewer) -> Hashtags:
    return await service.trending()


@get("/hashtags/{tag:str}")
async def hashtag(viewer: Viewer, tag: str) -> Hashtag:
    return await following.hashtag(viewer, tag)


@put("/hashtags/{tag:str}/follow", opt={"limit": "relation"})
async def follow_hashtag(viewer: Viewer, tag: str) -> Hashtag:
    return await following.follow(viewer, tag)


@delete("/hashtags/{tag:str}/follow", status_code=200, opt={"limit": "relation"})
async def unfollow_hashtag(viewer: Viewer, tag: str) -> Hashtag:
    return await following.unfollow(viewer, tag)


@get("/me/hashtags")
async def followed_hashtags(viewer: Viewer) -> Hashtags:
    return await following.listed(viewer)


@get("/hashtags/{tag:str}/posts")
async def hashtag_posts(viewer: Viewer, tag: str, order: Order = "top", cursor: Cursor = None) -> PostPage:
    return await service.hashtag_posts(viewer, tag, order, cursor)


@get("/places/near")
async def places_near(viewer: Viewer, latitude: float, longitude: float) -> Places:
    return await service.places_near(latitude, longitude)


@get("/places/{place_id:int}")
async def place(viewer: Viewer, place_id: Id) -> Place:
    return await service.place(place_id)


@get("/places/{place_id:int}/posts")
async def place_posts(viewer: Viewer, place_id: Id, order: Order = "top", cursor: Cursor = None) -> PostPage:
    return await service.place_posts(viewer, place_id, order, cursor)


@get("/media/{media_id:str}/places", opt={"limit": "preview"})
async def places_of_media(viewer: Viewer, media_id: str) -> Places:
    return await service.places_of_media(viewer, media_id)


ROUTES = [
    search,
    people,
    hashtags,
    places,
    posts,
    recent_searches,
    note_search,
    forget_searches,
    forget_search,
    explore_posts,
    trending,
    hashtag,
    follow_hashtag,
    unfollow_hashtag,
    followed_hashtags,
    hashtag_posts,
    places_near,
    place,
    place_posts,
    places_of_media,
]
