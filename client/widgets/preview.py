"""The photo that was picked, as far as it has got: on its way, ready at its own shape, or refused."""

import flet as ft

from client.state.upload import PhotoPicker, Upload
from shared.ui.buttons import button
from shared.ui.layout import region, silent
from shared.ui.photo import arch, framed, photo, shape
from shared.ui.theme import Color, Radius, Space
from shared.ui.typography import text


@ft.component
def Preview(upload: Upload, picker: PhotoPicker) -> ft.Control:
    another = button(
        "Choose another",
        "pick-another",
        kind="soft" if upload.picture else "line",
        compact=True,
        icon=ft.Icons.PHOTO_LIBRARY_OUTLINED,
        action=picker.action(),
        name="Choose another photo",
    )
    if upload.picture:
        ready = framed(
            photo(upload.picture, 1080, alt="The photo you picked"), aspect=shape(upload.picture), radius=Radius.photo
        )
        return ft.Column(
            [ft.Container(ready, expand=True, alignment=ft.Alignment.CENTER), another],
            spacing=Space.x2,
            horizontal_alignment=ft.CrossAxisAlignment.CENTER,
            expand=True,
        )
    failed = upload.state == "failed"
    icon = ft.Icons.ERROR_OUTLINE_ROUNDED if failed else ft.Icons.IMAGE_OUTLINED
    niche = ft.Container(
        ft.Icon(icon, size=28, color=Color.danger if failed else Color.muted),
        width=84,
        height=104,
        alignment=ft.Alignment(0, 0.15),
        border=ft.Border.all(1.5, Color.danger if failed else Color.line),
        border_radius=arch(84, 16),
    )
    parts: list[ft.Control] = [silent(niche)]
    if failed:
        parts.append(text(upload.failure, "strong", Color.danger, text_align=ft.TextAlign.CENTER))
        if not upload.final:
            parts.append(button("Send again", "upload-retry", upload.start, kind="tint", compact=True))
        parts.append(another)
    else:
        sending = upload.state == "sending"
        words = f"Sending, {round(upload.progress * 100)} %" if sending else "Preparing the preview"
        bar = ft.ProgressBar(
            value=upload.progress if sending else None,
            bgcolor=Color.well_high,
            color=Color.primary,
            bar_height=3,
            border_radius=2,
            width=200,
        )
        parts += [text(words, "strong"), silent(bar), text("You can write and share meanwhile.", "meta")]
    column = ft.Column(
        parts,
        spacing=Space.x3,
        alignment=ft.MainAxisAlignment.CENTER,
        horizontal_alignment=ft.CrossAxisAlignment.CENTER,
    )
    box = ft.Container(
        column,
        bgcolor=Color.well,
        border_radius=Radius.photo,
        alignment=ft.Alignment.CENTER,
        padding=Space.x4,
        expand=True,
    )
    return region(box, "upload-state", live=True)
