"""Which of the processes that share a run takes which file: one keeps the browser, the others all else.

A browser, a server and their warm caches cost half a minute each time, so one process has them and opens
every page in it; the others begin with the rest, and whoever is done helps.
"""

from typing import Any

from xdist.scheduler import LoadFileScheduling

__all__ = ["InLanes"]

BROWSER = "tests/browser/"


class InLanes(LoadFileScheduling):
    """Hand out files in the order in which they were collected, the browser's to the first process."""

    def _assign_work_unit(self, node: Any) -> None:
        self.workqueue.move_to_end(self._next_for(node), last=False)
        super()._assign_work_unit(node)

    def _next_for(self, node: Any) -> str:
        """Give the next file of this process's own lane, or of the other where there is none left."""
        has_browser = node is self.nodes[0]
        own = (file for file in self.workqueue if file.startswith(BROWSER) == has_browser)
        left = next(iter(self.workqueue))
        return left if self.numnodes == 1 else next(own, left)
