"""The tables of the feed. Keys, indexes and partitions are in the migrations."""

from piccolo.columns import JSONB, BigInt, Boolean, Bytea, Integer, Real, SmallInt, Text, Timestamptz
from piccolo.table import Table

from server.kit.database import DB


class Celebrities(Table, db=DB, tablename="celebrities"):
    """Authors whose posts are pulled at read; `threshold.py` says what the states are."""

    user_id = BigInt(primary_key=True)
    since = Timestamptz()
    state = Text(default="celebrity")
    """`rising`, `celebrity` or `leaving`."""


class Impressions(Table, db=DB, tablename="impressions"):
    """A post that was seen in a feed. The key is (user_id, post_id, snapshot_id), the partitions are days of snapshots.

    The numbers in small columns are those of `log/kinds.py`.
    """

    user_id = BigInt()
    snapshot_id = BigInt()
    """The reading: of Home its snapshot, of Following the first id of its day (UTC)."""
    post_id = BigInt()
    author_id = BigInt()
    shown_at = Timestamptz()
    """When the app told of it, a few seconds later at most."""
    surface = SmallInt()
    source = SmallInt()
    """Of `shared.feed.Source`."""
    position = SmallInt()
    """In the snapshot, from 0; -1 in Following."""
    device = SmallInt()
    model = BigInt()
    """Version of what scored it; 0 for the formula, and in Following."""
    score = Real()
    scheme = SmallInt()
    """`ranking.features.SCHEME` of the features."""
    features = Bytea(null=True)
    """`ranking.features.WIDTH` 16-bit floats as they were when it was ranked; none in Following, or when lost."""


class Outcomes(Table, db=DB, tablename="outcomes"):
    """What somebody did with a post there. The key is (user_id, post_id, snapshot_id, kind), partitioned alike."""

    user_id = BigInt()
    snapshot_id = BigInt()
    post_id = BigInt()
    author_id = BigInt()
    kind = SmallInt()
    amount = Real()
    """Seconds of a dwell, the longest told; 1 for other kinds."""
    happened_at = Timestamptz()
    """When it was told first."""


class ExposureNews(Table, db=DB, tablename="exposure_news"):
    """What `exposure` does not count yet. The key is (user_id, post_id, kind)."""

    user_id = BigInt()
    post_id = BigInt()
    author_id = BigInt()
    kind = SmallInt()


class Exposure(Table, db=DB, tablename="exposure"):
    """People of whom feeds know it, as last folded. The key is (author_id, post_id)."""

    author_id = BigInt()
    post_id = BigInt()
    views = BigInt()
    dwells = BigInt()
    """Looked at it for `ranking.heads.DWELL_SECONDS`."""
    shares = BigInt()
    """Shared or saved it."""
    hides = BigInt()


class HomeSnapshots(Table, db=DB, tablename="home_snapshots"):
    """Copies of `home.snapshot.Snapshot`, unlogged. The key is (user_id, id)."""

    user_id = BigInt()
    id = BigInt()
    body = Bytea()


class FeedPreferences(Table, db=DB, tablename="feed_preferences"):
    """What a person has chosen; who has no row has the defaults."""

    user_id = BigInt(primary_key=True)
    first = Text(default="home")
    """`home` or `following`."""
    suggested = Boolean(default=True)


class FeedModels(Table, db=DB, tablename="feed_models"):
    """A trained ranker; its bytes lie in the blob store."""

    version = BigInt(primary_key=True)
    kind = Text()
    """`network` or `trees`."""
    state = Text()
    """`candidate`, `shadow`, `current` (one at most) or `retired`."""
    trained_on = Text()
    """`log` or `simulation`."""
    trained_at = Timestamptz()
    window_from = Timestamptz()
    window_to = Timestamptz()
    rows = Integer()
    scheme = SmallInt()
    metrics = JSONB()
    sha256 = Bytea()
    promoted_at = Timestamptz(null=True)
