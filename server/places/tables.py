"""The table of places. Its key and indexes are in the migrations."""

from piccolo.columns import Array, BigInt, DoublePrecision, Integer, Text
from piccolo.table import Table

from server.kit.database import DB


class Places(Table, db=DB, tablename="places"):
    """A place of the gazetteer. `position` on a globe in space is made from its coordinates by the database."""

    id = BigInt(primary_key=True)
    """Of GeoNames, so that loading a newer gazetteer keeps the places of posts."""
    name = Text()
    region = Text()
    """Where it is, in words."""
    latitude = DoublePrecision()
    """In degrees, as longitude."""
    longitude = DoublePrecision()
    population = Integer()
    names = Array(base_column=Text())
    """All it is called anywhere, as `text.search_key` folds them."""
