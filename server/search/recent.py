"""What somebody has opened from the search box or searched for: the last thirty, each once."""

from server.accounts import service as accounts
from server.graph import visibility
from server.kit import ids
from server.kit.problems import NotFound
from server.kit.text import clean
from server.kit.viewer import Viewer
from server.search import queries, topics
from shared.limits import RECENT_SEARCHES_MAX
from shared.search import Kind, NewRecentSearch, RecentSearch, RecentSearches


async def note(viewer: Viewer, new: NewRecentSearch) -> RecentSearch:
    """Puts it at the top. Raises `NotFound` for what the viewer cannot see, and `Refused("text")`."""
    value = await _value(viewer, new)
    shown = await _shown(viewer, [(0, new.kind, value)])
    if not shown:
        raise NotFound(new.kind)
    shown[0].id = str(await queries.note_recent(viewer.user_id, new.kind, value, RECENT_SEARCHES_MAX))
    return shown[0]


async def _value(viewer: Viewer, new: NewRecentSearch) -> str:
    """What is stored: ids, for handles change."""
    text = clean(new.value, "value")
    match new.kind:
        case "person":
            return str((await accounts.by_handle(text.lower())).id)
        case "place":
            return str(ids.parse(text) or 0)
        case "hashtag":
            return topics.normal(text)
    if not text:
        raise NotFound(new.kind)
    return text


async def listed(viewer: Viewer) -> RecentSearches:
    """Last first, without what has become invisible to the viewer."""
    rows = await queries.recent(viewer.user_id)
    return RecentSearches(items=await _shown(viewer, [(row["id"], row["kind"], row["value"]) for row in rows]))


async def forget(viewer: Viewer, search_id: int | None) -> None:
    """One of the viewer's, or all; what is gone already is no mistake."""
    await queries.forget_recent(viewer.user_id, search_id)


async def _shown(viewer: Viewer, rows: list[tuple[int, Kind, str]]) -> list[RecentSearch]:
    values: dict[Kind, list[str]] = {"person": [], "hashtag": [], "place": [], "words": []}
    for _, kind, value in rows:
        values[kind].append(value)
    hidden = (await visibility.standing(viewer.user_id)).hidden if values["person"] else frozenset[int]()
    people = await accounts.authors([int(i) for i in values["person"] if int(i) not in hidden])
    hashtags = await topics.hashtags(values["hashtag"])
    places = await topics.places([int(i) for i in values["place"]])
    found = []
    for number, kind, value in rows:
        search = RecentSearch(id=str(number), kind=kind)
        match kind:
            case "person":
                search.person = people.get(int(value))
            case "hashtag":
                search.hashtag = hashtags.get(value)
            case "place":
                search.place = places.get(int(value))
            case "words":
                search.words = value
        if search.person or search.hashtag or search.place or search.words:
            found.append(search)
    return found
