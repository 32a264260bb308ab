"""``parking-share compare``: what is different in another solved scenario."""

from __future__ import annotations

import json
import shlex
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import click

from parking_share.belonging import foreign
from parking_share.catalogue import Lang
from parking_share.commands.common import EXIT_VIOLATIONS, FILE, FOLDER, err, input_errors, out, print_broken, wrote
from parking_share.commands.languages import LANG
from parking_share.commands.places import Place, check_places, files_of
from parking_share.comparison import Comparison, Solved, compare
from parking_share.errors import InputError, Problem
from parking_share.reading import read_scenario
from parking_share.schedule import read_schedule
from parking_share.texts import N_, _

T = TypeVar("T")


@click.command("compare")
@click.argument("base", type=FILE)
@click.argument("variant", type=FILE)
@click.option("--base-schedule", type=FILE, help="Schedule of BASE.  [default: NAME.schedule.json beside it, or in the current folder]")
@click.option("--variant-schedule", type=FILE, help="Schedule of VARIANT.  [default: found in the same way]")
@click.option("--report", type=FILE, help="Page to write.")
@click.option("--tables", type=FOLDER, help="Folder for CSV tables: inputs, levels, figures, communities, priorities, lots, people.")
@LANG
@click.option("--json", "as_json", is_flag=True, help="Print the comparison as JSON.")
def compare_command(
    base: Path,
    variant: Path,
    base_schedule: Path | None,
    variant_schedule: Path | None,
    report: Path | None,
    tables: Path | None,
    lang: Lang,
    as_json: bool,
) -> None:
    """Say what is different in VARIANT, a solved scenario, from BASE, another one.

    What differs in the inputs; levels, residents served and refused, walks, communities, lots, and who gains, loses or moves. Every
    difference is variant - base; what is the same is left out. Residents, lots and communities are the same if their ids are. Both
    schedules are verified first. No plates are shown or written.

    A level below the first that differs is not called better or worse: it is reached for other residents, and who serves more
    residents makes more of them walk.

    The same scenario may be given twice with two schedules, such as first come first served against the optimum.

    \b
    Examples:
      parking-share compare town.json town-without-school.json
      parking-share compare town.json town-without-school.json --report compared.html --tables compared
      parking-share compare town.json town.json --base-schedule fcfs.schedule.json

    Exit code 1 if a schedule breaks a rule of its scenario.
    """
    with input_errors(), err.status(_("reading the files ...")):
        sides = _read({N_("base"): (base, base_schedule), N_("variant"): (variant, variant_schedule)})
        _check_places(sides, report, tables)
    with err.status(_("verifying both schedules ...")):
        broken = [_is_broken(side) for side in sides]
    if any(broken):
        sys.exit(EXIT_VIOLATIONS)
    with input_errors(), err.status(_("comparing ...")):
        comparison = compare(*(side.solved for side in sides))
        written = _write(comparison, sides, report, tables, lang)
    if as_json:
        click.echo(json.dumps(comparison.to_dict() | {"files": [str(path) for path in written]}, ensure_ascii=False, indent=1))
    else:
        from parking_share.commands.comparing import print_comparison

        print_comparison(out, comparison, [side.schedule_file for side in sides])
        for path in written:
            wrote(path)


@dataclass(frozen=True)
class _Side:
    """One of the two: its role, its files and what they hold."""

    role: str
    scenario_file: Path
    schedule_file: Path
    solved: Solved


def _read(files: dict[str, tuple[Path, Path | None]]) -> list[_Side]:
    """The scenario and the schedule of each role, from the files given for it.

    Raises
    ------
    InputError
        With everything that is wrong with any of the files.
    """
    problems: list[Problem] = []
    sides, scenarios = [], {}
    for role, (path, stated) in files.items():
        if path not in scenarios:  # the same one may be given twice, and be large
            scenarios[path] = _tried(role, read_scenario, path, problems)
        file = stated or _default_schedule(role, path, problems)
        scenario, schedule = scenarios[path], None if file is None else _tried(role, read_schedule, file, problems)
        if file is not None and scenario is not None and schedule is not None:
            problems += _of(role, foreign(scenario, schedule, path.name, file.name))
            sides.append(_Side(role, path, file, Solved(scenario, schedule)))
    if problems:
        raise InputError(problems)
    return sides


def _tried(role: str, read: Callable[[Path], T], path: Path, problems: list[Problem]) -> T | None:
    """What a file holds; None where it cannot be used, and then why not."""
    try:
        return read(path)
    except InputError as error:
        problems += _of(role, error.problems)
        return None


def _of(role: str, problems: Iterable[Problem]) -> list[Problem]:
    """Problems whose places say which of the two is meant."""
    return [Problem(f"{_(role)}, {problem.place}" if problem.place else _(role), problem.message) for problem in problems]


def _default_schedule(role: str, scenario: Path, problems: list[Problem]) -> Path | None:
    """The schedule that ``solve`` has written for a scenario: beside it, or else in the current folder."""
    name = f"{scenario.stem}.schedule.json"
    found = next((path for path in (scenario.with_name(name), Path(name)) if path.exists()), None)
    if found is None and scenario.exists():  # else the scenario's own problem says enough
        command = shlex.join(["parking-share", "solve", str(scenario)])
        message = _(
            "has no schedule: %(name)s is neither beside it nor in the current folder; make it with `%(command)s`, "
            "or name another with --%(role)s-schedule",
            name=name,
            command=command,
            role=role,
        )
        problems.append(Problem(f"{_(role)}, {scenario}", message))
    return found


def _check_places(sides: list[_Side], report: Path | None, tables: Path | None) -> None:
    inputs: dict[Path, str] = {}
    for side in sides:
        inputs |= files_of(side.solved.scenario, side.scenario_file) | {side.schedule_file.resolve(): _("a schedule")}
    check_places(inputs, (Place(_("the page"), report), Place(_("the folder of tables"), tables, is_folder=True)))


def _is_broken(side: _Side) -> bool:
    consequence = _("nothing is compared (%(role)s)", role=_(side.role))
    return print_broken(side.solved.scenario, side.solved.schedule, side.scenario_file, side.schedule_file, consequence)


def _write(comparison: Comparison, sides: list[_Side], report: Path | None, tables: Path | None, lang: Lang) -> list[Path]:
    written = []
    if report is not None:
        from parking_share.atomic import write_atomically
        from parking_share.report import render_comparison

        base, variant = (side.solved for side in sides)
        write_atomically(report, render_comparison(comparison, base, variant, lang))
        written.append(report)
    if tables is not None:
        from parking_share.comparison.tables import write_comparison

        written += write_comparison(comparison, tables)
    return written
