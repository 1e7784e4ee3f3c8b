"""What notifications tell themselves."""

from server.kit.outbox import Event


class ReadersConcerned(Event, frozen=True):
    """What these people would read has changed: whoever is connected has to be told."""

    user_ids: list[int]
