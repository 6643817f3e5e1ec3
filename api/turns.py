"""Who writes when: one at a time, first come first served; and short acts that stand in line share one commit.

A commit waits for the disk, some milliseconds in which nobody else can write. So who has done a short act while
others wait passes the open transaction on to the next one, each act behind a savepoint of its own, and is answered
only after the last of them has committed for all. What one act gets wrong is taken back alone.
"""

import threading
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Final

from sqlalchemy import Connection

from api.store_errors import BUSY, DatabaseBusy

MOST_TOGETHER: Final = 16
LONGEST_SECONDS: Final = 0.1
"""How long acts are gathered while others wait: the first waits no longer than this, and the last of them, before it is
on disk. At 0.03 s sixteen writers were a tenth slower: two commits, in which nobody computes, took the place of one."""

in_company: ContextVar[bool] = ContextVar("in_company", default=False)
"""Whether what is written here is short, so that others may share its commit. A job's or an upload's is not."""


class FairGate:
    """Lets one through at a time, first come first served: a plain lock left some of 16 writers waiting a second."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._taken = False
        self._queue: deque[tuple[threading.Lock, bool]] = deque()

    def enter(self, seconds: float, *, sociable: bool = False) -> bool:
        """Wait for one's turn; False when it did not come within so many seconds.

        Parameters
        ----------
        seconds : float
        sociable : bool
            Whether this one can go on with the transaction of the one before, see :meth:`pass_on`.
        """
        with self._guard:
            if not self._taken:
                self._taken = True
                return True
            place = (threading.Lock(), sociable)
            place[0].acquire()
            self._queue.append(place)
        if place[0].acquire(timeout=seconds):
            return True
        with self._guard:
            if place in self._queue:
                self._queue.remove(place)
                return False
        return True  # the turn came in the very moment of giving up

    def pass_on(self) -> bool:
        """Let the next one through if it is sociable; False, and one is still inside, if it is not or nobody waits."""
        with self._guard:
            if not (self._queue and self._queue[0][1]):
                return False
            self._queue.popleft()[0].release()
            return True

    def leave(self) -> None:
        """Let the next one through."""
        with self._guard:
            if self._queue:
                self._queue.popleft()[0].release()
            else:
                self._taken = False


class PatientLock:
    """Lets one through at a time, and sends away whoever has waited for so many seconds: many waits do not add up.

    Raises
    ------
    api.store_errors.DatabaseBusy
        On the way in, if the one before stayed for longer.
    """

    def __init__(self, seconds: float) -> None:
        self._lock, self._seconds = threading.Lock(), seconds

    def __enter__(self) -> None:
        """Wait for one's turn."""
        if not self._lock.acquire(timeout=self._seconds):
            raise DatabaseBusy(BUSY)

    def __exit__(self, *_: object) -> None:
        """Let the next one through."""
        self._lock.release()


class OneSeat:
    """Lets short sessions on a file go one after the other; none of them waits long.

    Sixteen threads at once are no faster than one: the interpreter runs one of them at a time, and they take its lock
    from each other at every row. One after the other, the same requests took two thirds of the processor, and the
    slowest was answered in half the time (``python -m tests.chaos.load``). Nobody sits here while the disk works, and
    whoever is at it for long keeps nobody: after ``LONGEST_WAIT`` the next one goes on without the seat.
    """

    LONGEST_WAIT: Final = 0.1
    """Seconds."""

    def __init__(self) -> None:
        self._gate = FairGate()
        self._seated: ContextVar[bool] = ContextVar("seated", default=False)

    @contextmanager
    def seat(self) -> Iterator[None]:
        """Wait for the seat, and leave it at the end; a session inside a session goes on at once."""
        if self._seated.get() or not self._gate.enter(self.LONGEST_WAIT):
            yield
            return
        token = self._seated.set(True)
        try:
            yield
        finally:
            self._seated.reset(token)
            self._gate.leave()


class Round:
    """One transaction of several acts, in the hands of whoever is inside the gate.

    Parameters
    ----------
    connection : sqlalchemy.Connection
        With the transaction begun.
    """

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.error: BaseException | None = None
        self._over = threading.Event()
        self._acts, self._ends_at = 0, time.monotonic() + LONGEST_SECONDS

    def takes_more(self) -> bool:
        """Count one act; tell whether another may follow."""
        self._acts += 1
        return self.error is None and self._acts < MOST_TOGETHER and time.monotonic() < self._ends_at

    def is_lost(self) -> bool:
        """Whether SQLite took everything back by itself, as it does where the disk is full or broken."""
        driver = self.connection.connection.dbapi_connection
        return not getattr(driver, "in_transaction", False)

    def end(self) -> None:
        """Commit for all, or take all back where it was lost, and tell everybody who waits."""
        try:
            if self.error is None:
                self.connection.commit()
        except BaseException as error:  # noqa: BLE001  # whatever it was, everybody who waits is told
            self.error = error
            self.connection.invalidate()  # what could not be committed must not stay open
        finally:
            try:
                self.connection.close()
            finally:
                self._over.set()

    def wait(self) -> None:
        """Wait until the round is on disk.

        Raises
        ------
        BaseException
            What kept it from being committed: nothing of the round is kept.
        """
        self._over.wait()
        if self.error is not None:
            raise self.error
