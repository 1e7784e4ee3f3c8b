"""The whole flow in one table: event -> what reacts to it.

`at_once` runs in the process that emitted, right after its commit, and again by the relay, which alone is certain;
`handlers` run by the relay; `jobs` by the workers. All are idempotent.
"""

from server.accounts.events import PrivacyChanged, ProfileChanged, ProfilePictureDropped
from server.feed import jobs as feed_jobs
from server.feed import reactions as feed
from server.graph import jobs as graph_jobs
from server.graph import reactions as graph
from server.graph.events import Blocked, Followed, Muted, Unblocked, Unfollowed, Unmuted
from server.kit.outbox import Event
from server.kit.relay import Reaction
from server.media import jobs as media_jobs
from server.media import reactions as media
from server.media.events import (
    GraceOver,
    MediaAnalysed,
    MediaDiscarded,
    MediaFailed,
    MediaReady,
    UploadCompleted,
    VideoCompleted,
    VideoUploaded,
)
from server.media.vision import jobs as vision_jobs
from server.media.vision.events import AnalysisWanted
from server.posts import jobs as posts_jobs
from server.posts import reactions as posts
from server.posts.events import CommentLiked, Engaged, LikesChanged, PostDeleted, PostEdited, PostPublished

REACTIONS: dict[type[Event], Reaction] = {
    ProfileChanged: Reaction(at_once=(posts.forget_posts_of_changed_authors,)),
    ProfilePictureDropped: Reaction(handlers=(media.let_go_of_profile_pictures,)),
    PrivacyChanged: Reaction(
        at_once=(posts.forget_posts_of_changed_authors, media.ask_again_who_may_load),
        jobs=(graph_jobs.accept_waiting,),
    ),
    UploadCompleted: Reaction(jobs=(media_jobs.prepare_picture,)),
    VideoUploaded: Reaction(jobs=(media_jobs.prepare_video,)),
    MediaReady: Reaction(handlers=(posts.take_posts_on,)),
    MediaFailed: Reaction(handlers=(posts.take_posts_on,)),
    MediaAnalysed: Reaction(handlers=(posts.take_posts_on,)),
    GraceOver: Reaction(handlers=(posts.take_posts_on,)),
    VideoCompleted: Reaction(handlers=(posts.complete_videos, media.have_whole_videos_analysed)),
    AnalysisWanted: Reaction(jobs=(vision_jobs.analyse_media,)),
    MediaDiscarded: Reaction(jobs=(media_jobs.delete_blobs,)),
    PostPublished: Reaction(
        at_once=(feed.show_own_post,), handlers=(feed.refresh_celebrity,), jobs=(feed_jobs.fan_out_post,)
    ),
    PostEdited: Reaction(handlers=(posts.rewrite_edited_posts,)),
    PostDeleted: Reaction(
        at_once=(posts.bury_deleted_posts,), handlers=(feed.refresh_celebrity,), jobs=(posts_jobs.forget_engagement,)
    ),
    LikesChanged: Reaction(handlers=(posts.note_likes,)),
    Engaged: Reaction(handlers=(posts.count_engagement, posts.rewrite_engaged_posts)),
    CommentLiked: Reaction(handlers=(posts.count_comment_likes,)),
    Followed: Reaction(
        at_once=(graph.refresh_ties, feed.forget_followers_timeline),
        handlers=(graph.count_reach, feed.promote_to_celebrity),
    ),
    Unfollowed: Reaction(at_once=(graph.refresh_ties, feed.forget_followers_timeline), handlers=(graph.count_reach,)),
    Blocked: Reaction(at_once=(graph.refresh_ties, feed.forget_timelines_of_both)),
    Unblocked: Reaction(at_once=(graph.refresh_ties,)),
    Muted: Reaction(at_once=(graph.refresh_ties,)),
    Unmuted: Reaction(at_once=(graph.refresh_ties,)),
}
