"""Plans that give spaces in turn, exactly as if one looked at one option after another."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from parking_share.arrays import is_among, offsets, spread
from parking_share.calendar import IntArray
from parking_share.filling.moments import cuts_of, parts
from parking_share.filling.spaces import Spaces
from parking_share.instance import Instance, MoveCap
from parking_share.plan import Plan, stays_of

Held = tuple[IntArray, IntArray]
"""(n,) options, and a cut of a stay of each."""


def fill(instance: Instance, options: IntArray | Sequence[int], *, shortest: bool = False, held: Held | None = None) -> Plan:
    """Go through options in the order given and take each whose resident is not yet served and that fits.

    Stays are cut as little as fits, or as much as is allowed, to leave room for others; ``lengthen`` mends that later. Where moves
    are capped, options that are moves are taken until there are so many.

    Parameters
    ----------
    held
        Cuts that are tried before the others of their stay.
    """
    num_cuts = len(instance.fits.cut_arrive)
    preferred = np.empty(0, np.int64) if held is None else np.unique(held[0] * num_cuts + held[1])
    order = np.asarray(options, np.int64)
    spaces = Spaces(instance, order)
    taken: dict[int, list[int]] = {}
    cap = instance.move_cap or MoveCap(np.zeros(instance.num_options, bool), 0)
    is_served = np.zeros(instance.num_residents, bool)
    for part in parts(order):
        waiting = part[~is_served[instance.resident[part]]]
        found = dict(_take(instance, spaces, _hopeful(instance, spaces, waiting), shortest, preferred, cap))
        is_served[instance.resident[list(found)]] = True
        taken |= found
        cap = replace(cap, most=cap.most - cap.count(np.array([*found], np.int64)))
    chosen = sorted(taken)
    return Plan(np.array(chosen, np.int64), np.array([cut for option in chosen for cut in taken[option]], np.int64))


def _hopeful(instance: Instance, spaces: Spaces, option: IntArray) -> IntArray:
    """The options none of whose stays has a full moment in all its cuts; lots only become fuller, so the others never fit."""
    fits, order = instance.fits, np.argsort(instance.lot[option])  # what lies side by side is found several times faster
    by_lot = option[order]
    position, of_stay, cut = cuts_of(instance, by_lot)
    first = np.searchsorted(of_stay, np.arange(len(position)))
    latest, earliest = np.maximum.reduceat(fits.cut_arrive[cut], first), np.minimum.reduceat(fits.cut_leave[cut], first)
    needed = spaces.cars(by_lot, position, latest, earliest).tolist()
    is_hopeful = np.empty(len(option), bool)
    is_hopeful[order] = [not spaces.full[lot] & cars for lot, cars in zip(instance.lot[by_lot].tolist(), needed, strict=True)]
    return option[is_hopeful]


def _take(
    instance: Instance, spaces: Spaces, option: IntArray, shortest: bool, preferred: IntArray, cap: MoveCap
) -> Iterator[tuple[int, list[int]]]:
    """The options taken one after another, with a cut for each stay."""
    position, of_stay, cut = cuts_of(instance, option)
    first_stay, first_cut = offsets(position, len(option)), offsets(of_stay, len(position))
    if shortest:  # each stay's cuts the other way round
        cut = (cut[first_cut[:-1]] + cut[first_cut[1:] - 1])[of_stay] - cut
    if len(preferred):
        is_preferred = is_among(option[position[of_stay]] * len(instance.fits.cut_arrive) + cut, preferred)
        cut = cut[np.lexsort((~is_preferred, of_stay))]
    cars = _cars(instance, spaces, option[position[of_stay]], cut)
    first_choices = np.add.reduceat(cars[first_cut[:-1]], first_stay[:-1]).tolist()
    columns = *(column[option].tolist() for column in (instance.resident, instance.lot, cap.is_move)), first_choices
    stays, cuts, cut_numbers, cars_of_cut = first_stay.tolist(), first_cut.tolist(), cut.tolist(), cars.tolist()
    served: set[int] = set()
    moves_left = cap.most
    for number, (each, resident, lot, is_move, wanted) in enumerate(zip(option.tolist(), *columns, strict=True)):
        if resident in served or (is_move and not moves_left):
            continue
        edges, full = cuts[stays[number] : stays[number + 1] + 1], spaces.full[lot]
        held = _first_that_fit(cars_of_cut, edges, full) if wanted & full else edges[:-1]
        if held is not None:
            spaces.add(lot, sum(cars_of_cut[cut] for cut in held) if wanted & full else wanted)
            served.add(resident)
            moves_left -= is_move
            yield each, [cut_numbers[cut] for cut in held]


def _first_that_fit(cars: list[int], edges: Sequence[int], full: int) -> list[int] | None:
    """Of the cuts from each edge to the next the first that meets no full moment; None where there is none."""
    found = []
    for first, last in pairwise(edges):
        for cut in range(first, last):
            if not cars[cut] & full:
                found.append(cut)
                break
        else:
            return None
    return found


def lengthen(instance: Instance, plan: Plan) -> Plan:
    """Give every stay its longest cut that still fits, resident by resident: no stay is cut where nobody needs it.

    A stay that has its longest cut keeps it; and as a resident's stays never meet, each can be lengthened by itself.
    """
    spaces = Spaces(instance, plan.option, plan)
    position, stay = stays_of(instance, plan.option)
    longest = instance.fits.cut_first[stay]
    shortened = np.flatnonzero(plan.cut > longest)
    option = plan.option[position[shortened]]
    which, cut = spread(longest[shortened], plan.cut[shortened] + 1)  # the present one is the last
    cars = _cars(instance, spaces, option[which], cut).tolist()
    longer: list[int] = []
    for lot, edges in zip(instance.lot[option].tolist(), pairwise(offsets(which, len(shortened)).tolist()), strict=True):
        spaces.take_away(lot, cars[edges[1] - 1])
        found = _first_that_fit(cars, edges, spaces.full[lot])
        assert found is not None
        spaces.add(lot, cars[found[0]])
        longer += found
    result = plan.cut.copy()
    result[shortened] = cut[longer]
    return Plan(plan.option, result)


def _cars(instance: Instance, spaces: Spaces, option: IntArray, cut: IntArray) -> NDArray[np.object_]:
    """The bits of a car for each cut of an option; shapes (n,)."""
    return spaces.cars(option, np.arange(len(cut)), instance.fits.cut_arrive[cut], instance.fits.cut_leave[cut])
