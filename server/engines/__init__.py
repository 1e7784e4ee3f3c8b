"""PostgreSQL and Valkey as children of ours, for a laptop and for the tests, and the supervisor behind `vitrine up`."""

from server.engines.embedded import Engines, running, start
from server.engines.refusal import Refusal

__all__ = ["Engines", "Refusal", "running", "start"]
