"""Hashtags and mentions in captions."""

import re
import unicodedata

from server.kit.problems import Refused
from shared.limits import HASHTAG_MAX, HASHTAGS_MAX, MENTIONS_MAX

# A tag or a mention starts a word: "a#b" and "mail@example" hold none. A tag needs one letter, so "#1" is none.
HASHTAG = re.compile(r"(?<![\w#@&/])#(\w*[^\W\d_]\w*)")
MENTION = re.compile(r"(?<![\w@./])@([A-Za-z0-9](?:[A-Za-z0-9._]*[A-Za-z0-9_])?|_[A-Za-z0-9._]*)")
HANDLE_LENGTH = 30


def hashtags(caption: str) -> list[str]:
    """Each tag once, as they come, without the #, in NFC and folded case; none longer than 100."""
    found = (normal_tag(tag) for tag in HASHTAG.findall(unicodedata.normalize("NFC", caption)))
    return list(dict.fromkeys(tag for tag in found if len(tag) <= HASHTAG_MAX))


def normal_tag(tag: str) -> str:
    """However it is written, the tag is the same."""
    return unicodedata.normalize("NFC", tag).casefold()


def mentions(caption: str) -> list[str]:
    """Each mentioned handle once, in order of appearance, without the @, in lower case."""
    found = (handle.lower().rstrip(".") for handle in MENTION.findall(caption))
    return list(dict.fromkeys(handle for handle in found if 0 < len(handle) <= HANDLE_LENGTH))


def parse(caption: str, field: str = "caption") -> tuple[list[str], list[str]]:
    """(hashtags, mentions). Raises `Refused` naming the field above 30 of either."""
    tags, handles = hashtags(caption), mentions(caption)
    if len(tags) > HASHTAGS_MAX:
        raise Refused("too-many-hashtags", fields={field: f"At most {HASHTAGS_MAX} hashtags."})
    if len(handles) > MENTIONS_MAX:
        raise Refused("too-many-mentions", fields={field: f"At most {MENTIONS_MAX} mentions."})
    return tags, handles
