"""The way back from leaving, and forth again."""

import importlib

from server.kit import database
from tests.world import PASSWORD, World

DATED = "2026_11_23t01_36_00_000000"
DOMAINS = ("accounts", "graph", "posts", "search", "notifications")


async def test_an_older_version_shows_nobody_who_was_leaving(world: World) -> None:
    ann, bob = await world.person("ann"), await world.person("bob")
    for person, state in ((ann, "leaving"), (bob, "erasing")):
        await database.execute("UPDATE users SET state = $2, leaves_at = now() WHERE id = $1", person.user_id, state)
    changes = [importlib.import_module(f"migrations.{name}.{name}_{DATED}") for name in DOMAINS]
    for change in reversed(changes):
        async with database.transaction():
            await database.execute(change.DOWN)
    states = await database.fetch("SELECT state FROM users")
    assert [row["state"] for row in states] == ["suspended", "suspended"]
    for change in changes:
        async with database.transaction():
            await database.execute(change.UP)
    await database.execute("UPDATE users SET state = 'active' WHERE id = $1", ann.user_id)
    await ann.sign_in("ann", PASSWORD)
    await ann.delete_account(PASSWORD)
