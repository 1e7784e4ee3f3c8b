"""The desk on a desktop: `python -m admin.main`."""

import flet as ft

from admin.app import main
from admin.settings import ASSETS

if __name__ == "__main__":
    ft.run(main, assets_dir=str(ASSETS))
