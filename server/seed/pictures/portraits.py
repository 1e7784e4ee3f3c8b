"""Drawn portraits for profile pictures: flat colours, one light, nobody who exists."""

import numpy as np

from server.seed.pictures.canvas import Canvas
from server.seed.pictures.colour import mix
from server.seed.pictures.vector import draw

SKIN = ("#f6d7c0", "#eec09c", "#dba274", "#c58556", "#9c6238", "#7a4a2b", "#563221")
DARK_HAIR = ("#1c1a1f", "#1c1a1f", "#2d2320", "#4a3024", "#8d8a88")
HAIR = ("#1c1a1f", "#2d2320", "#4a3024", "#6e4527", "#a86f35", "#d8b06a", "#8d8a88", "#c9c6c1", "#8c3b2a")
CLOTH = ("#12566a", "#c0533a", "#e3a63e", "#3f5f4a", "#5a4b7a", "#2a2f3d", "#d98a8f", "#7d9bb0", "#efe6d6", "#8a9a5b")
GROUND = ("#f2c9a6", "#cfe0dc", "#e7d9c2", "#b9cfe0", "#f1b9a8", "#d8cfe6", "#e9dfa8", "#a9c4ae", "#20434d", "#3d3550")

MOODS = dict.fromkeys(
    ("crop", "bob", "long", "bun", "afro", "curls", "scarf", "beanie", "bald", "side", "braids", "waves"),
    "A drawn portrait in flat colours",
)
"""Hair styles."""
BEARDED = ("crop", "bald", "side", "beanie", "curls", "bun")


def paint(canvas: Canvas, mood: str) -> str:
    shade_of_skin = canvas.count(0, len(SKIN) - 1)
    skin, hair = SKIN[shade_of_skin], canvas.one_of(HAIR if shade_of_skin < 3 else DARK_HAIR)
    ground, style = canvas.one_of(GROUND), mood
    cloth = canvas.one_of([ink for ink in CLOTH if ink != ground])
    other = canvas.one_of([ink for ink in CLOTH if ink != cloth])
    canvas.fill(ground)
    sun_x, sun_y = canvas.between(250, 750), canvas.between(250, 450)
    parts = [
        (
            f'<circle cx="{sun_x:.0f}" cy="{sun_y:.0f}" r="{canvas.between(250, 340):.0f}" '
            f'fill="{mix(ground, canvas.one_of(GROUND), 0.55)}"/>'
        )
    ]
    lean = canvas.between(-3, 3)
    behind, before = _hair(style, hair, other)
    shade = mix(skin, "#4a1f2a", 0.28)
    parts.append(f'<g transform="rotate({lean:.1f} 500 900)">{behind}')
    parts.append(f'<path d="M120 1010C130 830 260 770 400 745L600 745C740 770 870 830 880 1010Z" fill="{cloth}"/>')
    parts.append(
        f'<path d="M620 748C745 772 870 830 880 1010H700C715 900 680 800 620 748Z" '
        f'fill="{mix(cloth, "#10131c", 0.22)}"/>'
    )
    parts.append(
        f'<path d="M418 600H582V745C582 800 418 800 418 745Z" fill="{skin}"/>'
        f'<path d="M418 660C470 735 540 735 582 690V730C560 790 440 770 418 700Z" fill="{shade}" '
        f'opacity=".7"/>'
    )
    parts.append(_collar(canvas, cloth, other))
    parts.append(
        f'<ellipse cx="308" cy="470" rx="34" ry="48" fill="{skin}"/>'
        f'<ellipse cx="692" cy="470" rx="34" ry="48" fill="{shade}"/>'
    )
    parts.append(
        f'<path d="M310 400C310 230 690 230 690 400C692 520 660 610 600 662C545 706 455 706 400 662C340 610 '
        f'308 520 310 400Z" fill="{skin}"/>'
    )
    parts.append(
        f'<path d="M600 262C670 290 690 340 690 400C692 520 660 610 600 662C580 678 556 690 530 695C610 620 '
        f'640 480 600 262Z" fill="{shade}" opacity=".38"/>'
    )
    parts.append(_face(canvas, skin, shade, "#2d2320" if style == "scarf" else hair, bearded=style in BEARDED))
    parts.append(before)
    if canvas.chance(0.3):
        parts.append(_glasses(canvas))
    if canvas.chance(0.25) and style not in ("scarf", "beanie"):
        ink = canvas.one_of(("#e3a63e", "#efe6d6", "#c0533a"))
        parts.append(f'<circle cx="306" cy="536" r="15" fill="{ink}"/><circle cx="694" cy="536" r="15" fill="{ink}"/>')
    parts.append("</g>")
    colour, cover = draw(canvas, "".join(parts))
    canvas.lay(colour, cover)
    canvas.shade(1 + canvas.soft(60, 0.4, 1) * np.float32(0.01))
    return f"{MOODS[mood]}."


