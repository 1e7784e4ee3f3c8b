"""What happens to the gazetteer."""

from server.kit.outbox import Event


class GazetteerLoaded(Event, frozen=True):
    places: int
    """How many it has now."""
