"""One lot as numbering sees it: bays and their kinds, stays as bits of time, and the spaces that the institution takes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby

import numpy as np

from parking_share.profiles import LotProfile
from parking_share.scenario import Lot

Kinds = frozenset[str]
Bits = int
"""A set of the lot's moments, or of its runs, as the bits of a whole number."""


@dataclass(frozen=True)
class Run:
    """A time for which the institution takes a space and keeps it: moments [first, last), ``level`` spaces throughout it.

    Spaces taken are stacked: run after run lies within the one below it, and its level says how many it stands upon, itself
    counted. So all runs find a bay of their own if and only if during each of them residents use at most ``most`` bays
    (docs/bays.md).
    """

    first: int
    last: int
    level: int
    most: int


@dataclass(frozen=True)
class Stay:
    """A stay held in the lot: position of its resident, and the moments [first, last) for which the car is there."""

    resident: int
    first: int
    last: int

    @property
    def bits(self) -> Bits:
        """Its moments."""
        return bits(self.first, self.last)


@dataclass(frozen=True)
class Ground:
    """A lot, its bays counted from 0, its time cut into moments in which nothing changes.

    Parameters
    ----------
    at
        Minutes at which the moments begin, and the end of the last one.
    bays
        The kinds of each bay.
    exclusive
        Kinds whose bays are only for residents who need an exclusive kind.
    needs
        Kinds needed by each resident.
    stays
        Those of all residents, in the order of residents, then time.
    taken
        Spaces that the institution takes, at each moment: all that are not shareable.
    runs
        Those spaces as times in which one bay can be kept, the longest first; of equal ones only the highest.
    """

    at: list[int]
    bays: tuple[Kinds, ...]
    exclusive: Kinds
    needs: tuple[Kinds, ...]
    stays: tuple[Stay, ...]
    taken: list[int]
    runs: tuple[Run, ...]

    @classmethod
    def of(cls, lot: Lot, profile: LotProfile, needs: Sequence[Kinds], stays: Sequence[Sequence[tuple[int, int]]]) -> Ground:
        """A lot with the residents that it serves.

        Parameters
        ----------
        profile
            Of the lot.
        needs, stays
            Kinds that each resident needs, and the stays of each, as minutes [arrive, leave), in time order.
        """
        at = np.unique([0, profile.length, *profile.at.tolist(), *(minute for each in stays for stay in each for minute in stay)])
        moment = {minute: number for number, minute in enumerate(at.tolist())}
        held = tuple(Stay(number, moment[a], moment[b]) for number, each in enumerate(stays) for a, b in each)
        shareable = profile.shareable_at(at[:-1])
        return cls(
            at=at.tolist(),
            bays=bay_kinds(lot, needs, held),
            exclusive=frozenset(kind.kind for kind in lot.kinds if kind.exclusive),
            needs=tuple(needs),
            stays=held,
            taken=(lot.spaces - shareable).tolist(),
            runs=tuple(_runs(lot.spaces, shareable.tolist())),
        )

    @property
    def overfull(self) -> int | None:
        """The first moment at which more residents are there than the institution leaves spaces; None where there is none."""
        change = [0] * len(self.at)
        for stay in self.stays:
            change[stay.first] += 1
            change[stay.last] -= 1
        present = np.cumsum(change)[:-1] + self.taken
        excess = np.flatnonzero(present > len(self.bays))
        return int(excess[0]) if len(excess) else None

    def admits(self, needs: Kinds) -> Bits:
        """The bays for residents of these needs, as bits."""
        needs_exclusive = bool(needs & self.exclusive)  # then every bay of these needs is of an exclusive kind that is needed
        rights = (kinds >= needs and (needs_exclusive or not kinds & self.exclusive) for kinds in self.bays)
        return sum(1 << bay for bay, right in enumerate(rights) if right)

    def touched(self, moments: Bits) -> Bits:
        """The runs, as bits, during which somebody is there who is there at these moments."""
        return sum(1 << number for number, run in enumerate(self._bits_of_runs) if moments & run)

    @cached_property
    def _bits_of_runs(self) -> list[Bits]:
        return [bits(run.first, run.last) for run in self.runs]


def bits(first: int, last: int) -> Bits:
    """The moments [first, last)."""
    return (1 << last) - (1 << first)


def bay_kinds(lot: Lot, needs: Sequence[Kinds], stays: Sequence[Stay]) -> tuple[Kinds, ...]:
    """The kinds of each bay, as many of each kind as the lot has: kinds from bay 1 on in the order of the lot's list, then ordinary ones.

    A bay has several kinds where residents need them at once: as many bays as are there at once of those residents, before all
    others. Where all kinds together are more than the lot has spaces, bays from 1 on have the kinds that are left over, too.
    """
    left = {kind.kind: min(kind.spaces, lot.spaces) for kind in lot.kinds}
    bays: list[Kinds] = []
    for several in sorted({each for each in needs if len(each) > 1}, key=sorted):
        count = min([_most_at_once(needs, stays, several), *(left.get(kind, 0) for kind in several)])
        bays += [several] * count
        left |= {kind: left[kind] - count for kind in several if kind in left}
    bays += [frozenset({kind}) for kind, count in left.items() for _ in range(count)]
    for kinds in bays[lot.spaces :]:
        for kind in sorted(kinds):
            number = next(number for number in range(lot.spaces) if kind not in bays[number])
            bays[number] |= {kind}
    return tuple(bays[: lot.spaces]) + (frozenset(),) * (lot.spaces - len(bays))


def _most_at_once(needs: Sequence[Kinds], stays: Sequence[Stay], wanted: Kinds) -> int:
    """Most residents of just these needs present at one moment."""
    change: Counter[int] = Counter()
    for stay in stays:
        if needs[stay.resident] == wanted:
            change[stay.first] += 1
            change[stay.last] -= 1
    return int(max(np.cumsum([change[moment] for moment in sorted(change)]), default=0))


def _runs(spaces: int, shareable: Sequence[int]) -> Iterator[Run]:
    """The runs by c(t) at each moment: level after level, wherever more than so many spaces are taken."""
    highest: dict[tuple[int, int], int] = {}
    for level in sorted({spaces - free for free in shareable if free < spaces}):
        moment = 0
        for is_taken, part in groupby(shareable, lambda free: spaces - free >= level):  # noqa: B023  used at once
            last = moment + len(list(part))
            if is_taken:
                highest[moment, last] = level
            moment = last
    for (first, last), level in highest.items():
        yield Run(first, last, level, spaces - level)
