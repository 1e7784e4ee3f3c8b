"""The app on a desktop or a phone: `python -m client.main`."""

import flet as ft

from client.app import main
from client.settings import ASSETS

if __name__ == "__main__":
    ft.run(main, assets_dir=str(ASSETS))
