"""Length and count limits of every field, stated once for the server, the apps and the tests."""

from typing import Annotated, Final

from msgspec import Meta

HANDLE_PATTERN: Final = r"^[a-z0-9._]{1,30}$"
HANDLE_MAX: Final = 30
PASSWORD_MIN: Final = 10
PASSWORD_MAX: Final = 256
NAME_MAX: Final = 60
BIO_MAX: Final = 300
CAPTION_MAX: Final = 2_200
ALT_MAX: Final = 1_500
COMMENT_MAX: Final = 1_000
PINNED_COMMENTS_MAX: Final = 3
"""On one post."""
HASHTAGS_MAX: Final = 30
MENTIONS_MAX: Final = 30
HASHTAG_MAX: Final = 100
POST_ITEMS_MAX: Final = 10
TAGS_MAX: Final = 20
"""People tagged in one picture."""
PLACE_MAX: Final = 100
QUERY_MAX: Final = 100
"""What is typed into the search box."""
RECENT_SEARCHES_MAX: Final = 30
COLLECTION_NAME_MAX: Final = 50
COLLECTIONS_MAX: Final = 100
"""Of one person."""
SHARE_NOTE_MAX: Final = 300
SHARE_PEOPLE_MAX: Final = 20
"""To whom one post is shared at once."""
CLOSE_FRIENDS_MAX: Final = 500
VIDEO_SECONDS_MIN: Final = 0.5
REEL_SECONDS_MIN: Final = 3.0
REEL_SECONDS_MAX: Final = 90.0
FEED_EVENTS_MAX: Final = 200
FOLLOWED_HASHTAGS_MAX: Final = 200
"""Sent at once."""
PAGE_DEFAULT: Final = 30
PAGE_MAX: Final = 50
CURSOR_MAX: Final = 200

Handle = Annotated[str, Meta(pattern=HANDLE_PATTERN, max_length=HANDLE_MAX)]
Name = Annotated[str, Meta(max_length=NAME_MAX)]
Bio = Annotated[str, Meta(max_length=BIO_MAX)]
Caption = Annotated[str, Meta(max_length=CAPTION_MAX)]
Alt = Annotated[str, Meta(max_length=ALT_MAX)]
CommentText = Annotated[str, Meta(max_length=COMMENT_MAX)]
Place = Annotated[str, Meta(max_length=PLACE_MAX)]
Query = Annotated[str, Meta(max_length=QUERY_MAX)]
CollectionName = Annotated[str, Meta(min_length=1, max_length=COLLECTION_NAME_MAX)]
ShareNote = Annotated[str, Meta(max_length=SHARE_NOTE_MAX)]
NewPassword = Annotated[str, Meta(min_length=PASSWORD_MIN, max_length=PASSWORD_MAX)]
Password = Annotated[str, Meta(min_length=1, max_length=PASSWORD_MAX)]
