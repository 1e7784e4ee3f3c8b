"""What machine vision tells itself."""

from server.kit.outbox import Event


class AnalysisWanted(Event, frozen=True):
    """Nobody has looked at this media yet, or there is more of it to see, or another version of a model is here."""

    media_id: int
