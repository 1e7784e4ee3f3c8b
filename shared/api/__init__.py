"""The one typed client of the HTTP API, used by both apps and by the tests: one room per domain of the server."""

from shared.api.accounts import Accounts
from shared.api.archive import Archive
from shared.api.engagement import Engagement
from shared.api.feed import Feed
from shared.api.graph import Graph
from shared.api.media import Media
from shared.api.notifications import Notifications
from shared.api.operations import Operations
from shared.api.posts import Posts
from shared.api.search import Search
from shared.api.transport import OFFLINE as OFFLINE


class Api(Accounts, Graph, Media, Posts, Engagement, Search, Notifications, Feed, Archive, Operations):
    """Everything that the server answers to one person."""
