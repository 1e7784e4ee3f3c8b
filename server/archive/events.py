"""What archives tell."""

from server.kit.outbox import Event


class ArchiveWanted(Event, frozen=True):
    """Somebody waits for an archive."""

    user_id: int
    archive_id: int
