"""Children that come to be without collecting garbage.

uvloop forks, and runs Python's own handlers in the child, before that becomes another program. Should garbage be
collected there, an object may wait for threads that only the parent has (those of a codec, or of a model's session);
and the parent, which waits for its child to begin, stands still for ever, with its whole loop.
"""

import gc
import os
from functools import cache


@cache
def keep_children_from_collecting() -> None:
    """For the rest of this process. A child that goes on as Python has to switch it on itself."""
    os.register_at_fork(before=gc.disable, after_in_parent=gc.enable)
