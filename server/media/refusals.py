"""Why a picture or video was not taken: a stable name for programs, a sentence for people."""

from typing import Final, Literal

Refusal = Literal[
    "picture-type",
    "picture-truncated",
    "picture-unreadable",
    "picture-too-large",
    "picture-timeout",
    "picture-lost",
    "video-type",
    "video-codec",
    "video-no-picture",
    "video-tracks",
    "video-truncated",
    "video-unreadable",
    "video-too-long",
    "video-too-short",
    "video-too-large",
    "video-too-small",
    "video-timeout",
    "video-lost",
    "media-blocked",
    "upload-expired",
    "upload-too-large",
    "quota-video",
]

SENTENCES: Final[dict[Refusal, str]] = {
    "picture-type": "This is no photo or video that can be shown here. JPEG, PNG, WebP, GIF, HEIC and AVIF are photos,"
    " MP4, MOV, WebM and MKV are videos.",
    "picture-truncated": "The end of this picture is missing. Try to send it again from the original.",
    "picture-unreadable": "This picture is damaged and cannot be opened.",
    "picture-too-large": "This picture has too many pixels. Make it smaller and try again.",
    "picture-timeout": "Opening this picture took too long. Save it in another format and try again.",
    "picture-lost": "Something went wrong on our side. Please send the picture again.",
    "video-type": "This is not a video that can be shown here. MP4, MOV, WebM and MKV are.",
    "video-codec": "This video is written in a way that is not read here. H.264, HEVC, VP8, VP9 and AV1 are.",
    "video-no-picture": "There is only sound in this file. Choose a video with a picture.",
    "video-tracks": "This file holds too many tracks. Export one picture and one sound and try again.",
    "video-truncated": "The end of this video is missing. Try to send it again from the original.",
    "video-unreadable": "This video is damaged and cannot be opened.",
    "video-too-long": "This video is too long. Cut it and try again.",
    "video-too-short": "This video is too short to be played.",
    "video-too-large": "The frames of this video have too many pixels, or it has too many frames. Export it smaller.",
    "video-too-small": "The frames of this video are too small to be shown.",
    "video-timeout": "Making this video ready took too long. Export it in another format and try again.",
    "video-lost": "Something went wrong on our side. Please send the video again.",
    "media-blocked": "This picture may not be shown here.",
    "upload-expired": "The upload was not finished in time. Please send it again.",
    "upload-too-large": "This file is larger than photos or videos may be here. Make it smaller and try again.",
    "quota-video": "This is more video than one person may bring in a day. Try again tomorrow.",
}
