"""Why a picture was not taken: a stable name for programs, a sentence for people."""

from typing import Final, Literal

Refusal = Literal[
    "picture-type",
    "picture-truncated",
    "picture-unreadable",
    "picture-too-large",
    "picture-timeout",
    "picture-lost",
    "upload-expired",
]

SENTENCES: Final[dict[Refusal, str]] = {
    "picture-type": "This is not a picture that can be shown here. JPEG, PNG, WebP, GIF, HEIC and AVIF are.",
    "picture-truncated": "The end of this picture is missing. Try to send it again from the original.",
    "picture-unreadable": "This picture is damaged and cannot be opened.",
    "picture-too-large": "This picture has too many pixels. Make it smaller and try again.",
    "picture-timeout": "Opening this picture took too long. Save it in another format and try again.",
    "picture-lost": "Something went wrong on our side. Please send the picture again.",
    "upload-expired": "The upload was not finished in time. Please send the picture again.",
}
