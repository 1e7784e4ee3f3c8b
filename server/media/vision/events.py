"""What machine vision tells itself."""

from server.kit.outbox import Event


class FindingOutdated(Event, frozen=True):
    """Another version of a model is here, or nobody has looked at this media yet."""

    media_id: int
