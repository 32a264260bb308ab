"""Filling lots one resident after another: first come first served, the lottery, and rounding all stand on it."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from parking_share.arrays import offsets
from parking_share.calendar import IntArray
from parking_share.instance import Instance
from parking_share.plan import Plan, stays_of


class Lots:
    """Free spaces of every lot, a table (profiles of the lot, moments) each, between moments at which a cut or a step begins or ends."""

    def __init__(self, instance: Instance) -> None:
        self._instance = instance
        num_lots = len(instance.scenario.lots)
        capacities = instance.capacities
        self._first_profile = offsets(capacities.lot, num_lots)
        self._first_row = offsets(capacities.option_of, instance.num_options)
        lot_of_cut = _lot_of_cut(instance)
        by_lot = np.argsort(lot_of_cut, kind="stable")
        first_cut = offsets(lot_of_cut[by_lot], num_lots)
        self._from = np.zeros(len(lot_of_cut), np.int64)
        self._to = np.zeros(len(lot_of_cut), np.int64)
        self._free = [self._table(lot, by_lot[first_cut[lot] : first_cut[lot + 1]]) for lot in range(num_lots)]

    def _table(self, lot: int, cuts: IntArray) -> IntArray:
        """Number the moments of a lot and of its cuts; the spaces of each of its profiles from each moment to the next."""
        capacities, fits = self._instance.capacities, self._instance.fits
        line = np.arange(self._first_profile[lot], self._first_profile[lot + 1]) * capacities.stride
        steps = slice(*np.searchsorted(capacities.step_at, (line[0], line[-1] + capacities.stride)))
        moments = np.unique(np.concatenate((capacities.step_at[steps] % capacities.stride, fits.cut_arrive[cuts], fits.cut_leave[cuts])))
        self._from[cuts] = np.searchsorted(moments, fits.cut_arrive[cuts])
        self._to[cuts] = np.searchsorted(moments, fits.cut_leave[cuts])
        return capacities.spaces(line[:, None] + moments)

    def _rows(self, option: int) -> IntArray:
        """Which rows of its lot's table an option counts in."""
        profiles = self._instance.capacities.profile_of[self._first_row[option] : self._first_row[option + 1]]
        rows: IntArray = profiles - self._first_profile[self._instance.lot[option]]
        return rows

    def cuts_that_fit(self, option: int, *, shortest: bool = False) -> list[int] | None:
        """For each stay of an option its longest (or shortest) cut that there is room for; None where a stay finds none."""
        free = self._free[self._instance.lot[option]][self._rows(option)]
        fits = self._instance.fits
        template = self._instance.template[option]
        chosen = []
        for stay in range(fits.stay_first[template], fits.stay_first[template + 1]):
            cuts = range(fits.cut_first[stay], fits.cut_first[stay + 1])
            for cut in reversed(cuts) if shortest else cuts:
                if free[:, self._from[cut] : self._to[cut]].min() > 0:
                    chosen.append(cut)
                    break
            else:
                return None
        return chosen

    def place(self, option: int, cuts: Iterable[int], cars: int = 1) -> None:
        """Take the option's spaces during its cuts; ``cars=-1`` gives them back."""
        free, rows = self._free[self._instance.lot[option]], self._rows(option)
        for cut in cuts:
            free[rows, self._from[cut] : self._to[cut]] -= cars


def _lot_of_cut(instance: Instance) -> IntArray:
    """The lot of each cut (m,): that of the template whose stay it cuts."""
    fits = instance.fits
    lot = np.zeros(len(fits.stay_first) - 1, np.int64)
    lot[instance.template] = instance.lot
    return np.repeat(np.repeat(lot, np.diff(fits.stay_first)), np.diff(fits.cut_first))


def fill(instance: Instance, options: Iterable[int], *, shortest: bool = False) -> Plan:
    """Go through options in the order given and take each whose resident is not yet served and that fits.

    Stays are cut as little as fits, or as much as is allowed, to leave room for others; ``lengthen`` mends that later.
    """
    lots = Lots(instance)
    taken: dict[int, tuple[int, list[int]]] = {}
    for option in options:
        resident = int(instance.resident[option])
        if resident not in taken and (cuts := lots.cuts_that_fit(option, shortest=shortest)) is not None:
            lots.place(option, cuts)
            taken[resident] = option, cuts
    chosen = [taken[resident] for resident in sorted(taken)]
    return Plan(np.array([option for option, _ in chosen], np.int64), np.array([cut for _, cuts in chosen for cut in cuts], np.int64))


def lengthen(instance: Instance, plan: Plan) -> Plan:
    """Give every stay its longest cut that still fits, resident by resident: no stay is cut where nobody needs it."""
    lots = Lots(instance)
    position, _ = stays_of(instance, plan.option)
    held = np.split(plan.cut, np.flatnonzero(np.diff(position)) + 1) if len(plan.cut) else []
    for option, cuts in zip(plan.option, held, strict=True):
        lots.place(option, cuts)
    longer: list[int] = []
    for option, cuts in zip(plan.option, held, strict=True):
        lots.place(option, cuts, -1)
        found = lots.cuts_that_fit(option)
        assert found is not None
        lots.place(option, found)
        longer += found
    return Plan(plan.option, np.array(longer, np.int64))
