"""The table of archives. Its key is in the migration."""

from piccolo.columns import BigInt, Text, Timestamptz
from piccolo.table import Table

from server.kit.database import DB


class Archives(Table, db=DB, tablename="archives"):
    """The last archive that somebody asked for."""

    user_id = BigInt(primary_key=True)
    id = BigInt()
    """New each time that one is asked for."""
    state = Text()
    """`waiting`, `making`, `ready` or `failed`."""
    folder = Text()
    """Below `archives/` in the blob store: of the last attempt, or of the archive that goes before the next begins."""
    size = BigInt()
    """In bytes."""
    asked_at = Timestamptz()
    made_at = Timestamptz(null=True)
    expires_at = Timestamptz(null=True)
    """Goes then, with its bytes."""
