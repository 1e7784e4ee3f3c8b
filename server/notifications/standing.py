"""What of a notification still stands, in SQL: asked when a deed is noted, and again whenever it is read.

`w.user_id` is the reader. Every lookup is by a key.
"""

from server.posts.queries import MAY_READ


def still(deed: str, group: str) -> str:
    """Whether the deed has not been undone; `group` has `author_id` and `post_id`."""
    return f"""CASE {deed}.kind
WHEN 'like' THEN EXISTS (SELECT FROM likes x
    WHERE (x.author_id, x.post_id, x.user_id) = ({group}.author_id, {group}.post_id, {deed}.person_id))
WHEN 'comment_like' THEN EXISTS (SELECT FROM comment_likes x
    WHERE (x.author_id, x.comment_id, x.user_id) = ({group}.author_id, {deed}.thing_id, {deed}.person_id))
WHEN 'follow' THEN EXISTS (SELECT FROM followers x
    WHERE (x.user_id, x.follower_id, x.state) = (w.user_id, {deed}.person_id, 'following'))
WHEN 'request' THEN EXISTS (SELECT FROM followers x
    WHERE (x.user_id, x.follower_id, x.state) = (w.user_id, {deed}.person_id, 'requested'))
WHEN 'accepted' THEN EXISTS (SELECT FROM following x
    WHERE (x.user_id, x.other_id, x.state) = (w.user_id, {deed}.person_id, 'following'))
WHEN 'tag' THEN EXISTS (SELECT FROM posts x JOIN post_tags t ON (t.author_id, t.draft_id) = (x.author_id, x.draft_id)
    WHERE (x.author_id, x.id) = ({group}.author_id, {group}.post_id) AND t.user_id = w.user_id)
WHEN 'share' THEN true
ELSE CASE WHEN {deed}.deed_id = {group}.post_id THEN EXISTS (SELECT FROM posts x JOIN users h ON h.id = w.user_id
        WHERE (x.author_id, x.id) = ({group}.author_id, {group}.post_id) AND h.handle = ANY(x.mentions))
    ELSE EXISTS (SELECT FROM comments x WHERE (x.author_id, x.id) = ({group}.author_id, {deed}.deed_id)) END
END"""


def post_visible(group: str) -> str:
    """Whether the reader may see the post, or none is concerned."""
    return f"""({group}.post_id = 0 OR EXISTS (
    SELECT FROM posts p JOIN users u ON u.id = p.author_id
    WHERE (p.author_id, p.id) = ({group}.author_id, {group}.post_id) AND p.state = 'published' AND {MAY_READ}))"""


# Which setting speaks of which kind; requests to follow always arrive.
WANTED = """CASE coalesce(CASE w.kind
    WHEN 'like' THEN s.likes WHEN 'comment' THEN s.comments WHEN 'reply' THEN s.comments
    WHEN 'comment_like' THEN s.comment_likes WHEN 'mention' THEN s.mentions WHEN 'tag' THEN s.mentions
    WHEN 'share' THEN s.shares WHEN 'follow' THEN s.follows WHEN 'accepted' THEN s.follows END, 'everyone')
WHEN 'everyone' THEN true WHEN 'nobody' THEN false
ELSE EXISTS (SELECT FROM following f
    WHERE f.user_id = w.user_id AND f.other_id = w.person_id AND f.state = 'following') END"""
