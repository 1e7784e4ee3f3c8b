"""Between a fork and another program nothing is collected."""

import gc
import os

from server.kit.forking import keep_children_from_collecting


def test_a_child_does_not_collect_and_its_parent_goes_on() -> None:
    keep_children_from_collecting()
    child = os.fork()
    if child == 0:
        os._exit(2 if gc.isenabled() else 1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 1
    assert gc.isenabled()
