"""Who is in a lot when, and when it has no space left for somebody with certain needs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np

from parking_share.calendar import BoolArray, IntArray
from parking_share.schedule import CapacityRule
from parking_share.verification.facts import Facts
from parking_share.verification.profiles import PROFILES, Profile


@dataclass(frozen=True)
class FullPeriod:
    """A period [start, end), minutes, in which all spaces of a rule are taken by ``residents`` (ids, in the schedule's order)."""

    start: int
    end: int
    rule: CapacityRule
    kind: str
    spaces: int
    residents: tuple[str, ...]


@dataclass(frozen=True)
class _Step:
    """A rule's spaces over time: ``at`` (n,) are the minutes at which something changes, ``is_full`` (n,) whether all are taken then."""

    profile: Profile
    at: IntArray
    spaces: IntArray
    is_full: BoolArray
    counts: BoolArray


class Occupancy:
    """The cars of a schedule in one lot, seen by somebody with ``needs``: only the rules in which they would count matter."""

    def __init__(self, facts: Facts, lot: int, needs: frozenset[str]) -> None:
        self._facts, self._lot, self._needs = facts, lot, needs
        self._length = facts.length

    @cached_property
    def _stays(self) -> tuple[IntArray, IntArray, IntArray]:
        """(placement, start, end) of the stays held in the lot."""
        held = self._facts.held
        rows = np.flatnonzero(self._facts.placed[2][held.placement] == self._lot)
        return held.placement[rows], held.start[rows], held.end[rows]

    @cached_property
    def _steps(self) -> list[_Step]:
        facts = self._facts
        entry, hours, residents = facts.scenario.lots[self._lot], facts.hours(self._lot), facts.residents
        placement, start, end = self._stays
        needs = residents.needs[facts.placed[1][placement]]
        steps = []
        for profile in (profile for profiles in PROFILES.values() for profile in profiles(entry, hours) if profile.counts(self._needs)):
            counts = np.array([profile.counts(needed) for needed in residents.needed], np.bool_)[needs]
            starts, ends = np.sort(start[counts]), np.sort(end[counts])
            at = np.unique(np.concatenate((hours.at, starts, ends)))
            present = np.searchsorted(starts, at, "right") - np.searchsorted(ends, at, "right")
            spaces = profile.spaces_at(at)
            steps.append(_Step(profile, at, spaces, present >= spaces, counts))
        return steps

    def full_minutes(self, start: int, end: int) -> int:
        """Minutes of [start, end) at which there is no space; those of several rules count several times."""
        total = 0
        for step in self._steps:
            edges = np.clip(np.append(step.at, self._length), start, end)
            total += int(np.diff(edges)[step.is_full].sum())
        return total

    def full_periods(self, start: int, end: int) -> Iterator[FullPeriod]:
        """The periods within [start, end) in which there is no space, rule by rule, in time order; one for each number of spaces."""
        placement, arrive, leave = self._stays
        assignment = self._facts.placed[0]
        for step in self._steps:
            edges = np.clip(np.append(step.at, self._length), start, end)
            chosen = step.is_full & (np.diff(edges) > 0)
            for first, last in _runs(chosen, step.spaces):
                begins, finishes = int(edges[first]), int(edges[last])
                there = np.unique(placement[step.counts & (arrive < finishes) & (leave > begins)])
                names = tuple(self._facts.schedule.assignments[number].resident for number in assignment[there].tolist())
                profile = step.profile
                yield FullPeriod(begins, finishes, profile.rule, profile.kind, int(step.spaces[first]), names)


def _runs(chosen: BoolArray, value: IntArray) -> Iterator[tuple[int, int]]:
    """(first, last) of the longest runs [first, last) of chosen rows with one value."""
    key = np.where(chosen, value, -1)
    edges = np.concatenate(([0], np.flatnonzero(np.diff(key)) + 1, [len(key)])).tolist()
    yield from ((first, last) for first, last in pairwise(edges) if last > first and chosen[first])
