"""A plan made better in a few lots at a time, everyone who is placed elsewhere staying where they are."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Protocol

import numpy as np

from parking_share.calendar import BoolArray
from parking_share.catalogue import Objective
from parking_share.instance import Instance
from parking_share.optimize.budget import Budget
from parking_share.optimize.closing import solve_integer
from parking_share.optimize.levels import gains_of
from parking_share.optimize.master import build
from parking_share.optimize.pricing import Pricing
from parking_share.optimize.program import FloatArray
from parking_share.optimize.rounding import Roundings
from parking_share.optimize.selection import Selection, with_every_cut
from parking_share.plan import Plan, gain_of, joined, part_of

WHOLE = 0.9
"""Gap at which a program of whole numbers is solved."""


class Incumbent(Protocol):
    """The best plan so far."""

    plan: Plan

    def offer(self, plan: Plan) -> None:
        """Keep a plan if it is better."""

    def gain(self, objective: Objective) -> int:
        """What the best plan gains on a level."""

    def report(self, objective: Objective, bound: float) -> None:
        """Say how far a level is."""


def improve(
    instance: Instance,
    selection: Selection,
    plan: Plan,
    inside: BoolArray,
    objectives: Sequence[Objective],
    budget: Budget,
    offer: Callable[[Plan], None],
    most_turns: int | None = None,
    reach: Sequence[int] | None = None,
) -> None:
    """Optimise the last of some levels over the lots ``inside`` (lots,), none of those above becoming worse.

    Those who are placed in these lots or nowhere are placed anew, by the options and cuts of a selection.

    Parameters
    ----------
    objectives
        The levels, highest first.
    offer
        Told each better plan.
    most_turns
        How many turns the solvers get; None for as many as it takes.
    reach
        What a plan must gain on each level above; None for as much as this one.
    """
    lot_of = np.full(instance.num_residents, -1)
    lot_of[instance.resident[plan.option]] = instance.lot[plan.option]
    is_free = (lot_of < 0) | inside[lot_of]
    part = selection.keep_options(inside[instance.lot[selection.option]] & is_free[instance.resident[selection.option]])
    within = inside[instance.lot[plan.option]]
    now, others = part_of(instance, plan, within), part_of(instance, plan, ~within)
    if objectives[-1] == "trim":
        part = with_every_cut(instance, part)
    minutes = Pricing(instance, part).minutes  # of the cuts in play: longer ones can fill more
    minutes = minutes[inside[instance.capacities.lot[minutes // instance.capacities.stride]]]
    *above, gains = (gains_of(instance, part, objective) for objective in objectives)
    needed = [gain_of(instance, plan, objective) for objective in objectives[:-1]] if reach is None else reach
    limits = [float(total - gain_of(instance, others, objective)) for total, objective in zip(needed, objectives, strict=False)]
    cap = Roundings.none(instance, moved=instance.move_cap.count(others.option) if instance.move_cap else 0)
    free = replace(part, must_reach=part.must_reach[:0])  # a plan may have fewer moves than the best ones
    small = build(instance, free, minutes, gains, above, limits, cap)
    x = small.columns_of(instance, now)

    def take(found: FloatArray) -> None:
        option, pick = small.taken(found)
        offer(joined(instance, Plan(part.option[option > 0.5], part.pick_cut[pick > 0.5]), others))

    solve_integer(small.program, x, budget, WHOLE, take, most_turns=most_turns)
