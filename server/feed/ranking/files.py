"""The two files of a trained model in the blob store."""

import asyncio
import hashlib
from typing import Final

import msgspec
import obstore
from obstore.exceptions import BaseError

from server.feed.ranking import trained
from server.feed.ranking.trained import Model, Unfit
from server.kit import resources

FOLDER: Final = "models/feed"


def paths(version: int) -> tuple[str, str]:
    """Of the graph and of its description."""
    return f"{FOLDER}/{version}.onnx", f"{FOLDER}/{version}.json"


async def keep(graph: bytes, description: trained.Description) -> bytes:
    """Writes both. Returns their digest, by which `read` knows them again."""
    described = msgspec.json.format(msgspec.json.encode(description), indent=1)
    for path, content in zip(paths(description.version), (graph, described), strict=True):
        await obstore.put_async(resources.blobs(), path, content)
    return _digest(graph, described)


async def read(version: int, digest: bytes) -> Model:
    """Raises `Unfit` for files that are missing, are not what was kept, or cannot rank here."""
    try:
        graph, described = [
            bytes(await (await obstore.get_async(resources.blobs(), path)).bytes_async()) for path in paths(version)
        ]
    except (BaseError, FileNotFoundError) as error:
        raise Unfit(f"model {version} is not in the blob store: {error}") from error
    if _digest(graph, described) != digest:
        raise Unfit(f"model {version} is not what was kept in the blob store")
    return await asyncio.to_thread(trained.read, graph, described)


async def remove(version: int) -> None:
    """Nothing happens where they are gone."""
    for path in paths(version):
        try:
            await obstore.delete_async(resources.blobs(), path)
        except FileNotFoundError:
            continue


def _digest(graph: bytes, described: bytes) -> bytes:
    return hashlib.sha256(hashlib.sha256(graph).digest() + described).digest()
