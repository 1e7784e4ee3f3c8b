"""Both apps in a browser: the people's app at `/`, the moderators' at `/admin`."""

import json
import re
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from shutil import copytree
from typing import Any, Final

import fastapi
from flet.messaging.session import Session
from flet_web import fastapi as flet_fastapi
from flet_web import get_package_web_dir
from flet_web.fastapi.flet_app import FletApp
from starlette.types import ASGIApp, Receive, Scope, Send

from admin.app import main as admin_main
from client.app import main as client_main
from client.compression import Compression
from client.letters.serving import KeptLetters, lay_out
from client.settings import ASSETS

DESCRIPTION: Final = "Photos from the people you follow. Free software, no ads."
_PAPER: Final = (("#ffffff", "#FAF8F4"), ("#222222", "#131210"))
_MARK: Final = """<svg width="56" height="76" viewBox="0 0 56 76" fill="none" aria-hidden="true">
  <style>.case { stroke: #1B1A17 } @media (prefers-color-scheme: dark) { .case { stroke: #F2EFE8 } }</style>
  <path class="case" d="M3 70V28a25 25 0 0 1 50 0v42a3 3 0 0 1-3 3H6a3 3 0 0 1-3-3Z" stroke-width="5"/>
  <circle cx="28" cy="32" r="7" fill="#C8700C"/>
</svg>"""
# Chinese, Japanese and Korean write some characters in forms of their own. Flutter shows the reader's own only if the
# first language of the browser has exactly one of these names; some browsers add a country, and many people read two.
_FORMS: Final = """<script>
    (() => {
      const named = tongue => /^(ja|ko)\\b/.exec(tongue)?.[1]
        ?? (/^zh\\b.*-hk\\b/i.test(tongue) ? "zh-HK" : /^zh-(hant|tw|mo)\\b/i.test(tongue) ? "zh-TW"
          : /^zh\\b/.test(tongue) ? "zh-CN" : null);
      const reader = (navigator.languages ?? []).map(named).find(Boolean);
      if (reader) Object.defineProperty(navigator, "language", { value: reader });
    })();
  </script>"""
# Handles may hold dots, and Flet takes a dot in the last part of a path for a file to be served.
_SCREEN: Final = re.compile(r"^/(u|p)/")


def merged_assets(folder: Path) -> Path:
    """Our assets, fonts for the scripts of the world, and Flet's page with our paper and mark while it loads."""
    copytree(ASSETS, folder, dirs_exist_ok=True)
    program = (Path(get_package_web_dir()) / "main.dart.js").read_text(encoding="utf-8")
    lay_out(folder / "assets" / "fonts", program)
    page = (Path(get_package_web_dir()) / "index.html").read_text(encoding="utf-8")
    for theirs, ours in _PAPER:
        page = page.replace(theirs, ours)
    page = page.replace('<img src="icons/loading-animation.png" alt="" />', _MARK)
    page = page.replace("<html>", '<html lang="en">').replace("<head>", f"<head>\n  {_FORMS}", 1)
    (folder / "index.html").write_text(page, encoding="utf-8")
    (folder / "assets").mkdir(exist_ok=True)
    (folder / "assets" / "FontManifest.json").write_text(json.dumps(_icon_fonts()), encoding="utf-8")
    return folder


def _icon_fonts() -> list[dict[str, Any]]:
    # Flutter fetches every font listed before it paints; twenty of them are for formulas that we never show.
    listed = (Path(get_package_web_dir()) / "assets" / "FontManifest.json").read_text(encoding="utf-8")
    return [font for font in json.loads(listed) if not font["family"].startswith("packages/")]


def forgive_closed_tabs() -> None:
    """Drops what is drawn for a tab that is just closing, as Flet itself does a moment later.

    Its error would end the loop that draws the session, and who comes back to it by a reload finds a frozen screen.
    """
    send = FletApp.send_message

    def send_if_open(self: FletApp, message: Any) -> None:
        if getattr(self, "_FletApp__send_queue", None) is not None:
            send(self, message)

    FletApp.send_message = send_if_open  # type: ignore[method-assign]


def forgive_late_answers() -> None:
    """Drops what a client answers for a control that has left the screen since it was asked.

    Flet's error would end the loop that listens to the client, and nothing that is pressed would be heard any more.
    """
    handle = Session.handle_invoke_method_results

    def handle_if_there(self: Session, *answer: Any, **named: Any) -> None:
        with suppress(RuntimeError):
            handle(self, *answer, **named)

    Session.handle_invoke_method_results = handle_if_there  # type: ignore[method-assign]


class ScreenPaths:
    """Serves the app's page for addresses of screens that look like files."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and _SCREEN.match(scope["path"]):
            scope = {**scope, "path": "/", "raw_path": b"/"}
        await self._app(scope, receive, send)


def create_app() -> ASGIApp:
    """The ASGI app of the web process. One process per session: route a visitor always to the same one."""
    forgive_closed_tabs()
    forgive_late_answers()
    folder = tempfile.TemporaryDirectory(prefix="vitrine-web-")
    assets = str(merged_assets(Path(folder.name)))

    @asynccontextmanager
    async def lifespan(_: fastapi.FastAPI) -> AsyncIterator[None]:
        await flet_fastapi.app_manager.start()
        try:
            yield
        finally:
            await flet_fastapi.app_manager.shutdown()
            folder.cleanup()

    app = fastapi.FastAPI(lifespan=lifespan, docs_url=None, redoc_url=None, openapi_url=None)

    @app.get("/healthz")
    async def healthz() -> dict[str, str]:
        return {"status": "ok"}

    @app.get("/admin", include_in_schema=False)
    async def admin_door() -> fastapi.responses.RedirectResponse:
        return fastapi.responses.RedirectResponse("/admin/", status_code=308)

    app.mount(
        "/admin",
        flet_fastapi.app(
            admin_main,
            assets_dir=assets,
            app_name="Vitrine desk",
            app_short_name="Vitrine desk",
            app_description="Moderation of this Vitrine.",
            no_cdn=True,
        ),
    )
    app.mount(
        "/",
        flet_fastapi.app(
            client_main,
            assets_dir=assets,
            app_name="Vitrine",
            app_short_name="Vitrine",
            app_description=DESCRIPTION,
            no_cdn=True,
        ),
    )
    return Compression(KeptLetters(ScreenPaths(app)))
