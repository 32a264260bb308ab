"""The minutes of each lot that decide who fits, and which of them a cut covers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from parking_share.arrays import spread
from parking_share.calendar import IntArray
from parking_share.instance import Instance
from parking_share.plan import stays_of

PART = 8_192
"""Options that are looked at together: many enough for numpy, few enough to need little memory."""


def parts(option: IntArray) -> list[IntArray]:
    """Options in their order, in parts of about ``PART``."""
    return np.array_split(option, 1 + len(option) // PART)


def cuts_of(instance: Instance, option: IntArray) -> tuple[IntArray, IntArray, IntArray]:
    """The stays of options in order, as positions within ``option``; and their cuts, longest first: (stay's number in order, cut)."""
    position, stay = stays_of(instance, option)
    return position, *spread(instance.fits.cut_first[stay], instance.fits.cut_first[stay + 1])


@dataclass(frozen=True)
class Moments:
    """Deciding moments of all lots, on one line: minute t of lot l is ``l * stride + t``.

    The number of cars changes only where a cut begins or ends, the spaces only at a step. In the stretch from one end or step
    to the next, cars only come and the spaces stay the same, so the lot is at its fullest from the last beginning on: that
    minute is the stretch's deciding moment. A car that is there at all in the stretch is there at that moment, because
    it leaves at an end. So it fits exactly if it finds a space at every deciding moment between its arrival and departure.

    ``at`` (m,) is sorted; those of lot l are ``first[l]`` to ``first[l + 1]``.
    """

    stride: int
    at: IntArray
    first: IntArray

    @classmethod
    def of(cls, instance: Instance, option: IntArray) -> Moments:
        """The moments that decide whether options fit."""
        capacities = instance.capacities
        profile, minute = np.divmod(capacities.step_at, capacities.stride)
        step = capacities.lot[profile] * capacities.stride + minute
        events = _distinct(*(_starts_and_ends(instance, part) for part in parts(option)), 2 * step, 2 * step + 1)
        is_start = events % 2 == 1
        at = events[is_start & ~np.append(is_start[1:], False)] // 2
        return cls(capacities.stride, at, np.searchsorted(at, np.arange(len(instance.scenario.lots) + 1) * capacities.stride))

    def covered(self, lot: IntArray, arrive: IntArray, leave: IntArray) -> tuple[IntArray, IntArray]:
        """The moments [start, end) of periods in lots, numbered within the lot; all of shape (n,)."""
        edge, first = lot * self.stride, self.first[lot]
        return np.searchsorted(self.at, edge + arrive) - first, np.searchsorted(self.at, edge + leave) - first


def _starts_and_ends(instance: Instance, option: IntArray) -> IntArray:
    """Where cuts begin (odd) and end (even), twice the minute of the line: at the same minute the end comes first."""
    position, which, cut = cuts_of(instance, option)
    edge = instance.lot[option][position[which]] * instance.capacities.stride
    return _distinct(2 * (edge + instance.fits.cut_arrive[cut]) + 1, 2 * (edge + instance.fits.cut_leave[cut]))


def _distinct(*columns: IntArray) -> IntArray:
    """The distinct values of columns, sorted; several times faster than ``numpy.unique``."""
    values = np.sort(np.concatenate(columns))
    return values[np.append(True, values[1:] != values[:-1])] if len(values) else values