def _collar(canvas: Canvas, cloth: str, other: str) -> str:
    kind = canvas.count(0, 3)
    dark = mix(cloth, "#10131c", 0.35)
    if kind == 0:
        return (
            f'<path d="M398 742C420 830 580 830 602 742L640 760C610 890 390 890 360 760Z" '
            f'fill="{mix(cloth, "#ffffff", 0.25)}"/>'
        )
    if kind == 1:
        return (
            f'<path d="M400 742L500 880L352 800Z" fill="{other}"/><path d="M600 742L500 880L648 800Z" '
            f'fill="{mix(other, "#10131c", 0.2)}"/>'
        )
    if kind == 2:
        rows = "".join(
            f'<path d="M{150 - i * 8} {880 + i * 52}H{850 + i * 8}" stroke="{other}" stroke-width="22"/>'
            for i in range(3)
        )
        return (
            f'<clipPath id="body"><path d="M120 1010C130 830 260 770 400 745L600 745C740 770 870 830 880 1010Z"/>'
            f'</clipPath><g clip-path="url(#body)">{rows}</g>'
        )
    return f'<path d="M405 715C440 745 560 745 595 715L612 800C560 830 440 830 388 800Z" fill="{dark}"/>'


def _face(canvas: Canvas, skin: str, shade: str, hair: str, bearded: bool) -> str:
    dark, lips = mix(hair, "#000000", 0.25), mix(skin, "#a8283a", 0.5)
    parts = []
    closed = canvas.chance(0.25)
    for x in (425, 575):
        if closed:
            parts.append(
                f'<path d="M{x - 26} 470Q{x} 492 {x + 26} 470" stroke="{dark}" stroke-width="9" fill="none" '
                f'stroke-linecap="round"/>'
            )
        else:
            parts.append(
                f'<ellipse cx="{x}" cy="470" rx="15" ry="19" fill="#1f1a1d"/>'
                f'<circle cx="{x + 5}" cy="463" r="5" fill="#ffffff"/>'
            )
        arch = canvas.between(8, 18)
        parts.append(
            f'<path d="M{x - 36} {420:.0f}Q{x} {420 - arch:.0f} {x + 36} {420:.0f}" stroke="{dark}" '
            f'stroke-width="{canvas.between(8, 14):.0f}" fill="none" stroke-linecap="round"/>'
        )
        parts.append(f'<circle cx="{x + (x - 500) * 0.32:.0f}" cy="545" r="34" fill="#e0526a" opacity=".16"/>')
    parts.append(
        f'<path d="M505 475C512 520 528 532 520 545C510 556 492 554 484 548" stroke="{shade}" '
        f'stroke-width="9" fill="none" stroke-linecap="round"/>'
    )
    smile = canvas.between(14, 34)
    if canvas.chance(0.3):
        parts.append(
            f'<path d="M440 600Q500 {600 + smile * 2.2:.0f} 560 600Z" fill="#fffaf2" stroke="{lips}" '
            f'stroke-width="8" stroke-linejoin="round"/>'
        )
    else:
        parts.append(
            f'<path d="M446 602Q500 {602 + smile:.0f} 554 602" stroke="{lips}" stroke-width="12" fill="none" '
            f'stroke-linecap="round"/>'
        )
    if bearded and canvas.chance(0.35):
        parts.append(
            f'<path d="M318 520C330 640 400 740 500 742C600 740 670 640 682 520C660 560 620 570 570 566Q500 '
            f'556 430 566C380 570 340 560 318 520Z" fill="{hair}"/>'
            f'<path d="M450 606Q500 632 550 606" stroke="{lips}" stroke-width="14" fill="none" '
            f'stroke-linecap="round"/>'
        )
    if canvas.chance(0.18):
        parts.append(
            "".join(
                (
                    f'<circle cx="{500 + s * canvas.between(60, 150):.0f}" cy="{canvas.between(505, 560):.0f}" '
                    f'r="4.5" fill="{shade}"/>'
                )
                for s in (-1, 1)
                for _ in range(6)
            )
        )
    return "".join(parts)


