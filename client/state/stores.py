"""Everything one signed-in person has open in one session. Made anew at sign-in, never shared between sessions."""

from dataclasses import dataclass
from typing import TypeVar, cast

import flet as ft

from client.state.comments import Comments
from client.state.feed import Feed
from client.state.keys import Keys
from client.state.pages import Pages
from client.state.people import People, PersonItem
from client.state.playing import Playing
from client.state.posting import Posting
from client.state.posts import PostItem, Posts
from client.state.profiles import Profiles
from client.state.search import Search
from client.state.trail import Trail
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
    feed: Feed
    posting: Posting
    profiles: Profiles
    search: Search
    requests: Pages[PersonItem]

    @property
    def handle(self) -> str:
        """One's own."""
        return self.session.me.handle if self.session.me else ""

    def comments(self, post: PostItem) -> Comments:
        """A fresh reading of the comments on it."""
        me = self.session.me
        assert me, "nobody is signed in"
        author = Author(id=me.id, handle=me.handle, name=me.name, avatar=me.avatar)
        return Comments(self.session.api, self.toasts, post, author)


def open_stores(session: Session, trail: Trail, toasts: Toasts, dialogs: Dialogs, keys: Keys) -> Stores:
    api = session.api
    people = People(api, toasts)
    posts = Posts(api, toasts)
    feed = Feed(api, posts)
    profiles = Profiles(api, people, posts)

    def published(post: Post) -> None:
        feed.put_on_top(post)
        profiles.published(post)
        toasts.show(
            "Your post is up",
            action="View",
            on_action=lambda: trail.go(f"/p/{post.id}"),
            icon=ft.Icons.CHECK_CIRCLE_OUTLINE_ROUNDED,
        )

    def people_of(page: PeoplePage) -> list[PersonItem]:
        return [people.item(person) for person in page.items]

    people.on_change += [feed.tie_changed, profiles.tie_changed]
    posts.on_gone += [feed.gone, profiles.gone]
    return Stores(
        session=session,
        trail=trail,
        toasts=toasts,
        dialogs=dialogs,
        keys=keys,
        playing=Playing(),
        people=people,
        posts=posts,
        feed=feed,
        posting=Posting(api, published),
        profiles=profiles,
        search=Search(api, people),
        requests=Pages(api.follow_requests, people_of),
    )


StoresContext = ft.create_context(cast(Stores, None))


def use_stores() -> Stores:
    """Hook: the stores of this session."""
    return ft.use_context(StoresContext)


def watch(seen: Seen) -> Seen:
    """Hook: renders the calling component anew whenever this store changes. One store per call, for its life."""
    return ft.use_state(seen)[0]
