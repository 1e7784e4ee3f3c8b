"""Close friends, mutes, removed followers, mutuals and suggestions: at once on screen, taken back when refused."""

from shared.graph import Mutuals
from tests.client.conftest import Visit
from tests.client.town import OFFLINE, Town


async def test_mutuals_are_named_and_lead_to_all_of_them(visit: Visit, town: Town) -> None:
    town.people["cy"].mutuals = Mutuals(people=[town.author("bo"), town.author("di.dot")], others=3)
    app = await visit("/u/cy", who="ann")
    assert app.label("mutuals") == "Followed by bo, di.dot and 3 others you follow. See all"
    await app.press("mutuals")
    assert app.route == "/u/cy/mutuals" and app.identifiers("person-") == ["person-bo", "person-di.dot"]


async def test_posts_and_stories_are_muted_each_by_a_switch_of_its_own(visit: Visit, town: Town) -> None:
    app = await visit("/u/bo", who="ann")
    await app.press("profile-more")
    await app.press("menu-mute")
    await app.press("mute-stories")
    assert town.people["bo"].relationship.muted_stories and not town.people["bo"].relationship.muted
    await app.press("mute-posts")
    town.refusals["set_mute"] = OFFLINE
    await app.press("mute-stories")
    node = app.node("mute-stories")
    assert node and node.toggled and app.shows("Couldn’t change what you see of bo")


async def test_a_close_friend_is_marked_for_oneself_and_can_be_taken_off(visit: Visit, town: Town) -> None:
    app = await visit("/u/bo", who="ann")
    assert not app.has("close-friend")
    await app.press("profile-more")
    await app.press("menu-close-friend")
    assert app.label("close-friend") == "Close friend, only you see this"
    await app.go("/settings/close-friends")
    await app.press("close-friend-bo")
    assert app.label("close-friend-bo") == "Add bo to close friends" and not town.people["bo"].relationship.close_friend


async def test_close_friends_are_found_by_searching(visit: Visit, town: Town) -> None:
    app = await visit("/settings/close-friends", who="ann")
    assert app.has("close-empty")
    await app.type("close-search", "cy")
    await app.press("close-friend-cy")
    assert town.people["cy"].relationship.close_friend
    await app.type("close-search", "")
    await app.until(lambda: app.label("close-friend-cy") == "Remove cy from close friends")


async def test_a_follower_is_removed_after_a_question(visit: Visit, town: Town) -> None:
    town.tie("cy", follows_you=True)
    app = await visit("/u/ann/followers", who="ann")
    await app.press("remove-cy")
    await app.press("remove-follower-confirm")
    assert not town.people["cy"].relationship.follows_you
    await app.until(lambda: app.shows("Removed") and not app.has("remove-cy"))


async def test_a_refused_removal_keeps_the_follower(visit: Visit, town: Town) -> None:
    town.tie("cy", follows_you=True)
    town.refusals["remove_follower"] = OFFLINE
    app = await visit("/u/ann/followers", who="ann")
    await app.press("remove-cy")
    await app.press("remove-follower-confirm")
    await app.until(lambda: app.shows("Couldn’t remove cy"))
    assert app.has("remove-cy")


async def test_followers_are_searched_on_the_server_and_late_answers_find_nobody(visit: Visit, town: Town) -> None:
    app = await visit("/u/bo/followers", who="ann")
    assert len(app.identifiers("person-")) == 3
    await app.type("people-search", "di")
    await app.until(lambda: app.identifiers("person-") == ["person-di.dot"])
    await app.type("people-search", "zz")
    await app.until(lambda: app.has("people-none"))
    assert [details for verb, details in town.calls if verb == "followers"] == [
        ("bo", None),
        ("bo", "di"),
        ("bo", "zz"),
    ]


async def test_suggestions_stand_after_the_first_posts_and_are_dismissed_for_good(visit: Visit, town: Town) -> None:
    for hours in range(5):
        town.post("bo", hours=hours)
    town.suggested = ["cy", "di.dot"]
    town.people["cy"].mutuals = Mutuals(people=[town.author("bo")], others=4)
    app = await visit("/", who="ann")
    assert app.label("suggested-cy") == "cy, Followed by bo and 4 others"
    names = [name for name in app.identifiers() if name.startswith("photo-") or name == "suggestions"]
    assert names.index("suggestions") == 3
    await app.press("follow-cy")
    assert app.label("follow-cy") == "Unfollow cy" and app.has("suggested-cy")
    town.refusals["dismiss_suggestion"] = OFFLINE
    await app.press("dismiss-di.dot")
    assert app.has("suggested-di.dot") and app.shows("Couldn’t dismiss di.dot")
    town.refusals.clear()
    await app.press("dismiss-di.dot")
    assert not app.has("suggested-di.dot") and town.suggested == ["cy"]


async def test_everybody_suggested_has_a_screen_of_their_own(visit: Visit, town: Town) -> None:
    town.suggested = ["cy", "di.dot"]
    app = await visit("/", who="ann", width=1280)
    assert app.has("feed-empty")
    await app.press("side-suggestions")
    assert app.route == "/suggestions"
    await app.press("dismiss-cy")
    await app.press("dismiss-di.dot")
    assert app.has("suggestions-empty")
