"""The celebrities table."""

from piccolo.columns import BigInt, Timestamptz
from piccolo.table import Table

from server.kit.database import DB


class Celebrities(Table, db=DB, tablename="celebrities"):
    """Authors whose posts are pulled at read. Once here, an author stays: older posts were never pushed."""

    user_id = BigInt(primary_key=True)
    since = Timestamptz()
