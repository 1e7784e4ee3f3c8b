"""Uploads and what became of them."""

import msgspec

from shared import tus
from shared.api.transport import Transport
from shared.looks import Look
from shared.media import DirectUpload, Limits, NewDirectUpload, Quota
from shared.media import Media as MediaState
from shared.tus import Content, Progress


class Media(Transport):
    async def limits(self) -> Limits:
        return await self._call("GET", "/limits", Limits)

    async def quota(self) -> Quota:
        return await self._call("GET", "/me/quota", Quota)

    async def preview(self, media_id: str, look: Look, width: int = 1080) -> bytes:
        """One's own picture in this look, as WebP of at most so many pixels across."""
        body = msgspec.json.encode(look)
        headers = {"Content-Type": "application/json"}
        path = f"/media/{media_id}/preview"
        answer = await self._request("POST", path, params={"width": width}, content=body, headers=headers)
        return answer.content

    async def media(self, media_id: str) -> MediaState:
        return await self._call("GET", f"/media/{media_id}", MediaState)

    async def direct_upload(self, size: int, filename: str = "") -> DirectUpload:
        """A link for one PUT of the raw bytes; the media exists from then on."""
        return await self._call("POST", "/uploads/direct", DirectUpload, NewDirectUpload(size=size, filename=filename))

    async def upload(self, content: Content, *, progress: Progress | None = None, filename: str = "") -> str:
        """Uploads by tus, taking up again after broken connections. Returns the media id."""
        piece_bytes = (await self.limits()).chunk_bytes
        return await tus.upload(self._request, content, piece_bytes, progress=progress, filename=filename)
