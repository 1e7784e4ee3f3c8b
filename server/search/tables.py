"""The tables of search. All but `FollowedHashtags` and `RecentSearches` are an index, which `indexing` makes."""

from piccolo.columns import BigInt, Boolean, DoublePrecision, SmallInt, Text, Timestamptz
from piccolo.table import Table

from server.kit.database import DB


class SearchTerms(Table, db=DB, tablename="search_terms"):
    """What a person, a hashtag or a place is found by. The key is (kind, id, term)."""

    kind = SmallInt()
    """See `terms.Kind`."""
    term = Text()
    weight = SmallInt()
    """How well known it is, on a logarithmic scale."""
    id = BigInt()


class SearchWords(Table, db=DB, tablename="search_words"):
    """Each term once, for typos. The key is (kind, word)."""

    kind = SmallInt()
    word = Text()


class SearchPosts(Table, db=DB, tablename="search_posts"):
    """A published post, whoever may see it. There is a `words` of type tsvector as well."""

    post_id = BigInt(primary_key=True)
    author_id = BigInt()
    place_id = BigInt(null=True)
    open = Boolean()
    """For everyone, by a public account. Only such posts are counted."""
    heat = DoublePrecision()
    """See `heat.py`."""


class PlaceCounts(Table, db=DB, tablename="place_counts"):
    place_id = BigInt(primary_key=True)
    posts = BigInt()


class Hashtags(Table, db=DB, tablename="hashtags"):
    id = BigInt(primary_key=True)
    tag = Text(unique=True)
    spelling = Text()
    """As it was first written."""
    posts = BigInt()
    rising = DoublePrecision()
    """See `heat.py`."""


class Tagged(Table, db=DB, tablename="tagged"):
    """A hashtag of a post, with what orders and hides the post. The key is (tag_id, post_id)."""

    tag_id = BigInt()
    post_id = BigInt()
    author_id = BigInt()
    open = Boolean()
    heat = DoublePrecision()


class FollowedHashtags(Table, db=DB, tablename="followed_hashtags"):
    """The key is (user_id, tag)."""

    user_id = BigInt()
    tag = Text()
    """As hashtags are kept; there need not be a row of it in `hashtags`."""
    followed_at = Timestamptz()


class RecentSearches(Table, db=DB, tablename="recent_searches"):
    """What somebody has opened from the search box. The key is (user_id, kind, value)."""

    user_id = BigInt()
    id = BigInt()
    """Orders them by time."""
    kind = Text()
    value = Text()
    """Id of a person or place, the tag, or the words."""
