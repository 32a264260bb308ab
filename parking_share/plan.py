"""A plan: which option each served resident gets and how each stay is cut; and the schedule that says so in words."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import version

import numpy as np

from parking_share.arrays import spread
from parking_share.calendar import BoolArray, Calendar, IntArray
from parking_share.catalogue import MINIMISED, Objective
from parking_share.instance import Instance
from parking_share.schedule import Assignment, HashedFile, HeldStay, Level, LevelProof, Refusal, Run, ScenarioReference, Schedule


@dataclass(frozen=True)
class Plan:
    """Who is served, in integers.

    ``option`` (n,) are the chosen options, ascending, at most one a resident. ``cut`` (k,) are the chosen cuts, one for
    each stay of each chosen option, in that order.
    """

    option: IntArray
    cut: IntArray


def stays_of(instance: Instance, option: IntArray) -> tuple[IntArray, IntArray]:
    """The stays of options, in order: (position within ``option``, stay)."""
    template, first = instance.template[option], instance.fits.stay_first
    return spread(first[template], first[template + 1])


def part_of(instance: Instance, plan: Plan, stays: BoolArray) -> Plan:
    """Some of a plan's options (n,), with their cuts."""
    return Plan(plan.option[stays], plan.cut[stays[stays_of(instance, plan.option)[0]]])


def joined(instance: Instance, *plans: Plan) -> Plan:
    """Plans that serve different residents, as one."""
    option = np.concatenate([plan.option for plan in plans])
    owner = np.concatenate([plan.option[stays_of(instance, plan.option)[0]] for plan in plans])
    cut = np.concatenate([plan.cut for plan in plans])
    return Plan(np.sort(option), cut[np.argsort(owner, kind="stable")])


def level_value(instance: Instance, plan: Plan, objective: Objective) -> int:
    """Value of a level, exactly, as the schedule states it."""
    gain = int(instance.gains(objective)[plan.option].sum())
    if objective == "trim":
        gain -= int(instance.fits.cut_trim[plan.cut].sum())
    return -gain if objective in MINIMISED else gain


def gain_of(instance: Instance, plan: Plan, objective: Objective) -> int:
    """Value of a level as a number to be maximised: a walk of 90 seconds is -90."""
    value = level_value(instance, plan, objective)
    return -value if objective in MINIMISED else value


def to_schedule(
    instance: Instance, plan: Plan, bounds: Sequence[int | None], proof: tuple[LevelProof | None, ...] | None, method: str, started: float
) -> Schedule:
    """State a plan as a schedule.

    Parameters
    ----------
    bounds
        Of the policy's levels, in order; None where none was computed.
    proof
        Of each level, None where there is none; None for all, for a baseline.
    started
        When the solve began, by ``time.perf_counter``.
    """
    scenario = instance.scenario
    levels = tuple(
        Level(objective=name, value=level_value(instance, plan, name), bound=bound)
        for name, bound in zip(scenario.policy.objectives, bounds, strict=True)
    )
    is_served = np.zeros(instance.num_residents, bool)
    is_served[instance.resident[plan.option]] = True
    refusals = tuple(
        Refusal(resident=resident.id, reason=reason)
        for resident, reason, is_in in zip(scenario.residents, instance.reasons, is_served, strict=True)
        if not is_in
    )
    source = scenario.source
    return Schedule(
        format=1,
        scenario=ScenarioReference(
            id=scenario.id,
            sha256=source.sha256,
            files=tuple(HashedFile(name=file.name, sha256=file.sha256) for file in source.files),
        ),
        status="optimal" if all(level.value == level.bound for level in levels) else "feasible",
        levels=levels,
        assignments=_assignments(instance, plan),
        refusals=refusals,
        proof=proof,
        run=Run(version=version("parking-share"), method=method, seconds=round(time.perf_counter() - started, 3)),
    )


def _assignments(instance: Instance, plan: Plan) -> tuple[Assignment, ...]:
    scenario, fits = instance.scenario, instance.fits
    template = instance.template[plan.option]
    excused_at, excused = spread(fits.excused_first[template], fits.excused_first[template + 1])
    stays = _held(scenario.time, fits.cut_arrive[plan.cut], fits.cut_leave[plan.cut])
    let_off = _held(scenario.time, fits.excused_start[excused], fits.excused_end[excused])
    position = np.arange(len(plan.option) + 1)
    stay_first = np.searchsorted(stays_of(instance, plan.option)[0], position).tolist()
    excused_first = np.searchsorted(excused_at, position).tolist()
    columns = (column[plan.option].tolist() for column in (instance.resident, instance.lot, instance.walk_seconds))
    return tuple(
        Assignment(
            resident=scenario.residents[resident].id,
            lot=scenario.lots[lot].id,
            walk_seconds=walk,
            stays=tuple(stays[stay_first[row] : stay_first[row + 1]]),
            excused=tuple(let_off[excused_first[row] : excused_first[row + 1]]),
        )
        for row, (resident, lot, walk) in enumerate(zip(*columns, strict=True))
    )


def _held(calendar: Calendar, start: IntArray, end: IntArray) -> list[HeldStay]:
    """Periods as stays; equal ones are one object, for many residents come and go at the same times."""
    minutes, number = np.unique(np.concatenate((start, end)), return_inverse=True)
    text = [calendar.iso(minute) for minute in minutes.tolist()]
    periods, which = np.unique(number[: len(start)] * len(text) + number[len(start) :], return_inverse=True)
    distinct = [HeldStay(arrive=text[code // len(text)], leave=text[code % len(text)]) for code in periods.tolist()]
    return [distinct[index] for index in which.tolist()]
