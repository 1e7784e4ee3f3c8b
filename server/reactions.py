"""The whole flow in one table: event -> what reacts to it.

`at_once` runs in the process that emitted, right after its commit, and again by the relay, which alone is certain;
`handlers` run by the relay; `jobs` by the workers. All are idempotent.
"""

from server.accounts.events import (
    AccountCreated,
    AccountErased,
    PrivacyChanged,
    ProfileChanged,
    ProfilePictureDropped,
    StandingChanged,
)
from server.archive import jobs as archive_jobs
from server.archive.events import ArchiveWanted
from server.feed import jobs as feed_jobs
from server.feed import reactions as feed
from server.feed.events import CelebrityChanged
from server.feed.home import reactions as home
from server.feed.log import reactions as feed_log
from server.feed.signals import reactions as signals
from server.graph import jobs as graph_jobs
from server.graph import reactions as graph
from server.graph.events import (
    Blocked,
    CloseFriendsChanged,
    Followed,
    FollowRequested,
    FollowRequestEnded,
    Muted,
    Unblocked,
    Unfollowed,
    Unmuted,
)
from server.kit.outbox import Event
from server.kit.relay import Reaction
from server.live import reactions as live
from server.media import jobs as media_jobs
from server.media import reactions as media
from server.media.events import (
    GraceOver,
    MediaAnalysed,
    MediaDiscarded,
    MediaFailed,
    MediaReady,
    UploadCompleted,
    VideoAdvanced,
    VideoCompleted,
    VideoUploaded,
)
from server.media.vision import jobs as vision_jobs
from server.media.vision.events import AnalysisWanted
from server.notifications import jobs as notification_jobs
from server.notifications import reactions as notifications
from server.notifications.events import ReadersConcerned
from server.places.events import GazetteerLoaded
from server.posts import jobs as posts_jobs
from server.posts import reactions as posts
from server.posts.events import (
    CommentDeleted,
    CommentLiked,
    CommentWritten,
    Engaged,
    HideChanged,
    LikesChanged,
    PostDeleted,
    PostEdited,
    PostPublished,
    PostShared,
    SaveChanged,
)
from server.search import jobs as search_jobs
from server.search import reactions as search
from server.search.events import FollowedHashtagsChanged

