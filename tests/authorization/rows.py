"""What each kind of viewer gets from each route: the whole matrix, to be read as a table.

Columns: anonymous, stranger, blocked (by the author), follower, owner (the author), moderator. Where nothing else is
said the author is private, and `{handle}`, `{post_id}` and so on stand for the author's own things.
"""

from typing import Any

import msgspec

from tests.authorization.scene import PICTURE, VIEWERS
from tests.world import PASSWORD

PREFIX = "/api/v1"
OUTSIDE = ("/media/{name}", "/schema")
"""Paths that do not begin so."""
TUS = {"Tus-Resumable": "1.0.0"}
GIVEN = {
    "handle": "owner",
    "post_id": "post",
    "session_id": "session",
    "media_id": "media",
    "token": "link",
    "name": "variant",
    "path": "nothing",
    "comment_id": "comment",
    "search_id": "nothing",
    "place_id": "place",
    "tag": "tag",
    "collection_id": "collection",
}
"""Parameter of a path -> what of the scene stands there."""
MISSING = {"handle": "nobody"}
"""Parameter of a path -> what is put there instead to ask for something that does not exist; `nothing` unless named."""
UPLOAD = {"media_id": "upload"}
ORIGINAL = {"media_id": "original"}
DRAFT = {"post_id": "draft"}
CLOSED = {"post_id": "followers_post"}
VIDEO = {"name": "video"}
NO_VIDEO = {"name": "no_video"}
ASKING = {"handle": "asking"}
BYSTANDER = {"handle": "bystander"}
SIGN_UP = {"handle": "{nobody}", "password": PASSWORD}
SIGN_IN = {"handle": "{member}", "password": PASSWORD}
BYTES = TUS | {"Upload-Offset": "0", "Content-Type": "application/offset+octet-stream"}
DELETION = TUS | {"X-HTTP-Method-Override": "DELETE"}
GUESS = {"current": "not the password", "new": PASSWORD}
WRONG = {"password": "not the password"}
WORDS = {"caption": "new words"}
COMMENT = {"text": "what a morning"}
SEEN = {"events": [{"post_id": "{post}", "kind": "seen", "surface": "following"}]}
UNSEEN = {"events": [{"post_id": "x", "kind": "seen"}]}
HEAP = {"name": "a heap"}
SHARE = {"to": ["{bystander}"]}
REPLY = {"text": "so it was", "reply_to": "{comment}"}
OTHERS = {"comment_id": "bystanders_comment"}
NEW_POST = {"items": [{"media_id": "{another_media}"}]}
LOOKED_FOR = {"kind": "person", "value": "{owner}"}
NEARBY = {"latitude": "35", "longitude": "135"}
CLOSE = "follower owner"
SAID = "comment"
AT = {"at": "{comment}"}
UNBLOCKED = "stranger follower owner moderator"


class Row(msgspec.Struct, frozen=True):
    route: str
    """Method and path, as the app knows them."""
    statuses: str
    given: dict[str, str] = {}
    missing: dict[str, str] = {}
    query: dict[str, str] = {}
    body: dict[str, Any] | bytes | None = None
    headers: dict[str, str] = {}
    private: bool = True
    """Whether the author is."""
    asks: str = ""
    """What of the scene must be there besides the post and the draft."""
    shows: str = ""
    """Viewers whose answer holds the author's secret; for a public author's things everybody's may."""

    @property
    def expected(self) -> dict[str, int]:
        return dict(zip(VIEWERS, (int(status) for status in self.statuses.split()), strict=True))

    @property
    def prefix(self) -> str:
        return "" if self.route.partition(" ")[2].startswith(OUTSIDE) else PREFIX

    @property
    def name(self) -> str:
        return " ".join([self.route, *self.given.values(), *([] if self.private else ["public"])])


