"""The head of a profile: arch portrait, serif name, three figures, the person's own words."""

import flet as ft

from client.state.people import PersonTie
from client.state.stores import use_stores
from client.widgets.follow_button import FollowButton
from client.widgets.mutual_line import MutualLine
from shared.graph import Profile
from shared.ui.avatar import monogram
from shared.ui.buttons import button, icon_button
from shared.ui.direction import paragraph
from shared.ui.layout import silent, spoken
from shared.ui.photo import arch, framed, photo
from shared.ui.press import Handler, press
from shared.ui.theme import Color, Space
from shared.ui.typography import heading, text
from shared.ui.words import count


def portrait(profile: Profile, width: int) -> ft.Control:
    """The picture under an arch with a thin edge; initials where there is none."""
    inner = width / 2 - 5
    face: ft.Control
    if profile.picture:
        face = photo(profile.picture, width * 2, alt="")
    else:
        letters = monogram(profile.name, profile.handle, width * 0.8)
        face = ft.Container(letters, bgcolor=Color.primary_soft, alignment=ft.Alignment.CENTER)
    frame = ft.Container(
        framed(face, radius=ft.BorderRadius(inner, inner, 17, 17), width=width - 9, height=width * 1.24 - 9),
        width=width,
        height=width * 1.24,
        alignment=ft.Alignment.CENTER,
        border=ft.Border.all(1.5, Color.line),
        border_radius=arch(width),
    )
    return spoken(frame, f"Picture of {profile.handle}")


def _figure(number: int, word: str, identifier: str, width: int, on_press: Handler | None) -> ft.Control:
    column = ft.Column([text(count(number), "head"), text(word, "meta", no_wrap=True)], spacing=0, tight=True)
    if on_press is None:
        plain = ft.Container(column, padding=ft.Padding.symmetric(vertical=3), width=width)
        return spoken(plain, f"{number} {word}", identifier)
    return press(
        column,
        label=f"{number} {word}",
        identifier=identifier,
        on_press=on_press,
        height=48,
        width=width,
        align=ft.Alignment.CENTER_LEFT,
    )


@ft.component
def ProfileHeader(profile: Profile, tie: PersonTie, wide: bool, on_more: Handler) -> ft.Control:
    """`on_more` opens the menu about someone else; on the phone the bar above holds it."""
    stores = use_stores()
    open_lists = profile.visible and not tie.relationship.blocked

    def go(path: str) -> Handler:
        async def act() -> None:
            await stores.trail.go(path)

        return act

    def list_of(which: str) -> Handler | None:
        return go(f"/u/{profile.handle}/{which}") if open_lists else None

    step = 104 if wide else 76
    posts = "post" if profile.posts == 1 else "posts"
    followers = "follower" if profile.followers == 1 else "followers"
    figures = ft.Row(
        [
            _figure(profile.posts, posts, "figure-posts", step, None),
            _figure(profile.followers, followers, "figure-followers", step, list_of("followers")),
            _figure(profile.following, "following", "figure-following", step, list_of("following")),
        ],
        spacing=0,
    )
    facts = [
        profile.handle if profile.name else "",
        "follows you" if tie.relationship.follows_you else "",
        "muted" if tie.relationship.muted or tie.relationship.muted_stories else "",
    ]
    under = " · ".join(fact for fact in facts if fact)
    lines: list[ft.Control] = [heading(profile.name or profile.handle, "display" if wide else "title", lines=2)]
    if under:
        lines.append(text(under, "meta"))
    if tie.relationship.close_friend:
        lines.append(_close_mark())
    names = ft.Column(lines, spacing=2, tight=True)
    bio = paragraph(text(profile.bio), profile.bio) if profile.bio else None
    if profile.you:
        edit = button("Edit profile", "edit-profile", go("/settings/profile"), kind="soft", expand=not wide or None)
        saved = button("Saved", "profile-saved", go("/saved"), kind="soft", expand=not wide or None)
        acts: list[ft.Control] = [edit, saved]
    else:
        acts = [FollowButton(tie, profile.private, False, not wide or None, key=f"follow-{profile.handle}")]
        if wide:
            label = f"More about {profile.handle}"
            acts.append(icon_button(ft.Icons.MORE_HORIZ_ROUNDED, label, "profile-more", on_more, hint=False))
    known: list[ft.Control] = []
    if profile.mutuals.people and not profile.you and not tie.relationship.blocked:
        known = [MutualLine(profile.handle, profile.mutuals, key="mutuals")]
    if wide:
        side = ft.Column(
            [
                ft.Row(
                    [ft.Container(names, expand=True), *acts],
                    spacing=Space.x2,
                    vertical_alignment=ft.CrossAxisAlignment.START,
                ),
                figures,
                *([ft.Container(bio, width=460)] if bio else []),
                *known,
            ],
            spacing=Space.x3,
            expand=True,
        )
        return ft.Row([portrait(profile, 132), side], spacing=Space.x10, vertical_alignment=ft.CrossAxisAlignment.START)
    top = ft.Row([portrait(profile, 92), ft.Column([names, figures], spacing=Space.x2, expand=True)], spacing=Space.x5)
    row = ft.Row(acts, spacing=Space.x2)
    return ft.Column([top, *([bio] if bio else []), *known, row], spacing=Space.x4)


def _close_mark() -> ft.Control:
    """For the viewer's own eyes."""
    star = silent(ft.Icon(ft.Icons.STAR_ROUNDED, size=16, color=Color.fine))
    row = ft.Row([star, text("Close friend", "micro")], spacing=Space.x1, tight=True)
    return spoken(row, "Close friend, only you see this", "close-friend")


def wall(icon: ft.IconData, title: str, sentence: str, identifier: str) -> ft.Control:
    """Stands where the grid would be when it is not for this viewer."""
    words = ft.Column([heading(title, "strong", level=2), text(sentence, "meta")], spacing=2, tight=True, expand=True)
    ring = ft.Container(
        ft.Icon(icon, size=22, color=Color.ink),
        width=48,
        height=60,
        alignment=ft.Alignment(0, 0.15),
        border=ft.Border.all(1.5, Color.line),
        border_radius=arch(48, 12),
    )
    row = ft.Container(
        ft.Row([silent(ring), words], spacing=Space.x4),
        padding=ft.Padding.symmetric(horizontal=Space.x4, vertical=Space.x6),
        border=ft.Border.only(top=ft.BorderSide(1, Color.line)),
    )
    return ft.Semantics(content=row, identifier=identifier, container=True)
