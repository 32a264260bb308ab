"""A plan made better in a few lots at a time, everyone who is placed elsewhere staying where they are."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from parking_share.calendar import BoolArray
from parking_share.catalogue import Objective
from parking_share.instance import Instance
from parking_share.optimize.budget import Budget
from parking_share.optimize.closing import solve_integer
from parking_share.optimize.levels import gains_of
from parking_share.optimize.linear import FloatArray
from parking_share.optimize.master import build
from parking_share.optimize.pricing import Pricing
from parking_share.optimize.selection import Selection, with_every_cut
from parking_share.plan import Plan, joined, part_of

WHOLE = 0.9
"""Gap at which a program of whole numbers is solved."""


def improve(
    instance: Instance,
    selection: Selection,
    plan: Plan,
    inside: BoolArray,
    objectives: Sequence[Objective],
    budget: Budget,
    offer: Callable[[Plan], None],
) -> None:
    """Optimise the last of some levels over the lots ``inside`` (lots,), none of those above becoming worse there.

    Those who are placed in these lots or nowhere are placed anew, by the options and cuts of a selection.

    Parameters
    ----------
    objectives
        The levels, highest first.
    offer
        Told each better plan.
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
    feasible = build(instance, part, minutes, gains)
    x = feasible.columns_of(instance, now)
    limits = [float(feasible.value_of(of_level, x)) for of_level in above]
    small = build(instance, part, minutes, gains, above, limits)

    def take(found: FloatArray) -> None:
        option, pick = small.taken(found)
        offer(joined(instance, Plan(part.option[option > 0.5], part.pick_cut[pick > 0.5]), others))

    solve_integer(small.program, x, budget, WHOLE, take)
