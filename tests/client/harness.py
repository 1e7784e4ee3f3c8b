"""Drives an app in this process through Flet's real session, page and patches: no browser, no socket."""

import asyncio
import dataclasses
from collections.abc import Awaitable, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

import flet as ft
import msgpack
from flet.components.component import Component
from flet.controls.base_control import BaseControl
from flet.controls.context import _context_page, context
from flet.messaging.connection import Connection
from flet.messaging.protocol import MessageAction, configure_encode_object_for_msgpack
from flet.messaging.session import Session
from flet.pubsub.pubsub_hub import PubSubHub

Control = TypeVar("Control", bound=BaseControl)
_encode = configure_encode_object_for_msgpack(BaseControl)


class MemoryStorage:
    """A device's memory, as `shared.ui.storage.Storage`."""

    def __init__(self) -> None:
        self.kept: dict[str, str] = {}
        self.away = False

    async def get(self, key: str) -> str | None:
        return self.kept.get(key)

    async def set(self, key: str, value: str) -> bool:
        if not self.away:
            self.kept[key] = value
        return not self.away

    async def remove(self, key: str) -> bool:
        self.kept.pop(key, None)
        return True


class SilentConnection(Connection):
    """Takes every message, answers every call of a client method. `push_route` comes back as a change of route."""

    def __init__(self) -> None:
        super().__init__()
        self.loop = asyncio.get_running_loop()
        self.executor = ThreadPoolExecutor(1)
        self.pubsubhub = PubSubHub(loop=self.loop, executor=self.executor)
        self.page_url = "http://vitrine.test"
        self.session: Session | None = None
        self.calls: list[tuple[str, Any]] = []
        self.sent = 0
        self.crashes: list[str] = []

    def send_message(self, message: Any) -> None:
        # Encoding matters: it is where Flet takes the snapshots that its next patch is computed from.
        msgpack.packb([message.action, message.body], default=_encode)
        self.sent += 1
        if message.action == MessageAction.SESSION_CRASHED:
            self.crashes.append(message.body.message)
        if message.action != MessageAction.INVOKE_METHOD or self.session is None:
            return
        body = message.body
        self.calls.append((body.name, body.args))
        self.loop.call_soon(self.session.handle_invoke_method_results, body.control_id, body.call_id, None, None)
        if body.name == "push_route":
            self.loop.create_task(self._moved(body.args["route"]))

    async def _moved(self, route: str) -> None:
        assert self.session
        self.session.apply_page_patch({"route": route})
        await self.session.dispatch_event(self.session.page._i, "route_change", {"route": route})

    def dispose(self) -> None:
        self.executor.shutdown(wait=False)


