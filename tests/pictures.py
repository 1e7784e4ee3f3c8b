"""Pictures for tests that need one and do not care which."""

import io
import secrets

from PIL import Image

from server.kit import database, ids
from server.kit.viewer import Viewer
from server.posts import service as posts
from shared.posts import NewItem, NewPost

READY = """
WITH made AS (INSERT INTO media (id, owner_id, state, width, height, blurhash)
              VALUES ($1, $2, 'ready', 640, 480, 'LEHV6nWB2yk8pyo0adR*.7kCMdnj') RETURNING id)
INSERT INTO media_variants (media_id, name, sha256, width, height, bytes)
SELECT made.id, variant.name, $3, variant.width, variant.height, 1000
FROM made, (VALUES ('square', 320, 320), ('w640', 640, 480)) AS variant (name, width, height)
"""


def jpeg(width: int = 64, height: int = 48) -> bytes:
    """A small photo unlike any other."""
    image = Image.frombytes("RGB", (8, 6), secrets.token_bytes(8 * 6 * 3)).resize(
        (width, height), Image.Resampling.BICUBIC
    )
    file = io.BytesIO()
    image.save(file, "JPEG", quality=90)
    return file.getvalue()


async def ready_media(owner_id: int) -> int:
    """A media row as if its picture had been prepared; there are no bytes behind it."""
    media_id = ids.new_id()
    await database.execute(READY, media_id, owner_id, secrets.token_bytes(32))
    return media_id


async def publish_quickly(author_id: int, caption: str = "") -> int:
    """A published post around such a media. Returns its id."""
    author = Viewer(author_id, "", "person", 0)
    async with database.transaction():
        media_id = await ready_media(author_id)
        draft = await posts.create(author, NewPost(items=[NewItem(media_id=str(media_id))], caption=caption))
        published = (await posts.publish(author, int(draft.id))).post
    assert published is not None
    return int(published.id)
