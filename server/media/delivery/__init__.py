"""Pictures and videos for everybody who has their address, straight from the blob store."""

from server.media.delivery.access import forget
from server.media.delivery.route import DELIVERY

__all__ = ["DELIVERY", "forget"]
