"""What the commands that search share: the time limit, progress, and the check of what was found."""

from __future__ import annotations

import math
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import click

from parking_share.commands.common import EXIT_VIOLATIONS, err
from parking_share.errors import InputError
from parking_share.optimize import Progress
from parking_share.scenario import Scenario
from parking_share.schedule import Schedule, read_schedule, write_schedule
from parking_share.solving import DEFAULT_TIME_LIMIT, Method, Result, solve
from parking_share.texts import _
from parking_share.variants.changes import BASE
from parking_share.verification import verify

Command = TypeVar("Command", bound=Callable[..., None])
BASE_SCHEDULE = f"{BASE}.schedule.json"


def _seconds(ctx: click.Context, param: click.Parameter, value: float) -> float | None:
    """None for 0, no limit; ``nan`` and ``inf``, which a range of numbers lets through, are refused."""
    if not math.isfinite(value):
        raise click.BadParameter(_("%(value)s is no number of seconds; write 0 for no limit.", value=value), ctx, param)
    return value or None


def time_limit_option(default: float, words: str) -> Callable[[Command], Command]:
    """The option ``--time-limit``: seconds for the command, None for no limit."""
    return click.option("--time-limit", type=click.FloatRange(min=0), callback=_seconds, default=default, show_default=True, help=words)


TIME_LIMIT = time_limit_option(DEFAULT_TIME_LIMIT, "Seconds for the search; 0 for no limit.")


def solve_with_progress(scenario: Scenario, method: Method, time_limit: float | None, start: Schedule | None) -> Result:
    """Solve with a line of progress on standard error, where that is a terminal."""
    with err.status(_("reading the options of every resident ...")) as status:

        def show(progress: Progress) -> None:
            status.update(
                _(
                    "level %(level)s: %(value)s reached, bound %(bound)s, %(gap)s %% apart; Ctrl-C keeps the best schedule so far",
                    level=progress.objective,
                    value=f"{progress.value:,}",
                    bound=f"{progress.bound:,.0f}",
                    gap=f"{100 * abs(progress.bound - progress.value) / max(abs(progress.bound), 1):.2f}",
                )
            )

        return solve(scenario, method, time_limit, show, start=start)


def check_own(scenario: Scenario, schedule: Schedule) -> None:
    """Verify a schedule that was just found; one that breaks a rule is our fault, and ends the program."""
    with err.status(_("verifying the schedule and its proof ...")):
        violations = verify(scenario, schedule)
    if violations:
        report_own([f"{violation.rule}: {violation.message}" for violation in violations[:10]])


def report_own(broken: list[str]) -> None:
    """Say what a schedule of ours breaks, and end the program."""
    message = _("The schedule found breaks its own rules, so nothing is written. Please report this with the scenario:")
    err.print(message, style="bold red")
    for sentence in broken:
        err.print(f"  {sentence}")
    sys.exit(EXIT_VIOLATIONS)


NO_REPORT = click.option("--no-report", is_flag=True, help="Write no pages.")
PROCESSES = click.option(
    "--processes", type=click.IntRange(min=1), help="How many variants are solved at once.  [default: as many as there are cores]"
)


def solved_base(scenario: Scenario, folder: Path, time_limit: float | None) -> Schedule:
    """The scenario as it is, solved: the schedule that an earlier run has left in the folder, if it is an optimal one; written there.

    The folder is made if it is not there.
    """
    path = folder / BASE_SCHEDULE
    if (earlier := _earlier(scenario, path)) is not None:
        return earlier
    result = solve_with_progress(scenario, "optimal", time_limit, None)
    if result.ended == "interrupted":
        raise KeyboardInterrupt
    check_own(scenario, result.schedule)
    folder.mkdir(exist_ok=True)
    write_schedule(result.schedule, path)
    return result.schedule


def _earlier(scenario: Scenario, path: Path) -> Schedule | None:
    """A schedule file, if there is one that is optimal for just this scenario."""
    try:
        schedule = read_schedule(path)
    except InputError:
        return None
    return schedule if schedule.status == "optimal" and not verify(scenario, schedule) else None
