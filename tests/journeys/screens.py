"""Every screen of both apps, and what must react on it to the keyboard."""

from dataclasses import dataclass
from typing import Literal

Kind = Literal["button", "icon", "switch"]


@dataclass(frozen=True)
class Reaction:
    """After pressing `identifier` with `key`: the address is `goes`, or `shows` appears, or the node itself changes.

    `goes` of `*` is any other address, which for Back depends on where one came from. What `shows` names is a dialog,
    unless it `stays`.
    """

    kind: Kind
    identifier: str
    key: Literal["Enter", "Space"]
    goes: str = ""
    shows: str = ""
    stays: bool = False


@dataclass(frozen=True)
class Screen:
    """`path`, `way` and identifiers may hold {me}, {other}, {post} (one's own, of two photos), {theirs} (of the other)
    and {remark} (one's own comment on {post}).

    `way` are presses that lead from there to the state that is meant; one that ends in `?` is left out where it is not.
    """

    name: str
    path: str
    ready: str
    """What stands there once it has loaded."""
    reactions: tuple[Reaction, ...]
    way: tuple[str, ...] = ()
    who: Literal["nobody", "me", "desk-nobody", "moderator"] = "me"


SCREENS: tuple[Screen, ...] = (
    Screen(
        "sign-in",
        "/sign-in",
        "sign-in",
        (
            Reaction("icon", "sign-in-password-reveal", "Space"),
            Reaction("button", "to-sign-up", "Enter", goes="/sign-up"),
        ),
        who="nobody",
    ),
    Screen(
        "sign-up",
        "/sign-up",
        "sign-up",
        (
            Reaction("icon", "sign-up-password-reveal", "Enter"),
            Reaction("button", "to-sign-in", "Space", goes="/sign-in"),
        ),
        who="nobody",
    ),
    Screen(
        "home",
        "/",
        "photo-{theirs}",
        (
            Reaction("icon", "more-{theirs}", "Space", shows="post-menu"),
            Reaction("button", "photo-{theirs}", "Enter", goes="/p/{theirs}"),
            Reaction("switch", "like-{theirs}", "Space"),
            Reaction("button", "comments-{theirs}", "Enter", goes="/p/{theirs}/comments"),
            Reaction("button", "feed-following", "Space"),
        ),
    ),
    Screen(
        "home-following",
        "/",
        "photo-{theirs}",
        (Reaction("button", "feed-home", "Enter"),),
        way=("feed-following",),
    ),
    # From elsewhere, so that coming to it again closes the sheet that is open.
    Screen(
        "why",
        "/search",
        "why-reasons",
        (Reaction("button", "why-settings", "Enter", goes="/settings/home"),),
        way=("nav-home", "feed-home", "more-{theirs}", "menu-why"),
    ),
    Screen("search", "/search", "search", (Reaction("button", "nav-home", "Enter", goes="/"),)),
    Screen(
        "search-results",
        "/search?q={other}",
        "hit-{other}",
        (
            Reaction("button", "search-in-people", "Space"),
            Reaction("button", "hit-{other}", "Enter", goes="/u/{other}"),
        ),
    ),
    Screen(
        "hashtag",
        "/tags/river",
        "topic-head",
        (
            Reaction("button", "follow-tag-river", "Enter"),
            Reaction("button", "topic-recent", "Enter"),
            Reaction("icon", "back", "Space", goes="*"),
        ),
    ),
    Screen("place", "/places/2867714", "topic-head", (Reaction("icon", "back", "Enter", goes="*"),)),
    Screen("create", "/create", "pick-media", (Reaction("icon", "create-close", "Space", goes="*"),)),
    Screen(
        "create-pick",
        "/create",
        "item-2",
        (
            Reaction("icon", "item-2-earlier", "Enter"),
            Reaction("button", "create-next", "Space", shows="tool", stays=True),
        ),
        way=("draft-1?",),
    ),
    Screen(
        "create-filter",
        "/create",
        "filter-ember",
        (
            Reaction("button", "filter-ember", "Enter"),
            Reaction("button", "tool-adjust", "Space", shows="amount", stays=True),
        ),
        way=("draft-1?", "create-next"),
    ),
    Screen(
        "create-crop",
        "/create",
        "crop-turn",
        (Reaction("button", "aspect-square", "Enter"),),
        way=("draft-1?", "create-next", "tool-crop"),
    ),
    Screen(
        "create-details",
        "/create",
        "caption",
        (
            Reaction("button", "place-of-photo", "Space", shows="place-note", stays=True),
            Reaction("button", "tag-1", "Enter", shows="tag-add", stays=True),
        ),
        way=("draft-1?", "create-next", "create-next"),
    ),
    Screen(
        "notifications",
        "/notifications",
        "notification-accept-{other}",
        (
            Reaction("button", "open-requests", "Enter", goes="/requests"),
            Reaction("icon", "nav-home", "Space", goes="/"),
        ),
    ),
    Screen(
        "requests",
        "/requests",
        "request-accept-{other}",
        (
            Reaction("icon", "nav-profile", "Space", goes="/u/{me}"),
            Reaction("button", "request-{other}", "Enter", goes="/u/{other}"),
        ),
    ),
    Screen(
        "profile-own",
        "/u/{me}",
        "edit-profile",
        (
            Reaction("button", "edit-profile", "Enter", goes="/settings/profile"),
            Reaction("icon", "tile-{post}", "Space", goes="/p/{post}"),
        ),
    ),
    Screen(
        "profile-other",
        "/u/{other}",
        "follow-{other}",
        (
            Reaction("button", "follow-{other}", "Space"),
            Reaction("button", "follow-{other}", "Enter"),
            Reaction("icon", "profile-more", "Enter", shows="profile-menu"),
        ),
    ),
    Screen("followers", "/u/{other}/followers", "person-{me}", (Reaction("icon", "back", "Enter", goes="*"),)),
    Screen("following", "/u/{other}/following", "people-empty", (Reaction("icon", "back", "Space", goes="*"),)),
    Screen(
        "post",
        "/p/{theirs}",
        "more-{theirs}",
        (
            Reaction("icon", "more-{theirs}", "Enter", shows="post-menu"),
            Reaction("button", "author-{theirs}", "Space", goes="/u/{other}"),
        ),
    ),
    Screen(
        "post-own",
        "/p/{post}",
        "mention-{post}-{other}",
        (
            Reaction("icon", "more-{post}", "Space", shows="post-menu"),
            Reaction("button", "tags-{post}", "Enter", shows="tag-{post}-{other}", stays=True),
            Reaction("button", "view-{post}", "Space", goes="/p/{post}/view"),
            Reaction("button", "mention-{post}-{other}", "Enter", goes="/u/{other}"),
        ),
    ),
    Screen(
        "lightbox",
        "/p/{post}/view",
        "lightbox-close",
        (Reaction("icon", "lightbox-zoom", "Enter"), Reaction("icon", "lightbox-close", "Space", goes="*")),
    ),
    Screen(
        "comments",
        "/p/{post}/comments",
        "comment-{remark}",
        (
            Reaction("switch", "like-comment-{remark}", "Enter"),
            Reaction("icon", "comment-more-{remark}", "Enter", shows="comment-menu"),
            Reaction("button", "reply-{remark}", "Space", shows="replying", stays=True),
            Reaction("button", "mention-{remark}-{other}", "Enter", goes="/u/{other}"),
        ),
    ),
    Screen(
        "collections",
        "/p/{theirs}",
        "collection-new",
        (Reaction("button", "collection-new", "Enter", shows="collection-name", stays=True),),
        way=("more-{theirs}", "menu-collect"),
    ),
    Screen(
        "share",
        "/p/{theirs}",
        "share-copy-link",
        (Reaction("button", "share-copy-link", "Enter"),),
        way=("share-{theirs}",),
    ),
    Screen(
        "saved",
        "/saved",
        "saved-all",
        (
            Reaction("icon", "collection-new", "Enter", shows="collection-dialog"),
            Reaction("button", "saved-all", "Space", goes="/saved/all"),
        ),
    ),
    Screen(
        "saved-pick",
        "/saved/all",
        "pick-{post}",
        (Reaction("switch", "pick-{post}", "Space"),),
        way=("collection-more", "menu-pick"),
    ),
    Screen("suggestions", "/suggestions", "back", (Reaction("icon", "back", "Enter", goes="*"),)),
    Screen(
        "mute",
        "/u/{other}",
        "mute-stories",
        (Reaction("switch", "mute-stories", "Space"),),
        way=("profile-more", "menu-mute"),
    ),
    Screen("likers", "/p/{theirs}/likes", "back", (Reaction("icon", "back", "Enter", goes="*"),)),
    Screen("edit-post", "/p/{post}/edit", "save-post", (Reaction("icon", "back", "Enter", goes="*"),)),
    Screen(
        "settings",
        "/settings",
        "private-account",
        (
            Reaction("button", "theme-dark", "Enter"),
            Reaction("button", "theme-system", "Space"),
            Reaction("switch", "private-account", "Space"),
            Reaction("switch", "private-account", "Enter"),
            Reaction("button", "open-devices", "Enter", goes="/settings/devices"),
        ),
    ),
    Screen("edit-profile", "/settings/profile", "profile-name", (Reaction("icon", "back", "Space", goes="*"),)),
    Screen("devices", "/settings/devices", "back", (Reaction("icon", "back", "Enter", goes="*"),)),
    Screen(
        "archive",
        "/settings/archive",
        "archive-make",
        (Reaction("button", "archive-make", "Enter", shows="archive-waiting", stays=True),),
    ),
    Screen(
        "hidden",
        "/settings/hidden",
        "hidden-blocked",
        (Reaction("button", "hidden-muted", "Space"), Reaction("icon", "back", "Enter", goes="*")),
    ),
    Screen("close-friends", "/settings/close-friends", "close-empty", (Reaction("icon", "back", "Enter", goes="*"),)),
    Screen(
        "home-settings",
        "/settings/home",
        "home-ranker",
        (Reaction("button", "first-following", "Space"), Reaction("switch", "suggested-posts", "Enter")),
    ),
    Screen(
        "notification-settings",
        "/settings/notifications",
        "tell-likes-everyone",
        (
            Reaction("button", "tell-likes-following", "Space"),
            Reaction("button", "pause-all", "Enter", shows="pause-menu"),
        ),
    ),
    Screen(
        "password",
        "/settings/password",
        "save-password",
        (Reaction("icon", "password-new-reveal", "Space"),),
    ),
    Screen(
        "delete-account",
        "/settings/delete",
        "delete-account",
        (Reaction("icon", "delete-password-reveal", "Space"),),
    ),
    Screen("not-found", "/nowhere/at/all", "go-home", (Reaction("button", "go-home", "Space", goes="/"),)),
    Screen(
        "desk-sign-in",
        "/admin/",
        "desk-sign-in",
        (Reaction("icon", "desk-password-reveal", "Enter"),),
        who="desk-nobody",
    ),
    Screen(
        "desk-health",
        "/admin/",
        "health-ask",
        (Reaction("button", "health-ask", "Enter"), Reaction("icon", "theme-toggle", "Space")),
        who="moderator",
    ),
    Screen("desk-feed", "/admin/feed", "feed-ask", (Reaction("button", "feed-ask", "Space"),), who="moderator"),
)
