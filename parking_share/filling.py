"""Filling lots one resident after another: first come first served, the lottery, and rounding all stand on it."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from parking_share.calendar import IntArray
from parking_share.instance import Instance
from parking_share.plan import Plan, stays_of


class Lots:
    """Free spaces of every capacity profile between any two moments where a cut or a step begins or ends."""

    def __init__(self, instance: Instance) -> None:
        self._instance = instance
        fits, self._capacities = instance.fits, instance.capacities
        stays = np.diff(fits.cut_first)
        template_of_stay = np.repeat(np.arange(len(fits.stay_first) - 1), np.diff(fits.stay_first))
        template_of_cut = np.repeat(template_of_stay, stays)
        lot_of_template = np.zeros(len(fits.stay_first) - 1, np.int64)
        lot_of_template[instance.template] = instance.lot
        lot_of_cut = lot_of_template[template_of_cut]
        self._first_profile = np.searchsorted(self._capacities.lot, np.arange(len(instance.scenario.lots) + 1))
        self._moments: list[IntArray] = []
        order = np.argsort(lot_of_cut, kind="stable")
        edges = np.searchsorted(lot_of_cut[order], np.arange(len(instance.scenario.lots) + 1))
        self._free: list[IntArray] = []
        self._from = np.zeros(len(lot_of_cut), np.int64)
        self._to = np.zeros(len(lot_of_cut), np.int64)
        steps = self._capacities.step_at % self._capacities.stride if len(self._capacities.step_at) else self._capacities.step_at
        profile_of_step = self._capacities.step_at // self._capacities.stride
        for lot in range(len(instance.scenario.lots)):
            cuts = order[edges[lot] : edges[lot + 1]]
            profiles = np.arange(self._first_profile[lot], self._first_profile[lot + 1])
            own_steps = steps[np.searchsorted(profile_of_step, profiles[0]) : np.searchsorted(profile_of_step, profiles[-1], "right")]
            moments = np.unique(np.concatenate((own_steps, fits.cut_arrive[cuts], fits.cut_leave[cuts])))
            self._from[cuts] = np.searchsorted(moments, fits.cut_arrive[cuts])
            self._to[cuts] = np.searchsorted(moments, fits.cut_leave[cuts])
            self._free.append(self._capacities.spaces(profiles[:, None] * self._capacities.stride + np.minimum(moments, self._capacities.stride - 3)))
        first = np.searchsorted(self._capacities.option_of, np.arange(instance.num_options + 1))
        self._option_first = first

    def _rows(self, option: int) -> IntArray:
        """Which rows of its lot's table an option counts in."""
        lot = self._instance.lot[option]
        return self._capacities.profile_of[self._option_first[option] : self._option_first[option + 1]] - self._first_profile[lot]

    def cuts_that_fit(self, option: int) -> list[int] | None:
        """For each stay of an option its longest cut that there is room for; None where a stay finds none."""
        free = self._free[self._instance.lot[option]][self._rows(option)]
        fits = self._instance.fits
        template = self._instance.template[option]
        chosen = []
        for stay in range(fits.stay_first[template], fits.stay_first[template + 1]):
            for cut in range(fits.cut_first[stay], fits.cut_first[stay + 1]):
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


def fill(instance: Instance, options: Iterable[int]) -> Plan:
    """Go through options in the order given and take each whose resident is not yet served and that fits, uncut if it can."""
    lots = Lots(instance)
    taken: dict[int, tuple[int, list[int]]] = {}
    for option in options:
        resident = int(instance.resident[option])
        if resident not in taken and (cuts := lots.cuts_that_fit(option)) is not None:
            lots.place(option, cuts)
            taken[resident] = option, cuts
    chosen = [taken[resident] for resident in sorted(taken)]
    return Plan(
        np.array([option for option, _ in chosen], np.int64), np.array([cut for _, cuts in chosen for cut in cuts], np.int64)
    )


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
