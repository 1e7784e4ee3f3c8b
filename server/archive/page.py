"""`index.html`: the archive as a page that any browser opens without a network and without a script."""

from collections.abc import Mapping
from datetime import datetime
from html import escape
from pathlib import PurePath
from typing import Any, Final

from server.accounts.rows import AccountRow

FILES: Final = {
    "posts.json": "Your posts: captions, times, descriptions of pictures, places, tags, and how they read before edits",
    "drafts.json": "What you have not published",
    "media/": "Your photos and videos, the best copies that Vitrine keeps",
    "comments.json": "What you wrote below posts",
    "likes.json": "Posts that you like",
    "saved.json": "Posts that you saved, and your collections",
    "shares.json": "Posts that you handed to people",
    "hidden.json": "Posts that you hid",
    "follows.json": "Whom you follow, who follows you, requests, close friends, whom you blocked and muted",
    "searches.json": "What you looked for lately, and the hashtags that you follow",
    "notifications.json": "What happened to you in the last months",
    "settings.json": "What you have chosen",
    "account.json": "Your profile, and the devices where you are signed in",
}
VIDEOS: Final = {".mp4", ".mov", ".webm", ".mkv"}
STYLE: Final = """
:root { color-scheme: light dark; --line: color-mix(in srgb, currentColor 18%, transparent); }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 640px; margin: 0 auto; padding: 32px 16px; }
img, video { max-width: 100%; height: auto; border-radius: 8px; display: block; margin: 0 0 8px; }
header img { width: 96px; height: 96px; border-radius: 50%; object-fit: cover; }
h1 { margin: 8px 0 0; } h2 { margin: 40px 0 8px; }
article { border-top: 1px solid var(--line); padding: 24px 0; }
p { margin: 0 0 8px; overflow-wrap: anywhere; } p[dir] { white-space: pre-wrap; }
small, dd { opacity: .7; } dd { margin: 0 0 8px; }
"""


def head(owner: AccountRow, picture: str | None, made_at: datetime) -> bytes:
    """`picture` is a path in the archive."""
    name = owner.name or owner.handle
    shown = f'<img src="{escape(picture)}" alt="">' if picture else ""
    files = "".join(f'<dt><a href="{name}">{name}</a></dt><dd>{words}</dd>' for name, words in FILES.items())
    return f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="script-src 'none'; object-src 'none'; base-uri 'none'">
<title>{escape(owner.handle)} on Vitrine</title>
<style>{STYLE}</style>
</head>
<body>
<header>{shown}<h1 dir="auto">{escape(name)}</h1>
<p>{escape(owner.handle)}</p>
<p dir="auto">{escape(owner.bio)}</p>
<p><small>Everything you had on Vitrine on {_day(made_at)}.</small></p></header>
<h2>What is in this archive</h2>
<dl>{files}</dl>
<p><small>Of other people there are only their handles, and the ids of their posts, as far as you may see them. Likes of
comments and what your feeds have shown you are not in it.</small></p>
<h2>Your posts</h2>
""".encode()


def post(facts: Mapping[str, Any]) -> bytes:
    """Of the facts that `posts.json` tells."""
    shown = "".join(_media(item) for item in facts["media"])
    place = f" · <bdi>{escape(facts['place'])}</bdi>" if facts["place"] else ""
    caption = f'<p dir="auto">{escape(facts["caption"])}</p>' if facts["caption"] else ""
    when = f'<time datetime="{facts["published_at"].isoformat()}">{_day(facts["published_at"])}</time>'
    counts = f"{_counted(facts['likes'], 'like')}, {_counted(facts['comments'], 'comment')}"
    return f"""<article id="post-{escape(facts["id"])}">{shown}
{caption}
<small>{when}{place} · {counts}</small>
</article>
""".encode()


def tail(posts: bool) -> bytes:
    return (b"" if posts else b"<p>You have not published anything.</p>\n") + b"</body>\n</html>\n"


def _media(item: Mapping[str, Any]) -> str:
    if not item["file"]:
        return ""
    path, alt = escape(item["file"]), escape(item["alt"])
    if PurePath(item["file"]).suffix in VIDEOS:
        poster = f' poster="{escape(item["poster"])}"' if item.get("poster") else ""
        return f'<video src="{path}"{poster} aria-label="{alt}" controls preload="none"></video>'
    return f'<img src="{path}" alt="{alt}" loading="lazy">'


def _counted(number: int, one: str) -> str:
    return f"{number} {one}{'' if number == 1 else 's'}"


def _day(moment: datetime) -> str:
    return f"{moment.day} {moment:%B %Y}"
