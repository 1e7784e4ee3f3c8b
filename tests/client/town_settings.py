"""What the town answers about one's password and what one wants to be told."""

import msgspec

from shared.accounts import DeletionTerms
from shared.archive import Archive
from shared.notifications import NotificationSettings, NotificationSettingsChange
from tests.client.town import refusal
from tests.client.town_posts import TownPosts


class TownSettings(TownPosts):
    async def change_password(self, current: str, new: str) -> None:
        self._note("change_password", current, new)
        if self.town.passwords[self._handle] != current:
            words = "This is not the current password."
            raise refusal(422, "The current password is wrong.", current=words)
        self.town.passwords[self._handle] = new

    async def deletion_terms(self) -> DeletionTerms:
        self._note("deletion_terms")
        return DeletionTerms(days=self.town.grace)

    async def delete_account(self, password: str) -> None:
        self._note("delete_account", password)
        if self.town.passwords[self._handle] != password:
            raise refusal(422, "The password is wrong.", password="This is not your password.")
        self.town.leaving.add(self._handle)
        await self._signed_out()

    async def notification_settings(self) -> NotificationSettings:
        self._note("notification_settings")
        return self.town.told

    async def change_notification_settings(self, change: NotificationSettingsChange) -> NotificationSettings:
        self._note("change_notification_settings", change)
        wanted = {name: value for name, value in msgspec.structs.asdict(change).items() if value is not msgspec.UNSET}
        self.town.told = msgspec.structs.replace(self.town.told, **wanted)
        return self.town.told

    async def archive(self) -> Archive:
        self._note("archive")
        return self.town.archive

    async def make_archive(self) -> Archive:
        self._note("make_archive")
        self.town.archive = Archive(state="waiting")
        return self.town.archive
