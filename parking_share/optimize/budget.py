"""How long a solve may take: a deadline, and a way for Ctrl-C to reach a solver that is busy in C++."""

from __future__ import annotations

import math
import signal
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, wait
from contextlib import contextmanager
from types import FrameType
from typing import TypeVar

from ortools.util.python.solve_interrupter import SolveInterrupter

T = TypeVar("T")


class Budget:
    """Time left to a solve, shared by all of its steps.

    Parameters
    ----------
    seconds
        Wall-clock limit; None is no limit.
    """

    def __init__(self, seconds: float | None = None) -> None:
        self._seconds = math.inf if seconds is None else seconds
        self.start()
        self._interrupter = SolveInterrupter()

    def start(self) -> None:
        """Let the time begin now."""
        self._deadline = time.monotonic() + self._seconds

    def part(self, share: float) -> Budget:
        """A budget of a share of the time left, ended by the same Ctrl-C."""
        part = Budget(self.remaining() * share)
        part._interrupter = self._interrupter
        return part

    def remaining(self) -> float:
        """Seconds left; a day where there is no limit, 0 once it is over."""
        return 0.0 if self._interrupter.interrupted else min(max(self._deadline - time.monotonic(), 0.0), 86_400.0)

    def is_over(self) -> bool:
        """Whether the time is up or the user has interrupted."""
        return self.remaining() <= 0.0

    @property
    def interrupted(self) -> bool:
        """Whether the user has interrupted."""
        return bool(self._interrupter.interrupted)

    @contextmanager
    def interruptible(self) -> Iterator[None]:
        """While it lasts, the first Ctrl-C ends the budget instead of the program; the second one is not held back."""
        if threading.current_thread() is not threading.main_thread():
            yield
            return
        previous = signal.getsignal(signal.SIGINT)

        def interrupt(signum: int, frame: FrameType | None) -> None:
            self._interrupter.interrupt()
            signal.signal(signal.SIGINT, previous)

        signal.signal(signal.SIGINT, interrupt)
        try:
            yield
        finally:
            signal.signal(signal.SIGINT, previous)

    def run(self, solve: Callable[[SolveInterrupter], T], *, listens: bool = True) -> T | None:
        """Run a solver in a thread of its own, so that this one hears Ctrl-C meanwhile.

        Parameters
        ----------
        solve
            Gets the interrupter.
        listens
            Whether the solver ends when interrupted. One that does not is left to itself then, to end with its time
            limit or with the program, and the result is None.
        """
        outcome: Future[T] = Future()

        def work() -> None:
            try:
                outcome.set_result(solve(self._interrupter))
            except BaseException as error:  # noqa: BLE001 - raised again in the caller's thread
                outcome.set_exception(error)

        threading.Thread(target=work, daemon=True).start()
        while not wait([outcome], timeout=0.1).done:
            if self.interrupted and not listens:
                return None
        return outcome.result()
