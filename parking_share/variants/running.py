"""Variants solved side by side in processes of their own, each from the schedule of the scenario as it is."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import reduce
from multiprocessing.synchronize import Event
from typing import Any, Generic, TypeVar

from parking_share.catalogue import Lang
from parking_share.errors import InputError, Problem
from parking_share.memory import collector_paused, share_arenas
from parking_share.scenario import Scenario
from parking_share.schedule import Schedule
from parking_share.solving import DEFAULT_TIME_LIMIT, Ended, Result, solve
from parking_share.texts import _, language_in_use, use_language
from parking_share.variants.applying import vary
from parking_share.variants.changes import Variant
from parking_share.verification import verify

T = TypeVar("T")


class WrongSchedule(Exception):
    """A schedule that the solver has found breaks its own rules; what ``verify`` says of it, as sentences."""


@dataclass(frozen=True)
class Outcome(Generic[T]):
    """A variant solved and verified: what was asked to be told of it, and why the search ended."""

    told: T
    ended: Ended


@dataclass(frozen=True)
class Task(Generic[T]):
    """What every process works on: the scenario as it is, what to tell, a schedule to begin with, seconds for each search, the language."""

    scenario: Scenario
    tell: Callable[[Variant, Result], T]
    start: Schedule | None
    time_limit: float | None
    language: Lang = field(default_factory=language_in_use)

    @collector_paused()
    def outcome(self, steps: Sequence[Variant], is_enough: Callable[[], bool] = lambda: False) -> Outcome[T] | None:
        """Apply variants one after another, solve what comes of it, and verify that; None where it ``is_enough`` before the search."""
        scenario = reduce(vary, steps, self.scenario)
        if is_enough():
            return None
        result = solve(scenario, time_limit=self.time_limit, start=self.start)
        if violations := verify(scenario, result.schedule):
            raise WrongSchedule("\n".join(f"{each.rule}: {each.message}" for each in violations[:10]))
        return Outcome(self.tell(steps[-1], result), result.ended)


def run(
    scenario: Scenario,
    jobs: Sequence[Sequence[Variant]],
    tell: Callable[[Variant, Result], T],
    start: Schedule | None = None,
    *,
    time_limit: float | None = DEFAULT_TIME_LIMIT,
    processes: int | None = None,
) -> Iterator[tuple[int, Outcome[T]]]:
    """Solve variants of a scenario; yields the number of a job and its outcome as each is done, in any order.

    On Ctrl-C the searches that are under way end with the best schedule so far, which is yielded, and no others are begun; then
    KeyboardInterrupt is raised.

    Parameters
    ----------
    jobs
        Of each, the variants to apply one after another; they are valid, as those that ``read_variants`` gives are.
    tell
        What to make of each job's last variant and the result, there where it was solved: results are large, and not all of them need
        be sent. A function of a module, or a ``partial`` of one, for it goes to other processes.
    start
        A schedule of the scenario as it is, for the searches to begin with.
    time_limit
        Seconds for each search; None for no limit.
    processes
        How many at once; None for as many as the machine has cores.

    Raises
    ------
    InputError
        If a process ends without a result.
    WrongSchedule
        If a schedule breaks a rule, which is a fault of the solver.
    """
    task = Task(scenario, tell, start, time_limit)
    processes = min(processes or os.cpu_count() or 1, len(jobs))
    if processes <= 1:
        for number, steps in enumerate(jobs):
            outcome = task.outcome(steps)
            assert outcome is not None
            yield number, outcome
            if outcome.ended == "interrupted":
                raise KeyboardInterrupt
        return
    # A process of its own from the start: a copy of this one could hold locks of its threads.
    context = multiprocessing.get_context("spawn")
    enough = context.Event()
    with ProcessPoolExecutor(processes, context, initializer=_begin, initargs=(task, enough)) as pool:
        number_of: dict[Future[Outcome[T] | None], int] = {}
        try:
            with _ctrl_c_held_back():
                number_of |= {pool.submit(_outcome, steps): number for number, steps in enumerate(jobs)}
            yield from _results(number_of)
        except KeyboardInterrupt:
            enough.set()
            yield from _results(number_of)
            raise
        finally:
            enough.set()


@contextmanager
def _ctrl_c_held_back() -> Iterator[None]:
    """Ctrl-C is heard afterwards, so that no process is left half begun; those begun meanwhile do not hear it until they ask to."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    heard: list[int] = []
    previous = signal.signal(signal.SIGINT, lambda number, frame: heard.append(number))
    _listen_to_ctrl_c(False)
    try:
        yield
    finally:
        _listen_to_ctrl_c(True)
        signal.signal(signal.SIGINT, previous)
    if heard:
        raise KeyboardInterrupt


def _listen_to_ctrl_c(yes: bool) -> None:
    """Whether this thread, and processes that it begins, get the signal; on Windows they do in any case."""
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_UNBLOCK if yes else signal.SIG_BLOCK, {signal.SIGINT})


def _results(number_of: dict[Future[Outcome[T] | None], int]) -> Iterator[tuple[int, Outcome[T]]]:
    """Outcomes as they come; each is told once."""
    try:
        for future in as_completed(list(number_of)):
            number, outcome = number_of.pop(future), future.result()
            if outcome is not None:
                yield number, outcome
    except BrokenProcessPool:
        message = _("a process ended without a result, perhaps for want of memory; solve fewer at once")
        raise InputError([Problem("", message)]) from None


_task: Task[Any]
_enough: Event
"""What this process works on, and whether to begin anything more; set once, when it begins."""


def _begin(task: Task[Any], enough: Event) -> None:
    global _task, _enough
    _task, _enough = task, enough
    share_arenas()
    use_language(task.language)
    # Ctrl-C reaches every process of a terminal. Searches listen to it themselves; nothing else is to break off.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _listen_to_ctrl_c(True)


def _outcome(steps: Sequence[Variant]) -> Outcome[Any] | None:
    return None if _enough.is_set() else _task.outcome(steps, _enough.is_set)
