"""How the client of the HTTP API speaks: tokens, refusals, pages."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any, TypeVar
from urllib.parse import quote

import httpx
import msgspec

from shared.accounts import Refresh, Tokens
from shared.problems import ApiError, ProblemDetails

T = TypeVar("T")
OFFLINE = ProblemDetails(type="/problems/offline", title="No answer", status=0, detail="The server cannot be reached.")


class Transport:
    """Speaks to one server as one person. Refreshes its access token by itself and calls `on_tokens` when it did."""

    def __init__(
        self,
        base_url: str,
        *,
        tokens: Tokens | None = None,
        on_tokens: Callable[[Tokens | None], Awaitable[None]] | None = None,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        self.http = httpx.AsyncClient(base_url=base_url, timeout=30, transport=transport)
        self.tokens = tokens
        self.on_tokens = on_tokens
        self._refreshing = asyncio.Lock()

    async def close(self) -> None:
        await self.http.aclose()

    async def refresh(self) -> Tokens:
        """A new pair for the current refresh token. Raises `ApiError` 401 when the session is over."""
        if self.tokens is None:
            raise ApiError(ProblemDetails(type="/problems/unauthenticated", title="Signed out", status=401))
        body = Refresh(refresh_token=self.tokens.refresh_token)
        try:
            return await self._signed_in(await self._call("POST", "/sessions/refresh", Tokens, body, anonymous=True))
        except ApiError as error:
            if error.status == 401:
                await self._signed_out()
            raise

    async def renew(self, used: str) -> None:
        """Gets another access token than this one, which the server no longer takes, unless there is one already."""
        async with self._refreshing:
            if self.tokens is not None and self.tokens.access_token == used:
                await self.refresh()

    async def every(self, page: Callable[[str | None], Awaitable[Any]]) -> AsyncIterator[Any]:
        """All items of a paged call, page after page."""
        cursor: str | None = None
        while True:
            answer = await page(cursor)
            for item in answer.items:
                yield item
            cursor = answer.cursor
            if cursor is None:
                return

    async def _call(
        self,
        method: str,
        path: str,
        answer: type[T] | None,
        body: Any = None,
        *,
        query: dict[str, Any] | None = None,
        anonymous: bool = False,
    ) -> T:
        response = await self._request(
            method,
            path,
            params={k: v for k, v in (query or {}).items() if v is not None},
            content=None if body is None else msgspec.json.encode(body),
            headers={} if body is None else {"Content-Type": "application/json"},
            anonymous=anonymous,
        )
        if answer is None:
            return None  # type: ignore[return-value]
        return msgspec.json.decode(response.content, type=answer)

    async def _request(self, method: str, path: str, *, anonymous: bool = False, **options: Any) -> httpx.Response:
        url = path if path.startswith("http") else f"/api/v1{path}"
        used = self.tokens.access_token if self.tokens and not anonymous else None
        response = await self._send(method, url, used, options)
        if response.status_code == 401 and used:
            await self.renew(used)
            if self.tokens is not None:
                response = await self._send(method, url, self.tokens.access_token, options)
        if response.status_code >= 400:
            raise ApiError(_problem(response))
        return response

    async def _send(self, method: str, url: str, token: str | None, options: dict[str, Any]) -> httpx.Response:
        headers = dict(options.get("headers") or {})
        if token:
            headers["Authorization"] = f"Bearer {token}"
        try:
            return await self.http.request(method, url, **(options | {"headers": headers}))
        except httpx.TransportError as error:
            raise ApiError(OFFLINE) from error

    async def _signed_in(self, tokens: Tokens) -> Tokens:
        self.tokens = tokens
        if self.on_tokens:
            await self.on_tokens(tokens)
        return tokens

    async def _signed_out(self) -> None:
        self.tokens = None
        if self.on_tokens:
            await self.on_tokens(None)


def segment(text: str) -> str:
    """One segment of a path, whatever somebody typed."""
    return quote(text, safe="")


def _problem(response: httpx.Response) -> ProblemDetails:
    try:
        return msgspec.json.decode(response.content, type=ProblemDetails)
    except msgspec.DecodeError:
        return ProblemDetails(
            type="about:blank", title=response.reason_phrase or "Refused", status=response.status_code
        )