def _glasses(canvas: Canvas) -> str:
    ink = canvas.one_of(("#1f1a1d", "#5a2f22", "#12566a", "#8a6a2f"))
    rounded = canvas.chance(0.55)
    lenses = "".join(
        f'<circle cx="{x}" cy="470" r="58"/>'
        if rounded
        else f'<rect x="{x - 60}" y="424" width="120" height="92" rx="26"/>'
        for x in (425, 575)
    )
    return (
        f'<g fill="#ffffff" fill-opacity=".16" stroke="{ink}" stroke-width="11">'
        f'{lenses}<path d="M482 462Q500 450 518 462M366 460L312 446M634 460L688 446" fill="none"/>'
        f"</g>"
    )


def _hair(style: str, ink: str, cloth: str) -> tuple[str, str]:
    """What lies behind the head, and what lies before it."""
    dark, light = mix(ink, "#000000", 0.3), mix(ink, "#ffffff", 0.14)
    cap = (
        f'<path d="M300 430C280 230 400 170 500 170C610 170 720 230 700 430C690 360 650 318 600 308C520 332 400 '
        f'330 352 340C326 360 306 390 300 430Z" fill="{ink}"/>'
    )
    fringe = (
        f'<path d="M298 440C270 220 410 165 510 168C640 172 725 240 702 440C688 370 664 330 640 312C560 380 400 '
        f'372 340 350C318 380 304 400 298 440Z" fill="{ink}"/>'
    )
    if style == "bob":
        return (
            (
                f'<path d="M270 420C250 210 400 150 500 150C600 150 750 210 730 420C745 540 735 620 700 '
                f'668H300C265 620 255 540 270 420Z" fill="{dark}"/>'
            ),
            fringe,
        )
    if style == "long":
        return (
            (
                f'<path d="M270 420C240 200 400 145 500 145C600 145 760 200 730 420C750 600 790 760 770 '
                f'900H230C210 760 250 600 270 420Z" fill="{dark}"/>'
            ),
            cap,
        )
    if style == "waves":
        return (
            (
                f'<path d="M268 420C240 200 400 145 500 145C600 145 760 200 732 420C770 480 720 540 768 610C800 '
                f'690 740 740 770 830H230C260 740 200 690 232 610C280 540 230 480 268 420Z" fill="{dark}"/>'
            ),
            (
                f'<path d="M296 450C262 220 420 160 520 166C650 172 730 260 704 450C690 380 640 320 560 300C480 '
                f'400 360 380 320 400C306 420 300 430 296 450Z" fill="{ink}"/>'
            ),
        )
    if style == "bun":
        return f'<circle cx="500" cy="140" r="92" fill="{dark}"/><circle cx="486" cy="128" r="60" fill="{ink}"/>', cap
    if style == "afro":
        puffs = "".join(
            f'<circle cx="{500 + 205 * np.cos(a):.0f}" cy="{335 + 190 * np.sin(a):.0f}" r="104" fill="{ink}"/>'
            for a in np.linspace(2.7, 6.75, 11)
        )
        return (
            puffs + f'<circle cx="500" cy="300" r="210" fill="{ink}"/>',
            (
                f'<path d="M304 420C300 260 400 250 500 252C600 250 700 260 696 420C680 350 640 322 500 322C360 '
                f'322 320 350 304 420Z" fill="{ink}"/>'
            ),
        )
    if style == "curls":
        rim = "".join(
            (
                f'<circle cx="{500 + 178 * np.cos(a):.0f}" cy="{350 + 150 * np.sin(a):.0f}" r="56" '
                f'fill="{ink if i % 2 else light}"/>'
            )
            for i, a in enumerate(np.linspace(3.0, 6.42, 12))
        )
        top = "".join(
            f'<circle cx="{x}" cy="{262 + (i % 2) * 22}" r="50" fill="{light if i % 2 else ink}"/>'
            for i, x in enumerate(range(360, 660, 46))
        )
        return rim, top
    if style == "scarf":
        back = (
            f'<path d="M262 440C240 200 400 140 500 140C600 140 760 200 738 440C750 600 760 720 820 820C700 900 '
            f'300 900 180 820C240 720 250 600 262 440Z" fill="{cloth}"/>'
        )
        front = (
            f'<path d="M290 470C270 260 390 205 500 205C610 205 730 260 710 470C700 600 660 690 600 726C690 640 '
            f'668 420 640 350C590 290 410 290 360 350C332 420 310 640 400 726C340 690 300 600 290 470Z" '
            f'fill="{mix(cloth, "#ffffff", 0.1)}"/><path d="M300 640C400 800 600 800 700 640C760 760 740 850 700 '
            f'880C560 850 440 850 300 880C260 850 240 760 300 640Z" fill="{mix(cloth, "#10131c", 0.15)}"/>'
        )
        return back, front
    if style == "beanie":
        front = (
            f'<path d="M296 372C280 190 400 130 500 130C600 130 720 190 704 372Z" fill="{cloth}"/>'
            f'<path d="M284 330H716V392C716 410 700 416 690 416H310C300 416 284 410 284 392Z" '
            f'fill="{mix(cloth, "#10131c", 0.25)}"/>'
        )
        ribs = "".join(
            f'<path d="M{x} 334V412" stroke="{mix(cloth, "#10131c", 0.45)}" stroke-width="6"/>'
            for x in range(310, 700, 26)
        )
        return (
            f'<path d="M286 400C280 520 290 600 320 640H680C710 600 720 520 714 400Z" fill="{dark}"/>',
            front + ribs + f'<circle cx="500" cy="126" r="44" fill="{mix(cloth, "#ffffff", 0.5)}"/>',
        )
    if style == "bald":
        return (
            "",
            (
                '<path d="M360 300Q420 262 470 262" stroke="#ffffff" stroke-opacity=".35" stroke-width="16" '
                'fill="none" stroke-linecap="round"/>'
            ),
        )
    if style == "side":
        return (
            "",
            (
                f'<path d="M298 440C276 240 380 150 520 156C650 150 730 250 702 440C690 390 676 350 660 326C560 '
                f'330 440 300 400 252C380 330 318 360 298 440Z" fill="{ink}"/>'
                f'<path d="M400 252C440 300 560 330 660 326C600 280 520 250 400 252Z" fill="{light}"/>'
            ),
        )
    if style == "braids":
        ropes = "".join(
            f'<ellipse cx="{x + s * i * 3}" cy="{520 + i * 58}" rx="38" ry="36" fill="{ink if i % 2 else light}"/>'
            for x, s in ((268, -1), (732, 1))
            for i in range(6)
        )
        return (
            f'<path d="M272 420C250 210 400 150 500 150C600 150 750 210 728 420L720 520H280Z" fill="{dark}"/>' + ropes,
            cap + f'<path d="M500 172V322" stroke="{dark}" stroke-width="7"/>',
        )
    return "", cap
