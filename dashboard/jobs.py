"""Long calculations beside the page: each asked for once, with its progress, and stopped when told to."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Event, Lock, Thread
from typing import Any

from spatial.errors import Cancelled
from spatial.progress import Progress

__all__ = ["Job", "Jobs"]

KEPT = 32


class Job:
    """One calculation in a thread of its own.

    Attributes
    ----------
    done : float
        Share that is done, 0 to 1.
    """

    def __init__(self, work: Callable[[Progress], Any]) -> None:
        self.done = 0.0
        self._stop = Event()
        self._answer: Any = None
        self._error: BaseException | None = None
        self._thread = Thread(target=self._run, args=(work,), daemon=True)
        self._thread.start()

    def _run(self, work: Callable[[Progress], Any]) -> None:
        try:
            self._answer = work(self._told)
            self.done = 1.0
        except BaseException as error:
            self._error = error

    def _told(self, done: float) -> None:
        if self._stop.is_set():
            raise Cancelled
        self.done = min(max(done, self.done), 1.0)

    def wait(self, seconds: float) -> bool:
        """Wait for the end, but not longer than so; say whether it has come."""
        self._thread.join(seconds)
        return not self._thread.is_alive()

    def stop(self) -> None:
        """Ask it to stop; it does at its next step."""
        self._stop.set()

    @property
    def stopped(self) -> bool:
        """Whether it was asked to stop."""
        return self._stop.is_set()

    def answer(self) -> Any:
        """Give the answer, once it is there.

        Raises
        ------
        spatial.errors.Cancelled
            If it was stopped.
        Exception
            Whatever the calculation itself raised.
        """
        self._thread.join()
        if self._error is not None:
            raise self._error
        return self._answer


class Jobs:
    """The calculations going on and the last that ended, by what was asked."""

    def __init__(self) -> None:
        self._jobs: OrderedDict[Hashable, Job] = OrderedDict()
        self._lock = Lock()

    def ask(self, key: Hashable, work: Callable[[Progress], Any]) -> Job:
        """Give the job for a question, started now if nobody has asked it before."""
        with self._lock:
            if key not in self._jobs:
                self._jobs[key] = Job(work)
                ended = [k for k, job in self._jobs.items() if job.wait(0) and k != key]
                for old in ended[: max(len(self._jobs) - KEPT, 0)]:
                    del self._jobs[old]
            self._jobs.move_to_end(key)
            return self._jobs[key]

    def forget(self, key: Hashable) -> None:
        """Stop and forget a job, so that the question can be asked again."""
        with self._lock:
            job = self._jobs.pop(key, None)
        if job is not None:
            job.stop()
