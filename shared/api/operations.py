"""Health of the installation."""

from shared.api.transport import Transport
from shared.ops import AdminHealth, Health


class Operations(Transport):
    async def health(self) -> Health:
        return await self._call("GET", "/health", Health)

    async def admin_health(self) -> AdminHealth:
        return await self._call("GET", "/admin/health", AdminHealth)
