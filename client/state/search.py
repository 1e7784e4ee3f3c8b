"""The search box: words, where to look for them, and what was found, as one types."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Final, Literal, get_args
from urllib.parse import parse_qs, urlencode, urlsplit

import flet as ft

from client.state.pages import Pages
from client.state.people import People, PersonItem
from client.state.posts import PostItem, Posts
from shared.api import Api
from shared.limits import QUERY_MAX
from shared.search import Found, Hashtag, Place

Where = Literal["top", "people", "hashtags", "places", "posts"]
Hit = PersonItem | Hashtag | Place | PostItem
PLACES: Final[tuple[Where, ...]] = get_args(Where)
_PAUSE: Final = 0.22


@dataclass(frozen=True)
class _Whole:
    """An answer that has no further pages."""

    items: list[Any]
    cursor: None = None


class Answer(Pages[Hit]):
    """What was found in one place for some words."""

    def __init__(
        self,
        words: str,
        where: Where,
        fetch: Callable[[str | None], Awaitable[Any]],
        keep: Callable[[Any], list[Hit]],
    ) -> None:
        super().__init__(fetch, keep)
        self.words = words
        self.where = where
        self._offset = 0.0

    @property
    def offset(self) -> float:
        """How far down the reader is, in pixels; kept while another screen is open."""
        return self._offset

    def scrolled(self, offset: float) -> None:
        self._offset = offset


class Search(ft.Observable):
    """Answers that come late never replace those to a newer question: each question has an answer of its own."""

    def __init__(self, api: Api, people: People, posts: Posts) -> None:
        self._api = api
        self._people = people
        self._posts = posts
        self._asking: asyncio.Task[None] | None = None
        self._answers: dict[Where, Answer] = {}
        self._address = ""
        self.words = ""
        self.where: Where = "top"
        self.answer: Answer | None = None
        """The last one that came; the words may have gone on since."""
        self.given = 0
        """Counts how often words were put into the box by something else than the keyboard."""
        self.calls = 0
        """Counts how often the box was asked to take the keyboard."""

    @property
    def waiting(self) -> bool:
        """Whether there is nothing to show yet of where one looks."""
        return self.answer is None or self.answer.where != self.where

    def call(self) -> None:
        self.calls += 1

    def type(self, typed: str) -> None:
        words = _tidy(typed)
        if words != self.words:
            self.words = words
            self._ask(_PAUSE)

    def look_in(self, where: Where) -> None:
        self.where = where
        self._ask(0)

    def ask(self, words: str, where: Where = "top") -> None:
        """As if somebody had typed this; the box shows it."""
        self.words, self.where = _tidy(words), where
        self.given += 1
        self._ask(0)

    def clear(self) -> None:
        self.ask("")

    @property
    def address(self) -> str:
        """Of the screen with this question on it."""
        return address(self.words, self.where)

    def arrive(self, route: str) -> None:
        """Takes up the question of an address, once: what was typed since stays when one comes back to it."""
        parts = urlsplit(route)
        if parts.path != "/search" or not parts.query or route == self._address:
            return
        self._address = route
        asked = parse_qs(parts.query)
        words, place = asked.get("q", [""])[0], asked.get("in", ["top"])[0]
        where: Where = next((one for one in PLACES if one == place), "top")
        if _tidy(words) != self.words or where != self.where:
            self.ask(words, where)

    def _ask(self, pause: float) -> None:
        if self._asking:
            self._asking.cancel()
        if not self.words:
            self._answers, self.answer = {}, None
            return
        known = self._answers.get(self.where)
        if known and known.loaded and known.words == self.words:
            self.answer = known
            return
        self._asking = asyncio.create_task(self._find(self.words, self.where, pause))

    async def _find(self, words: str, where: Where, pause: float) -> None:
        await asyncio.sleep(pause)
        answer = self._answer(words, where)
        await answer.first()
        self._answers[where] = answer
        self.answer = answer

    def _answer(self, words: str, where: Where) -> Answer:
        api, plain = self._api, words.lstrip("#@") or words
        if where == "people":
            return Answer(words, where, lambda cursor: api.search_people(plain, cursor), self._hits_of_people)
        if where == "posts":
            return Answer(words, where, lambda cursor: api.search_posts(words, cursor), self._hits_of_posts)

        async def whole(_: str | None) -> _Whole:
            if where == "hashtags":
                return _Whole((await api.search_hashtags(plain)).items)
            if where == "places":
                return _Whole((await api.search_places(words)).items)
            return _Whole(self._mixed(await api.search(plain), words))

        return Answer(words, where, whole, lambda page: page.items)

    def _hits_of_people(self, page: Any) -> list[Hit]:
        return [self._people.item(person) for person in page.items]

    def _hits_of_posts(self, page: Any) -> list[Hit]:
        return [*self._posts.take_all(page.items)]

    def _mixed(self, found: Found, words: str) -> list[Hit]:
        """The best of each kind; what somebody asks for by # comes first."""
        people: list[Hit] = [self._people.item(person) for person in found.people]
        tags, places = found.hashtags, found.places
        if words.startswith("#"):
            return [*tags, *people, *places]
        return [*people, *tags, *places]


def address(words: str, where: Where = "top") -> str:
    if not words:
        return "/search"
    return f"/search?{urlencode({'q': words} | ({'in': where} if where != 'top' else {}))}"


def _tidy(typed: str) -> str:
    return " ".join(typed.split())[:QUERY_MAX]
