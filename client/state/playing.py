"""What is playing in this session: one video at a time, and whether it is heard."""

import flet as ft


class Playing(ft.Observable):
    def __init__(self) -> None:
        self.current = ""
        """Name of the place that plays; empty when nothing does."""
        self.muted = True
        """Kept for the visit: who turned the sound on once wants to hear the next one, too."""

    def start(self, place: str) -> None:
        self.current = place

    def stop(self, place: str) -> None:
        """Does nothing when another has begun meanwhile."""
        if self.current == place:
            self.current = ""

    def turn_sound(self) -> None:
        self.muted = not self.muted
