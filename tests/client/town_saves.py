"""What the town answers about saved posts, collections, hiding and sharing."""

import msgspec

from shared.engagement import Collection, Collections, Saved, WhyHide
from shared.graph import People, Person
from shared.posts import Post, PostPage
from tests.client.town import refusal
from tests.client.town_posts import TownPosts

_PAGE = 12


class TownSaves(TownPosts):
    def _saved_post(self, post_id: str) -> Post:
        found = [post for post in self.town.posts if post.id == post_id]
        if not found:
            raise refusal(404, "No such post")
        return found[0]

    def _heap(self, collection_id: str) -> list[str]:
        if collection_id not in self.town.heaps:
            raise refusal(404, "No such collection")
        return self.town.heaps[collection_id]

    def _collection(self, collection_id: str) -> Collection:
        posts = self._heap(collection_id)
        covers = [self._saved_post(one).picture for one in posts[:4]]
        return Collection(id=collection_id, name=self.town.heap_names[collection_id], posts=len(posts), covers=covers)

    def _saved_now(self, post_id: str) -> Saved:
        inside = [one for one, posts in self.town.heaps.items() if post_id in posts]
        return Saved(saved=self._saved_post(post_id).saved, collections=inside)

    def _posts_page(self, ids: list[str], cursor: str | None) -> PostPage:
        start = int(cursor or 0)
        items = [msgspec.structs.replace(self._saved_post(one)) for one in ids[start : start + _PAGE]]
        return PostPage(items=items, cursor=str(start + _PAGE) if start + _PAGE < len(ids) else None)

    async def save(self, post_id: str) -> Saved:
        if self.town.gate:
            self.town.calls.append(("save", (post_id,)))
            await self.town.gate.wait()
            if "save" in self.town.refusals:
                raise self.town.refusals["save"]
        else:
            self._note("save", post_id)
        self._saved_post(post_id).saved = True
        return self._saved_now(post_id)

    async def unsave(self, post_id: str) -> Saved:
        self._note("unsave", post_id)
        self._saved_post(post_id).saved = False
        for posts in self.town.heaps.values():
            if post_id in posts:
                posts.remove(post_id)
        return Saved(saved=False)

    async def saved_in(self, post_id: str) -> Saved:
        self._note("saved_in", post_id)
        return self._saved_now(post_id)

    async def saved_posts(self, cursor: str | None = None) -> PostPage:
        self._note("saved_posts", cursor)
        return self._posts_page([post.id for post in self.town.posts if post.saved], cursor)

    async def collections(self) -> Collections:
        self._note("collections")
        return Collections(items=[self._collection(one) for one in self.town.heaps])

    async def new_collection(self, name: str) -> Collection:
        self._note("new_collection", name)
        number = self.town.next_id()
        self.town.heaps = {number: []} | self.town.heaps
        self.town.heap_names[number] = name
        return self._collection(number)

    async def rename_collection(self, collection_id: str, name: str) -> Collection:
        self._note("rename_collection", collection_id, name)
        self._heap(collection_id)
        self.town.heap_names[collection_id] = name
        return self._collection(collection_id)

    async def delete_collection(self, collection_id: str) -> None:
        self._note("delete_collection", collection_id)
        self.town.heaps.pop(collection_id, None)

    async def collection(self, collection_id: str) -> Collection:
        self._note("collection", collection_id)
        return self._collection(collection_id)

    async def collection_posts(self, collection_id: str, cursor: str | None = None) -> PostPage:
        self._note("collection_posts", collection_id, cursor)
        return self._posts_page(self._heap(collection_id), cursor)

    async def collect(self, collection_id: str, post_id: str) -> Saved:
        self._note("collect", collection_id, post_id)
        posts = self._heap(collection_id)
        if post_id not in posts:
            posts.insert(0, post_id)
        self._saved_post(post_id).saved = True
        return self._saved_now(post_id)

    async def uncollect(self, collection_id: str, post_id: str) -> Saved:
        self._note("uncollect", collection_id, post_id)
        posts = self._heap(collection_id)
        if post_id in posts:
            posts.remove(post_id)
        return self._saved_now(post_id)

    async def hide_post(self, post_id: str, why: WhyHide = "hidden") -> None:
        self._note("hide_post", post_id, why)
        self.town.hidden.add(post_id)

    async def unhide_post(self, post_id: str) -> None:
        self._note("unhide_post", post_id)
        self.town.hidden.discard(post_id)

    async def share_targets(self, post_id: str, q: str | None = None) -> People:
        self._note("share_targets", post_id, q)
        people = [one for one in self.town.people.values() if one.relationship.follows_you]
        items = [
            Person(author=self.town.author(one.handle), relationship=one.relationship)
            for one in people
            if one.handle.startswith(q or "") or one.name.lower().startswith(q or "")
        ]
        return People(items=items)

    async def share(self, post_id: str, to: list[str], note: str = "") -> None:
        self._note("share", post_id, to, note)