ROWS = [
    #                                            anonymous   blocked    owner
    #                                                  stranger  follower   moderator
    Row("POST /accounts",                       "201 201 201 201 201 201", body=SIGN_UP),
    Row("GET /accounts/handles/{handle}",       "200 200 200 200 200 200"),
    Row("POST /sessions",                       "201 201 201 201 201 201", body=SIGN_IN),
    Row("POST /sessions/refresh",               "201 201 201 201 201 201", body={"refresh_token": "{refresh_token}"}),
    Row("GET /sessions",                        "401 200 200 200 200 200"),
    Row("DELETE /sessions/current",             "401 204 204 204 204 204"),
    Row("DELETE /sessions/{session_id}",        "401 404 404 404 204 404"),
    Row("GET /me",                              "401 200 200 200 200 200"),
    Row("PATCH /me",                            "401 200 200 200 200 200", body={"name": "New", "private": True}),
    Row("PATCH /me",                            "401 404 404 404 200 404", body={"picture_id": "{media}"}),
    Row("PUT /me/password",                     "401 422 422 422 422 422", body=GUESS),
    Row("GET /me/deletion",                     "401 200 200 200 200 200"),
    Row("POST /me/deletion",                    "401 422 422 422 422 422", body=WRONG),

    Row("GET /people/{handle}",                 "401 200 404 200 200 200"),
    Row("PUT /people/{handle}/follow",          "401 200 404 200 400 200"),
    Row("DELETE /people/{handle}/follow",       "401 200 404 200 400 200"),
    Row("PUT /people/{handle}/block",           "401 200 404 200 400 200"),
    Row("DELETE /people/{handle}/block",        "401 200 404 200 400 200"),
    Row("PUT /people/{handle}/mute",            "401 200 404 200 400 200"),
    Row("DELETE /people/{handle}/mute",         "401 200 404 200 400 200"),
    Row("PUT /people/{handle}/mute",            "401 200 404 200 400 200", body={"posts": False, "stories": True}),
    Row("DELETE /people/{handle}/follower",     "401 200 404 200 400 200"),
    Row("PUT /people/{handle}/close-friend",    "401 200 404 200 400 200"),
    Row("DELETE /people/{handle}/close-friend", "401 200 404 200 400 200"),
    Row("GET /me/close-friends",                "401 200 200 200 200 200"),
    Row("GET /suggestions",                     "401 200 200 200 200 200"),
    Row("DELETE /suggestions/{handle}",         "401 204 404 204 400 204"),
    Row("GET /follow-requests",                 "401 200 200 200 200 200"),
    Row("PUT /follow-requests/{handle}",        "401 404 404 404 200 404", ASKING, missing=BYSTANDER),
    Row("DELETE /follow-requests/{handle}",     "401 200 200 200 200 200", ASKING),
    Row("GET /people/{handle}/followers",       "401 403 404 200 200 403"),
    Row("GET /people/{handle}/followers",       "401 200 404 200 200 200", private=False),
    Row("GET /people/{handle}/following",       "401 403 404 200 200 403"),
    Row("GET /people/{handle}/following",       "401 200 404 200 200 200", private=False),
    Row("GET /people/{handle}/followers",       "401 403 404 200 200 403", query={"q": "a"}),
    Row("GET /people/{handle}/mutuals",         "401 200 404 200 200 200"),
    Row("GET /me/blocked",                      "401 200 200 200 200 200"),
    Row("GET /me/muted",                        "401 200 200 200 200 200"),

    Row("GET /search",                          "401 200 200 200 200 200", query={"q": "{bystander}"}),
    Row("GET /search/people",                   "401 200 200 200 200 200", query={"q": "{owner}"}),
    Row("GET /search/hashtags",                 "401 200 200 200 200 200", query={"q": "marsh"}),
    Row("GET /search/places",                   "401 200 200 200 200 200", query={"q": "kyoto"}),
    Row("GET /search/posts",                    "401 200 200 200 200 200", query={"q": "{nobody}"}),
    Row("GET /search/recent",                   "401 200 200 200 200 200"),
    Row("POST /search/recent",                  "401 201 201 201 201 201", body={"kind": "words", "value": "marsh"}),
    Row("POST /search/recent",                  "401 201 404 201 201 201", body=LOOKED_FOR),
    Row("DELETE /search/recent",                "401 204 204 204 204 204"),
    Row("DELETE /search/recent/{search_id}",    "401 204 204 204 204 204"),
    Row("GET /explore",                         "401 200 200 200 200 200"),
    Row("GET /trending",                        "401 200 200 200 200 200"),
    Row("GET /hashtags/{tag}",                  "401 200 200 200 200 200"),
    Row("GET /hashtags/{tag}/posts",            "401 200 200 200 200 200"),
    Row("PUT /hashtags/{tag}/follow",           "401 200 200 200 200 200"),
    Row("DELETE /hashtags/{tag}/follow",        "401 200 200 200 200 200"),
    Row("GET /me/hashtags",                     "401 200 200 200 200 200"),
    Row("GET /places/near",                     "401 200 200 200 200 200", query=NEARBY),
    Row("GET /places/{place_id}",               "401 200 200 200 200 200"),
    Row("GET /places/{place_id}/posts",         "401 200 200 200 200 200"),
    Row("GET /media/{media_id}/places",         "401 404 404 404 200 404", ORIGINAL),
    Row("GET /media/{media_id}/places",         "401 404 404 404 404 404"),

    Row("GET /notifications",                   "401 200 200 200 200 200"),
    Row("GET /notifications/unread",            "401 200 200 200 200 200"),
    Row("PUT /notifications/seen",              "401 200 200 200 200 200", body={"at": "2026-11-22T12:00:00Z"}),
    Row("GET /me/notifications",                "401 200 200 200 200 200"),
    Row("PATCH /me/notifications",              "401 200 200 200 200 200", body={"likes": "following"}),
    Row("GET /live",                            "401 200 200 200 200 200"),

    Row("POST /posts",                          "401 404 404 404 201 404", body=NEW_POST),
    Row("PATCH /posts/{post_id}",               "401 404 404 404 200 404", body=WORDS),
    Row("PATCH /posts/{post_id}",               "401 404 404 404 200 404", DRAFT, body=WORDS),
    Row("POST /posts/{post_id}/publish",        "401 404 404 404 200 404", DRAFT, shows="owner"),
    Row("DELETE /posts/{post_id}",              "401 404 404 404 204 404"),
    Row("DELETE /posts/{post_id}",              "401 404 404 404 204 404", DRAFT),
    Row("GET /posts/{post_id}",                 "401 404 404 200 200 404", shows="follower owner"),
    Row("GET /posts/{post_id}",                 "401 200 404 200 200 200", private=False, shows=UNBLOCKED),
    Row("GET /posts/{post_id}",                 "401 404 404 404 404 404", DRAFT, private=False),
    Row("GET /posts/{post_id}/versions",        "401 404 404 200 200 404"),
    Row("GET /posts/{post_id}/versions",        "401 200 404 200 200 200", private=False),
    Row("GET /posts/{post_id}/versions",        "401 404 404 404 404 404", DRAFT, private=False),
    Row("GET /posts/{post_id}",                 "401 404 404 200 200 404", CLOSED, private=False, shows=CLOSE),
    Row("GET /posts/{post_id}/versions",        "401 404 404 200 200 404", CLOSED, private=False),
    Row("PUT /posts/{post_id}/like",            "401 404 404 200 200 404"),
    Row("PUT /posts/{post_id}/like",            "401 200 404 200 200 200", private=False),
    Row("PUT /posts/{post_id}/like",            "401 404 404 200 200 404", CLOSED, private=False),
    Row("PUT /posts/{post_id}/like",            "401 404 404 404 404 404", DRAFT, private=False),
    Row("DELETE /posts/{post_id}/like",         "401 404 404 200 200 404"),
    Row("DELETE /posts/{post_id}/like",         "401 200 404 200 200 200", private=False),
    Row("GET /posts/{post_id}/likes",           "401 404 404 200 200 404"),
    Row("GET /posts/{post_id}/likes",           "401 200 404 200 200 200", private=False),
    Row("GET /posts/{post_id}/likes",           "401 404 404 200 200 404", CLOSED, private=False),
    Row("PUT /posts/{post_id}/save",            "401 404 404 200 200 404"),
    Row("PUT /posts/{post_id}/save",            "401 200 404 200 200 200", private=False),
    Row("PUT /posts/{post_id}/save",            "401 404 404 200 200 404", CLOSED, private=False),
    Row("PUT /posts/{post_id}/save",            "401 404 404 404 404 404", DRAFT, private=False),
    Row("GET /posts/{post_id}/save",            "401 404 404 200 200 404"),
    # what one did oneself is taken back whatever has become of the post
    Row("DELETE /posts/{post_id}/save",         "401 200 200 200 200 200"),
    Row("GET /me/saved",                        "401 200 200 200 200 200"),
    Row("GET /me/collections",                  "401 200 200 200 200 200", shows="owner", asks="collection"),
    Row("POST /me/collections",                 "401 201 201 201 201 201", body=HEAP),
    Row("GET /me/collections/{collection_id}",  "401 404 404 404 200 404", shows="owner"),
    Row("PATCH /me/collections/{collection_id}", "401 404 404 404 200 404", body=HEAP),
    Row("DELETE /me/collections/{collection_id}", "401 404 404 404 204 404"),
    Row("GET /me/collections/{collection_id}/posts", "401 404 404 404 200 404", shows="owner"),
    Row("PUT /me/collections/{collection_id}/posts/{post_id}", "401 404 404 404 200 404"),
    Row("DELETE /me/collections/{collection_id}/posts/{post_id}", "401 404 404 404 200 404"),
    Row("PUT /posts/{post_id}/hide",            "401 404 404 204 409 404", body={"why": "not-interested"}),
    Row("PUT /posts/{post_id}/hide",            "401 204 404 204 409 204", private=False),
    Row("PUT /posts/{post_id}/hide",            "401 404 404 204 409 404", CLOSED, private=False),
    Row("DELETE /posts/{post_id}/hide",         "401 204 204 204 204 204"),
    Row("POST /posts/{post_id}/shares",         "401 404 404 422 422 404", body=SHARE),
    Row("POST /posts/{post_id}/shares",         "401 422 404 422 422 422", private=False, body=SHARE),
    Row("GET /posts/{post_id}/share-targets",   "401 404 404 200 200 404"),
    Row("GET /posts/{post_id}/share-targets",   "401 200 404 200 200 200", private=False, query={"q": "a"}),
    Row("POST /posts/{post_id}/comments",       "401 404 404 201 201 404", body=COMMENT),
    Row("POST /posts/{post_id}/comments",       "401 201 404 201 201 201", private=False, body=COMMENT),
    Row("POST /posts/{post_id}/comments",       "401 404 404 201 201 404", CLOSED, private=False, body=COMMENT),
    Row("POST /posts/{post_id}/comments",       "401 404 404 404 404 404", DRAFT, private=False, body=COMMENT),
    Row("POST /posts/{post_id}/comments",       "401 201 404 201 201 201", private=False, body=REPLY),
    Row("GET /posts/{post_id}/comments",        "401 404 404 200 200 404", shows="follower owner", asks=SAID),
    Row("GET /posts/{post_id}/comments",        "401 200 404 200 200 200", private=False, shows=UNBLOCKED, asks=SAID),
    Row("GET /posts/{post_id}/comments",        "401 404 404 200 200 404", shows="follower owner", query=AT),
    Row("GET /posts/{post_id}/comments",        "401 200 404 200 200 200", private=False, shows=UNBLOCKED, query=AT),
    Row("GET /comments/{comment_id}/replies",   "401 404 404 200 200 404"),
    Row("GET /comments/{comment_id}/replies",   "401 200 404 200 200 200", private=False),
    Row("DELETE /comments/{comment_id}",        "401 404 404 403 204 404"),
    Row("DELETE /comments/{comment_id}",        "401 403 404 403 204 403", private=False),
    Row("DELETE /comments/{comment_id}",        "401 403 404 403 204 403", OTHERS, private=False),
    Row("PUT /comments/{comment_id}/like",      "401 404 404 200 200 404"),
    Row("PUT /comments/{comment_id}/like",      "401 200 404 200 200 200", private=False),
    Row("DELETE /comments/{comment_id}/like",   "401 404 404 200 200 404"),
    Row("DELETE /comments/{comment_id}/like",   "401 200 404 200 200 200", private=False),
    Row("PUT /comments/{comment_id}/pin",       "401 404 404 403 200 404", shows="owner"),
    Row("PUT /comments/{comment_id}/pin",       "401 403 404 403 200 403", private=False, shows="owner"),
    Row("DELETE /comments/{comment_id}/pin",    "401 404 404 403 200 404", shows="owner"),
    Row("DELETE /comments/{comment_id}/pin",    "401 403 404 403 200 403", private=False, shows="owner"),
    Row("GET /me/posts/pending",                "401 200 200 200 200 200", shows="owner"),
    Row("GET /me/posts/{post_id}",              "401 404 404 404 200 404", shows="owner"),
    Row("GET /me/posts/{post_id}",              "401 404 404 404 200 404", DRAFT, shows="owner"),
    Row("GET /people/{handle}/posts",           "401 200 404 200 200 200", shows="follower owner"),
    Row("GET /people/{handle}/posts",           "401 200 404 200 200 200", private=False, shows=UNBLOCKED),
    Row("GET /feed/following",                  "401 200 200 200 200 200", shows="follower owner"),
    Row("GET /feed/following/new",              "401 200 200 200 200 200", query={"since": "0"}),
    # what was not shown to who tells of it is left out, and nobody learns whether it exists
    Row("GET /feed/home",                       "401 200 200 200 200 200", shows="follower owner"),
    Row("GET /feed/home/why",                   "401 404 404 404 404 404", query={"snapshot": "1", "post": "{post}"}),
    Row("GET /feed/preferences",                "401 200 200 200 200 200"),
    Row("PUT /feed/preferences",                "401 200 200 200 200 200", body={"suggested": False}),
    Row("POST /feed/events",                    "401 204 204 204 204 204", body=SEEN),
    Row("POST /feed/events",                    "401 422 422 422 422 422", body=UNSEEN),

    Row("POST /me/archive",                     "401 202 202 202 202 202"),
    Row("GET /me/archive",                      "401 200 200 200 200 200"),
    # as with media, the signed link is the permission, and nobody else is ever given it
    Row("GET /archives/{token}",                "200 200 200 200 200 200", {"token": "archive_link"}),
    Row("HEAD /archives/{token}",               "200 200 200 200 200 200", {"token": "archive_link"}),
    Row("GET /archives/{token}",                "404 404 404 404 404 404"),
    Row("HEAD /archives/{token}",               "404 404 404 404 404 404"),

    Row("GET /limits",                          "200 200 200 200 200 200"),
    Row("GET /media/{media_id}",                "401 404 404 404 200 404"),
    Row("POST /media/{media_id}/preview",       "401 404 404 404 409 404", body={"filter": "dune"}),
    Row("OPTIONS /uploads",                     "204 204 204 204 204 204"),
    Row("OPTIONS /uploads/{media_id}",          "204 204 204 204 204 204", UPLOAD),
    Row("POST /uploads",                        "401 201 201 201 201 201", headers=TUS | {"Upload-Length": "10"}),
    Row("HEAD /uploads/{media_id}",             "401 404 404 404 200 404", UPLOAD, headers=TUS),
    Row("PATCH /uploads/{media_id}",            "401 404 404 404 204 404", UPLOAD, headers=BYTES, body=b"12345"),
    Row("POST /uploads/{media_id}",             "401 404 404 404 204 404", UPLOAD, headers=DELETION),
    Row("DELETE /uploads/{media_id}",           "401 404 404 404 204 404", UPLOAD, headers=TUS),
    Row("POST /uploads/direct",                 "401 201 201 201 201 201", body={"size": 10}),
    Row("GET /me/quota",                        "401 200 200 200 200 200"),
    # the address itself is the permission: a signed link; what is public has a name made of its own bytes
    Row("PUT /uploads/direct/{token}",          "204 204 204 204 204 204", body=PICTURE),
    Row("GET /media/{name}",                    "404 404 404 404 404 404"),
    Row("GET /media/{name}",                    "200 200 200 200 200 200", private=False),
    Row("HEAD /media/{name}",                   "404 404 404 404 404 404"),
    Row("HEAD /media/{name}",                   "200 200 200 200 200 200", private=False),
    Row("GET /media/{name}",                    "404 404 404 404 404 404", VIDEO, missing=NO_VIDEO),
    Row("GET /media/{name}",                    "200 200 200 200 200 200", VIDEO, private=False),
    Row("GET /media/{name}",                    "200 200 200 200 200 200", {"name": "signed_variant"}),
    Row("HEAD /media/{name}",                   "200 200 200 200 200 200", {"name": "signed_variant"}),
    Row("GET /media/{name}",                    "200 200 200 200 200 200", {"name": "signed_video"}),

    Row("GET /health",                          "200 200 200 200 200 200"),
    Row("GET /schema",                          "200 200 200 200 200 200"),
    Row("GET /schema/openapi.json",             "200 200 200 200 200 200"),
    Row("GET /schema/{path}",                   "404 404 404 404 404 404"),
    Row("GET /admin/health",                    "401 403 403 403 403 200"),
    Row("GET /admin/feed",                      "401 403 403 403 403 200"),
]  # fmt: skip
