"""A post that fills the screen, by keyboard. Likes and pictures are the carousel's own keys."""

from client.state.keys import use_keys
from client.state.posts import PostItem
from client.state.stores import Stores
from client.widgets.saving import turn_saved
from shared.ui.press import Handler


def use_post_keys(stores: Stores, item: PostItem, on_comment: Handler) -> None:
    """Hook: s saves, c leads to where comments are read and written."""

    async def pressed(key: str) -> bool:
        if key == "s":
            await turn_saved(stores, item)
        elif key == "c":
            answer = on_comment()
            if answer is not None:
                await answer
        else:
            return False
        return True

    use_keys(stores.keys, pressed)
