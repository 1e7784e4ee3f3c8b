"""What this device is called in the list of signed-in devices."""

from typing import Final

import flet as ft

_BROWSERS: Final = (
    ("Edg/", "Edge"),
    ("OPR/", "Opera"),
    ("Firefox/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
_SYSTEMS: Final = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS", "Mac"),
    ("Linux", "Linux"),
)


def browser_name(user_agent: str) -> str:
    """ "Firefox on Linux". The order of the tables matters: most browsers claim to be several."""
    browser = next((name for mark, name in _BROWSERS if mark in user_agent), "Browser")
    system = next((name for mark, name in _SYSTEMS if mark in user_agent), "")
    return f"{browser} on {system}" if system else browser


def device_name(page: ft.Page) -> str:
    if page.web:
        return browser_name(page.client_user_agent or "")
    platform = page.platform.value if page.platform else "this device"
    return f"Vitrine on {platform.capitalize()}"
