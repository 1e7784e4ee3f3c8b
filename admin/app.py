"""The moderators' app: its door, its side, its pages."""

from dataclasses import dataclass

import flet as ft

from admin.screens.feed import Feed
from admin.screens.health import Health
from admin.screens.shell import Shell
from admin.screens.sign_in import SignIn
from admin.settings import api_url
from shared.ui import theme
from shared.ui.device import device_name
from shared.ui.presence import here_again
from shared.ui.session import DeviceApi, Session, SessionContext
from shared.ui.storage import DeviceStorage, Storage
from shared.ui.window import ThemeChoice, Window, WindowContext, kept_theme, theme_mode

NOT_A_MODERATOR = "This desk is for moderators, and this account is not one."
INSIDE = [
    ft.Route(
        component=Shell,
        children=[
            ft.Route(index=True, component=Health),
            ft.Route(path="feed", component=Feed),
            ft.Route(path="*", component=Health),
        ],
    )
]


@dataclass(frozen=True)
class Frame:
    session: Session
    window: Window


@ft.component
def Desk(frame: Frame) -> ft.Control:
    session, _ = ft.use_state(frame.session)
    inside = session.status == "in" and session.me is not None and session.me.role == "moderator"

    async def turn_away() -> None:
        if session.status == "in" and session.me is not None and session.me.role != "moderator":
            await session.sign_out()
            session.notice = NOT_A_MODERATOR

    ft.use_effect(turn_away, [session.status, session.me.id if session.me else ""], cleanup=lambda: None)

    def screens() -> ft.Control:
        router = ft.Router(INSIDE if inside else [], SignIn if not inside else None, key=str(inside))
        return ft.Container(router, expand=True)

    return SessionContext(session, lambda: WindowContext(frame.window, screens))


async def main(page: ft.Page) -> None:
    page.title = "Vitrine desk"
    theme.apply(page)
    page.update()
    storage = DeviceStorage(page, "vitrine.desk.")
    await run(page, DeviceApi(api_url()), storage)


async def run(page: ft.Page, api: DeviceApi, storage: Storage) -> None:
    """The desk on a given page, with a given way to the server and to the device's memory."""
    if page.web:
        api.speak_for(page.client_ip)
    session = Session(api, storage, f"Desk, {device_name(page)}")
    chosen = await storage.get("theme")
    await session.restore()
    choice = kept_theme(chosen)
    page.theme_mode = theme_mode(choice)

    async def remember(theme_choice: ThemeChoice) -> None:
        await storage.set("theme", theme_choice)

    async def gone() -> None:
        await api.close()

    async def returned() -> None:
        here_again(page)
        await session.returned()

    page.on_close = gone
    page.on_connect = returned
    frame = Frame(session, Window(page, choice, remember))
    page.render(lambda: Desk(frame))
    page.run_task(theme.load_emoji, page)