REACTIONS: dict[type[Event], Reaction] = {
    AccountCreated: Reaction(at_once=(search.find_people,)),
    ProfileChanged: Reaction(
        at_once=(posts.forget_posts_of_changed_authors, search.find_people, home.forget_named),
        jobs=(search_jobs.open_or_close_posts,),
    ),
    ProfilePictureDropped: Reaction(handlers=(media.let_go_of_profile_pictures,)),
    PrivacyChanged: Reaction(
        at_once=(
            posts.forget_posts_of_changed_authors,
            signals.forget_posts_of_changed_people,
            media.ask_again_who_may_load,
        ),
        jobs=(graph_jobs.accept_waiting,),
    ),
    StandingChanged: Reaction(
        at_once=(posts.forget_posts_that_show, signals.forget_posts_of_changed_people, media.ask_again_who_may_load)
    ),
    AccountErased: Reaction(
        handlers=(
            live.forget_streams_of_erased,
            graph.forget_ties_of_erased,
            posts.forget_marks_of_erased,
            feed.forget_feeds_of_erased,
        )
    ),
    GazetteerLoaded: Reaction(jobs=(search_jobs.index_gazetteer,)),
    UploadCompleted: Reaction(jobs=(media_jobs.prepare_picture,)),
    VideoUploaded: Reaction(jobs=(media_jobs.prepare_video,)),
    MediaReady: Reaction(handlers=(posts.take_posts_on,)),
    MediaFailed: Reaction(handlers=(posts.take_posts_on,)),
    MediaAnalysed: Reaction(handlers=(posts.take_posts_on, signals.know_what_posts_show)),
    GraceOver: Reaction(handlers=(posts.take_posts_on,)),
    VideoAdvanced: Reaction(handlers=(posts.show_progress,)),
    VideoCompleted: Reaction(handlers=(posts.complete_videos, media.have_whole_videos_analysed)),
    AnalysisWanted: Reaction(jobs=(vision_jobs.analyse_media,)),
    MediaDiscarded: Reaction(jobs=(media_jobs.delete_blobs,)),
    PostPublished: Reaction(
        at_once=(feed.show_own_post,),
        handlers=(feed.refresh_celebrity, search.find_posts, notifications.notify_of_named_people),
        jobs=(feed_jobs.fan_out_post,),
    ),
    CelebrityChanged: Reaction(jobs=(feed_jobs.settle_celebrity,)),
    PostEdited: Reaction(
        handlers=(
            posts.rewrite_edited_posts,
            signals.know_changed_posts,
            search.find_posts,
            notifications.notify_of_named_people,
        )
    ),
    PostDeleted: Reaction(
        at_once=(posts.bury_deleted_posts, signals.know_changed_posts),
        handlers=(
            feed.refresh_celebrity,
            feed_log.forget_exposure,
            search.find_posts,
            notifications.count_again,
        ),
        jobs=(posts_jobs.forget_engagement, feed_jobs.sweep_post),
    ),
    LikesChanged: Reaction(handlers=(posts.note_likes, notifications.notify_of_likes)),
    Engaged: Reaction(
        handlers=(
            posts.count_engagement,
            posts.rewrite_engaged_posts,
            signals.know_engagement,
            search.warm_engaged_posts,
        )
    ),
    CommentWritten: Reaction(handlers=(notifications.notify_of_comments,)),
    CommentDeleted: Reaction(handlers=(notifications.count_again,)),
    CommentLiked: Reaction(handlers=(posts.count_comment_likes, notifications.notify_of_comment_likes)),
    PostShared: Reaction(handlers=(notifications.notify_of_shares,)),
    SaveChanged: Reaction(at_once=(posts.forget_marks,)),
    HideChanged: Reaction(at_once=(posts.forget_marks, signals.show_less)),
    FollowedHashtagsChanged: Reaction(at_once=(home.forget_outside,)),
    CloseFriendsChanged: Reaction(at_once=(signals.forget_profiles_of_friends,)),
    Followed: Reaction(
        at_once=(
            graph.refresh_ties,
            feed.forget_followers_timeline,
            signals.forget_profiles_of_followers,
            home.forget_outside_of_followers,
        ),
        handlers=(
            graph.count_reach,
            graph.push_changed_ties,
            feed.weigh_gained_followers,
            search.weigh_followed,
            notifications.notify_of_followers,
        ),
    ),
    FollowRequested: Reaction(handlers=(graph.push_changed_ties, notifications.notify_of_requests)),
    FollowRequestEnded: Reaction(handlers=(graph.push_changed_ties, notifications.count_again)),
    Unfollowed: Reaction(
        at_once=(
            graph.refresh_ties,
            feed.forget_followers_timeline,
            signals.forget_profiles_of_followers,
            home.forget_outside_of_followers,
        ),
        handlers=(
            graph.count_reach,
            graph.push_changed_ties,
            feed.weigh_lost_followers,
            search.weigh_followed,
            notifications.count_again,
        ),
    ),
    Blocked: Reaction(
        at_once=(graph.refresh_ties, feed.forget_timelines_of_both, signals.forget_profiles_of_both),
        handlers=(notifications.count_again,),
    ),
    Unblocked: Reaction(at_once=(graph.refresh_ties,)),
    Muted: Reaction(at_once=(graph.refresh_ties,)),
    Unmuted: Reaction(at_once=(graph.refresh_ties,)),
    ReadersConcerned: Reaction(jobs=(notification_jobs.tell_readers,)),
    ArchiveWanted: Reaction(jobs=(archive_jobs.make_archive,)),
}
