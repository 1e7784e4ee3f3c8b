"""Everything one signed-in person has open in one session. Made anew at sign-in, never shared between sessions."""

from dataclasses import dataclass
from typing import TypeVar, cast

import flet as ft

from client.settings import live_url
from client.state.comments import Comments
from client.state.explore import Explore
from client.state.feeds import Feeds
from client.state.hashtags import Hashtags
from client.state.home_preferences import HomePreferences
from client.state.keys import Keys
from client.state.live import Live
from client.state.notifications import Notifications
from client.state.pages import Pages
from client.state.people import People, PersonItem
from client.state.playing import Playing
from client.state.posting import Posting
from client.state.posts import PostItem, Posts
from client.state.profiles import Profiles
from client.state.recents import Recents
from client.state.saved_page import SavedPage
from client.state.saves import Saves
from client.state.search import Search
from client.state.sharing import Sharing
from client.state.suggestions import Suggestions
from client.state.topics import Topics
from client.state.trail import Trail
from client.state.viewing import Viewing
from shared.accounts import Author
from shared.graph import People as PeoplePage
from shared.posts import Post
from shared.ui.dialogs import Dialogs
from shared.ui.session import Session
from shared.ui.toast import Toasts

Seen = TypeVar("Seen", bound=ft.Observable)


@dataclass(frozen=True)
class Stores:
    session: Session
    trail: Trail
    toasts: Toasts
    dialogs: Dialogs
    keys: Keys
    playing: Playing
    people: People
    posts: Posts
    feeds: Feeds
    home_preferences: HomePreferences
    viewing: Viewing
    posting: Posting
    profiles: Profiles
    search: Search
    recents: Recents
    explore: Explore
    topics: Topics
    hashtags: Hashtags
    requests: Pages[PersonItem]
    notifications: Notifications
    live: Live
    saves: Saves
    suggestions: Suggestions

    @property
    def handle(self) -> str:
        """One's own."""
        return self.session.me.handle if self.session.me else ""

    def comments(self, post: PostItem, at: str = "") -> Comments:
        """A fresh reading of the comments on it, from near the one with that id on."""
        me = self.session.me
        assert me, "nobody is signed in"
        author = Author(id=me.id, handle=me.handle, name=me.name, avatar=me.avatar)
        return Comments(self.session.api, self.toasts, post, author, at)

    def saved_page(self, collection_id: str = "") -> SavedPage:
        """A fresh reading of one collection; of all saved posts without an id."""
        return SavedPage(self.session.api, self.toasts, self.posts, self.saves, collection_id)

    def sharing(self, post: PostItem) -> Sharing:
        return Sharing(self.session.api, post)


def open_stores(session: Session, trail: Trail, toasts: Toasts, dialogs: Dialogs, keys: Keys) -> Stores:
    api = session.api
    people = People(api, toasts)
    posts = Posts(api, toasts)
    home_preferences = HomePreferences(api, toasts)
    feeds = Feeds(session, posts, home_preferences)
    viewing = Viewing(api)
    profiles = Profiles(api, people, posts)
    explore = Explore(api, posts)
    hashtags = Hashtags(api, toasts)
    topics = Topics(api, posts, hashtags)

    suggestions = Suggestions(api, people, toasts)

    def published(post: Post) -> None:
        feeds.put_on_top(post)
        profiles.published(post)
        toasts.show(
            "Your post is up",
            action="View",
            on_action=lambda: trail.go(f"/p/{post.id}"),
            icon=ft.Icons.CHECK_CIRCLE_OUTLINE_ROUNDED,
        )

    def people_of(page: PeoplePage) -> list[PersonItem]:
        return [people.item(person) for person in page.items]

    requests = Pages(api.follow_requests, people_of)
    notifications = Notifications(api, people)
    posting = Posting(api, published)
    people.on_change += [feeds.tie_changed, profiles.tie_changed, explore.tie_changed, suggestions.tie_changed]
    posts.on_gone += [feeds.gone, profiles.gone, explore.gone, topics.gone]
    posts.on_hidden += [feeds.gone, explore.gone, topics.gone]
    posts.on_deed.append(viewing.did)
    hashtags.on_change.append(feeds.home.outdate)
    return Stores(
        session=session,
        trail=trail,
        toasts=toasts,
        dialogs=dialogs,
        keys=keys,
        playing=Playing(),
        people=people,
        posts=posts,
        feeds=feeds,
        home_preferences=home_preferences,
        viewing=viewing,
        posting=posting,
        profiles=profiles,
        search=Search(api, people, posts),
        recents=Recents(api, toasts),
        explore=explore,
        topics=topics,
        hashtags=hashtags,
        requests=requests,
        notifications=notifications,
        live=Live(session, notifications, requests, feeds, posting, posts, profiles, live_url()),
        saves=Saves(api, toasts),
        suggestions=suggestions,
    )


StoresContext = ft.create_context(cast(Stores, None))


_STORES = "stores"


def provide_stores(page: ft.Page, stores: Stores | None) -> None:
    """For `use_stores` of components that have lost the way to their context."""
    page.session.store.set(_STORES, stores)


def use_stores() -> Stores:
    """Hook: the stores of this session.

    Below a component that was memoized and not drawn anew, Flet's weak references up to the context are broken as soon
    as a component there draws itself: then they come from the session.
    """
    return ft.use_context(StoresContext) or cast(Stores, stores_of(ft.context.page))


def stores_of(page: ft.Page) -> Stores | None:
    """None while nobody is signed in there."""
    return cast("Stores | None", page.session.store.get(_STORES))


def watch(seen: Seen) -> Seen:
    """Hook: renders the calling component anew whenever this store changes. One store per call, for its life."""
    return ft.use_state(seen)[0]
