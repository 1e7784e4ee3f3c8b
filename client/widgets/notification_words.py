"""What a notification says, in the words of people: who, what they did, and to what."""

from collections.abc import Callable
from typing import Final

from shared.notifications import Notification, NotificationKind
from shared.ui.words import count, counted, listed

_THING: Final[dict[NotificationKind, str]] = {
    "like": "liked your {thing}",
    "comment": "commented on your {thing}",
    "reply": "replied to you",
    "mention": "mentioned you",
    "comment_like": "liked your comment",
    "tag": "tagged you in a {thing}",
    "share": "sent you a {thing}",
    "follow": "started following you",
    "request": "would like to follow you",
    "accepted": "accepted your request",
}


def names(notification: Notification) -> list[str]:
    """Those to be printed bold: handles, then how many more."""
    people = [person.handle for person in notification.people]
    if notification.others:
        more = counted(notification.others, "other", "others") if people else _people(notification.others)
        return [*people, more]
    return people


def deed(notification: Notification) -> str:
    """All after the names, without a full stop."""
    if notification.kind == "mention":
        return "mentioned you in a comment" if notification.comment_id else "mentioned you in a post"
    post = notification.post
    thing = "post" if post is None else "video" if post.picture.video else "photo"
    return _THING[notification.kind].format(thing=thing)


def words_of(notification: Notification, most: int = 0) -> str:
    """What is quoted after it; of more than `most` characters only the beginning."""
    words = " ".join(notification.text.split())
    if most and len(words) > most:
        words = f"{words[: most - 1].rstrip()}…"
    return f"“{words}”" if words else ""


def sentence(notification: Notification) -> str:
    """As it is spoken."""
    said = f"{listed(names(notification))} {deed(notification)}"
    quoted = words_of(notification)
    return f"{said}: {quoted}" if quoted else said


def destination(notification: Notification, own: str) -> str:
    """The path that it leads to. `own` is the reader's handle."""
    route = _ROUTES.get(notification.kind)
    if notification.post is None or route is None:
        alone = len(notification.people) == 1 and not notification.others
        if alone or notification.kind != "follow":
            return f"/u/{notification.people[0].handle}" if notification.people else f"/u/{own}"
        return f"/u/{own}/followers"
    return route(notification.post.id, notification.comment_id)


def _people(number: int) -> str:
    return f"{count(number)} {'person' if number == 1 else 'people'}"


def _post(post_id: str, _: str | None) -> str:
    return f"/p/{post_id}"


def _comments(post_id: str, comment_id: str | None) -> str:
    return f"/p/{post_id}/comments?at={comment_id}" if comment_id else f"/p/{post_id}"


_ROUTES: Final[dict[NotificationKind, Callable[[str, str | None], str]]] = {
    "like": _post,
    "tag": _post,
    "share": _post,
    "comment": _comments,
    "reply": _comments,
    "mention": _comments,
    "comment_like": _comments,
}