class Driver:
    """One visitor: looks at what is on screen by text and identifier, presses and types."""

    connection: SilentConnection
    session: Session
    page: ft.Page

    @classmethod
    async def open(
        cls, start: Callable[[ft.Page], Awaitable[None]], route: str = "/", *, width: int = 420, height: int = 840
    ) -> "Driver":
        driver = cls()
        driver.connection = SilentConnection()
        driver.session = Session(driver.connection)
        driver.connection.session = driver.session
        driver.page = driver.session.page
        _context_page.set(driver.page)
        driver.session.apply_page_patch(
            {"route": route, "web": True, "platform": "linux", "width": width, "height": height}
        )
        msgpack.packb(driver.session.get_page_patch(), default=_encode)
        context.reset_auto_update()
        await start(driver.page)
        await driver.session.after_event(driver.page)
        await driver.settle()
        return driver

    async def close(self) -> None:
        self.session.close()
        await asyncio.sleep(0)
        self.connection.dispose()

    async def settle(self, quiet: float = 0.05, most: float = 2.0) -> None:
        """Waits until nothing was sent to the screen for a while, however busy the machine is."""
        loop = asyncio.get_running_loop()
        end, sent = loop.time() + most, -1
        while sent != self.connection.sent and loop.time() < end:
            sent = self.connection.sent
            await asyncio.sleep(quiet)
        assert not self.connection.crashes, self.connection.crashes[0]

    async def until(self, true: Callable[[], Any], seconds: float = 30.0) -> None:
        for _ in range(int(seconds / 0.02)):
            if true():
                return
            await asyncio.sleep(0.02)
        raise AssertionError(f"never came true; on screen: {self.texts()}")

    # what is on screen

    def walk(self) -> Iterator[BaseControl]:
        yield from _walk(self.page.views, set())
        # Closed dialogs stay until the client has played their leaving.
        yield from _walk([dialog for dialog in self.page._dialogs.controls if dialog.open], set())

    def all(self, kind: type[Control], **facts: Any) -> list[Control]:
        found = (control for control in self.walk() if isinstance(control, kind))
        return [one for one in found if all(getattr(one, name, None) == value for name, value in facts.items())]

    def services(self, kind: type[Control]) -> list[Control]:
        """Those that no control shows: file pickers, the clipboard. Oldest first."""
        return [one for one in self.page._services._services if isinstance(one, kind)]

    def texts(self) -> list[str]:
        words = []
        for text in self.all(ft.Text):
            words.append(text.value or "".join(span.text or "" for span in text.spans or []))
        return [word for word in words if word]

    def shows(self, words: str) -> bool:
        return any(words in text for text in self.texts())

    def node(self, identifier: str) -> ft.Semantics | None:
        found = self.all(ft.Semantics, identifier=identifier)
        assert len(found) < 2, f"{len(found)} x {identifier}"
        return found[0] if found else None

    def has(self, identifier: str) -> bool:
        return bool(self.all(ft.Semantics, identifier=identifier))

    def identifiers(self, start: str = "") -> list[str]:
        names = [node.identifier for node in self.all(ft.Semantics) if node.identifier]
        return [name for name in names if name.startswith(start)]

    def label(self, identifier: str) -> str:
        node = self.node(identifier)
        assert node, f"no {identifier}; there are {self.identifiers()}"
        return node.label or ""

    def below(self, identifier: str, kind: type[Control]) -> Control:
        node = self.node(identifier)
        assert node, f"no {identifier}; there are {self.identifiers()}"
        found = [control for control in _walk(node, set()) if isinstance(control, kind)]
        assert found, f"no {kind.__name__} in {identifier}"
        return found[0]

    def error(self, identifier: str) -> str:
        return str(self.below(identifier, ft.TextField).error or "")

    # what a visitor does

    async def press(self, identifier: str) -> None:
        await self.until(lambda: self.has(identifier))
        button = self.below(identifier, ft.TextButton)
        assert not button.disabled, f"{identifier} cannot be pressed now"
        await self.session.dispatch_event(button._i, "click", None)
        await self.settle()

    async def type(self, identifier: str, words: str) -> None:
        await self.until(lambda: self.has(identifier))
        field = self.below(identifier, ft.TextField)
        self.session.apply_patch(field._i, {"value": words})
        await self.session.dispatch_event(field._i, "change", words)
        await self.settle()

    async def leave(self, identifier: str) -> None:
        await self.session.dispatch_event(self.below(identifier, ft.TextField)._i, "blur", None)
        await self.settle()

    async def scroll(self, pixels: float, *, left: float, kind: str = "update", overscroll: float = 0.0) -> None:
        """Of the longest list; `left` pixels remain below."""
        lists = self.all(ft.ListView)
        longest = max(lists, key=lambda one: len(one.controls))
        event = {
            "event_type": kind,
            "pixels": pixels,
            "min_scroll_extent": 0.0,
            "max_scroll_extent": pixels + left,
            "viewport_dimension": 800.0,
            "overscroll": overscroll or None,
        }
        await self.session.dispatch_event(longest._i, "scroll", event)
        await self.settle()

    async def go(self, route: str) -> None:
        await self.connection._moved(route)
        await self.settle()

    @property
    def route(self) -> str:
        return self.page.route or ""


def _walk(value: Any, seen: set[int]) -> Iterator[BaseControl]:
    if isinstance(value, list | tuple):
        for one in value:
            yield from _walk(one, seen)
        return
    if isinstance(value, BaseControl):
        if id(value) in seen:
            return
        seen.add(id(value))
        if isinstance(value, Component):
            yield from _walk(value._b, seen)
            return
        yield value
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        for field in dataclasses.fields(value):
            if field.name.startswith("_") or field.metadata.get("skip"):
                continue
            inner = getattr(value, field.name, None)
            if isinstance(inner, BaseControl | list | tuple):
                yield from _walk(inner, seen)
