"""Where `flet build` expects the app to start, see `[tool.flet.app]`; elsewhere `python -m client.main` does it."""

import flet as ft

from client.app import main
from client.settings import ASSETS

if __name__ == "__main__":
    ft.run(main, assets_dir=str(ASSETS))
