"""The app for people: theme, window, session and the map of its screens."""

from dataclasses import dataclass

import flet as ft

from client.screens.archive import ArchiveScreen
from client.screens.change_password import ChangePassword
from client.screens.close_friends import CloseFriends
from client.screens.collection import AllSaved, CollectionScreen
from client.screens.comments import CommentsScreen
from client.screens.create.composer import Create
from client.screens.delete_account import DeleteAccount
from client.screens.devices import Devices
from client.screens.edit_post import EditPost
from client.screens.edit_profile import EditProfile
from client.screens.entry import Entry
from client.screens.hidden import Hidden
from client.screens.home import Home
from client.screens.home_settings import HomeSettings
from client.screens.lightbox import Lightbox
from client.screens.not_found import NotFound
from client.screens.notification_settings import NotificationSettingsScreen
from client.screens.notifications import NotificationsScreen
from client.screens.people_list import Followers, Following, Likers, MutualFollowers
from client.screens.post import PostScreen
from client.screens.profile import ProfileScreen
from client.screens.requests import Requests
from client.screens.saved import Saved
from client.screens.search import SearchScreen
from client.screens.settings import Settings
from client.screens.shell import Shell
from client.screens.sign_in import SignIn
from client.screens.sign_up import SignUp
from client.screens.suggestions import SuggestionsScreen
from client.screens.topic import HashtagScreen, PlaceScreen
from client.settings import api_url
from client.state.keys import Keys
from client.state.stores import StoresContext, open_stores, provide_stores, stores_of
from client.state.trail import Trail
from shared.ui import theme
from shared.ui.device import device_name
from shared.ui.dialogs import DialogHost, Dialogs, DialogsContext
from shared.ui.layout import pinned
from shared.ui.presence import here_again
from shared.ui.session import DeviceApi, Session, SessionContext
from shared.ui.storage import DeviceStorage, Storage
from shared.ui.toast import ToastHost, Toasts
from shared.ui.window import ThemeChoice, Window, WindowContext, kept_theme, theme_mode
from shared.ui.writing import WritingContext

_R = ft.Route

INSIDE = [
    _R(path="sign-in", component=Entry),
    _R(path="sign-up", component=Entry),
    _R(
        component=Shell,
        children=[
            _R(index=True, component=Home),
            _R(path="search", component=SearchScreen),
            _R(path="tags/:tag", component=HashtagScreen),
            _R(path="places/:id", component=PlaceScreen),
            _R(path="create", component=Create),
            _R(path="notifications", component=NotificationsScreen),
            _R(path="requests", component=Requests),
            _R(path="u/:handle", component=ProfileScreen),
            _R(path="u/:handle/followers", component=Followers),
            _R(path="u/:handle/following", component=Following),
            _R(path="u/:handle/mutuals", component=MutualFollowers),
            _R(path="suggestions", component=SuggestionsScreen),
            _R(path="p/:id", component=PostScreen),
            _R(path="p/:id/comments", component=CommentsScreen),
            _R(path="p/:id/likes", component=Likers),
            _R(path="p/:id/edit", component=EditPost),
            _R(path="p/:id/view", component=Lightbox),
            _R(path="saved", component=Saved),
            _R(path="saved/all", component=AllSaved),
            _R(path="saved/:id", component=CollectionScreen),
            _R(path="settings", component=Settings),
            _R(path="settings/profile", component=EditProfile),
            _R(path="settings/devices", component=Devices),
            _R(path="settings/archive", component=ArchiveScreen),
            _R(path="settings/hidden", component=Hidden),
            _R(path="settings/close-friends", component=CloseFriends),
            _R(path="settings/home", component=HomeSettings),
            _R(path="settings/notifications", component=NotificationSettingsScreen),
            _R(path="settings/password", component=ChangePassword),
            _R(path="settings/delete", component=DeleteAccount),
            _R(path="*", component=NotFound),
        ],
    ),
]
OUTSIDE = [_R(path="sign-up", component=SignUp)]


@dataclass(frozen=True)
class Frame:
    """What lasts as long as the Flet session, whoever is signed in."""

    session: Session
    window: Window
    toasts: Toasts
    dialogs: Dialogs
    trail: Trail
    keys: Keys


@ft.component
def App(frame: Frame) -> ft.Control:
    session, _ = ft.use_state(frame.session)
    inside = session.status == "in" and session.me is not None
    who = session.me.id if session.me else ""
    stores = ft.use_memo(
        lambda: open_stores(session, frame.trail, frame.toasts, frame.dialogs, frame.keys) if inside else None,
        [inside, who],
    )
    provide_stores(ft.context.page, stores)

    def screens() -> ft.Control:
        # Built inside the providers: made outside, the router would see the contexts' defaults.
        router = ft.Router(INSIDE if inside else OUTSIDE, SignIn if not inside else None, key=who or "outside")
        return ft.Container(
            ft.Stack(
                [pinned(ft.Container(router)), ft.Container(Overlays(frame), left=0, right=0, bottom=0)], expand=True
            ),
            expand=True,
        )

    def provided() -> ft.Control:
        return StoresContext(stores, screens) if stores else screens()

    def windowed() -> ft.Control:
        return WindowContext(frame.window, provided)

    def asking() -> ft.Control:
        return DialogsContext(frame.dialogs, windowed)

    return SessionContext(session, lambda: WritingContext(frame.keys.writing, asking))


@ft.component
def Overlays(frame: Frame) -> ft.Control:
    window = ft.use_context(WindowContext)
    width = min(420.0, window.width - 24)
    lift = 24 if window.rail else 72
    return ft.Column([ToastHost(frame.toasts, width, lift), DialogHost(frame.dialogs, not window.rail)], spacing=0)


async def main(page: ft.Page) -> None:
    page.title = "Vitrine"
    theme.apply(page)
    page.update()
    storage = DeviceStorage(page, "vitrine.")
    api = DeviceApi(api_url())
    await run(page, api, storage)


async def run(page: ft.Page, api: DeviceApi, storage: Storage) -> None:
    """The app on a given page, with a given way to the server and to the device's memory."""
    if page.web:
        api.speak_for(page.client_ip)
    session = Session(api, storage, device_name(page))
    chosen = await storage.get("theme")
    await session.restore()
    choice = kept_theme(chosen)
    page.theme_mode = theme_mode(choice)

    async def remember(theme_choice: ThemeChoice) -> None:
        await storage.set("theme", theme_choice)

    dialogs = Dialogs()
    window = Window(page, choice, remember)
    frame = Frame(session, window, Toasts(), dialogs, Trail(page), Keys(page, dialogs))

    async def gone() -> None:
        await api.close()

    async def returned() -> None:
        here_again(page)
        stores = stores_of(page)
        if stores:
            stores.viewing.resume()
        await session.returned()

    async def looked_at(event: ft.AppLifecycleStateChangeEvent) -> None:
        stores = stores_of(page)
        if stores and event.state in (ft.AppLifecycleState.HIDE, ft.AppLifecycleState.PAUSE):
            await stores.viewing.pause()
        elif stores:
            stores.viewing.resume()

    async def left() -> None:
        stores = stores_of(page)
        if stores:
            await stores.viewing.pause()

    page.on_close = gone
    page.on_disconnect = left
    # Set before the first render: when it comes or goes, the client builds the page anew.
    page.on_app_lifecycle_state_change = looked_at
    page.on_connect = returned
    page.render(lambda: App(frame))
    page.run_task(theme.load_emoji, page)
