"""How far a resident gets at each lot: walk, admission, hours, spaces; all by the rules of the verifier."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from parking_share.calendar import IntArray
from parking_share.catalogue import Rule
from parking_share.explaining.occupancy import Occupancy
from parking_share.profiles import LotProfile, lot_profile
from parking_share.schedule import CapacityRule
from parking_share.verification.admission import ADMISSION
from parking_share.verification.cuts import Cuts, allowed_cuts
from parking_share.verification.facts import Facts
from parking_share.verification.lots import LotHours
from parking_share.verification.options import wanted_stays

LOTS_BEYOND = 8
"""So many of the nearest lots beyond the walk limit are looked at, too."""

Cause = Literal["own-use", "recall", "closure", "no-spaces", "gate"]


@dataclass(frozen=True)
class Clash:
    """A period [start, end) of a stay in which the lot is not open, or a moment at which its gate is shut; local times with offset."""

    start: str
    end: str
    cause: Cause


@dataclass(frozen=True)
class Full:
    """A period [start, end) in which all spaces of a rule are taken, and by whom."""

    start: str
    end: str
    rule: CapacityRule
    kind: str
    spaces: int
    residents: tuple[str, ...]


@dataclass(frozen=True)
class Stay:
    """A stay as wanted, [start, end), at one lot.

    ``excused`` where the whole lot is closed; else ``clashes`` where it cannot be held by any cut, and ``full`` where, with the cut that
    meets the fewest such minutes, others have taken the spaces: at lots that are near enough and admit the resident.
    """

    start: str
    end: str
    excused: bool
    clashes: tuple[Clash, ...]
    full: tuple[Full, ...]


@dataclass(frozen=True)
class Access:
    """A resident at one lot.

    ``seconds_over`` is how far the walk is beyond the limit. ``obstacles`` are the rules of admission that refuse the resident.
    ``fits`` says whether the lot admits the resident and can hold the stays; ``can_use`` whether it is near enough, too.
    ``is_theirs`` says whether the schedule serves the resident here.
    """

    lot: str
    walk_seconds: int
    seconds_over: int
    obstacles: tuple[Rule, ...]
    fits: bool
    can_use: bool
    is_theirs: bool
    stays: tuple[Stay, ...]


def access_to_lots(facts: Facts, resident: int) -> tuple[Access, ...]:
    """How far a resident gets at every lot within the walk limit and at some of the nearest beyond it, the nearest first."""
    walks = walks_to_lots(facts, resident)
    order = np.lexsort((np.arange(len(walks)), walks))
    near = int((walks <= facts.walks.allowed[resident]).sum())
    _, residents, lots = facts.placed
    theirs = lots[residents == resident].tolist()
    return tuple(_access(facts, resident, lot, int(walks[lot]), is_theirs=lot in theirs) for lot in order[: near + LOTS_BEYOND].tolist())


def walks_to_lots(facts: Facts, resident: int) -> IntArray:
    """Walk seconds of a resident to every lot (lots,)."""
    who = np.array([resident])
    return np.array([facts.walks.seconds(lot, who)[0] for lot in range(len(facts.scenario.lots))], np.int64)


def _access(facts: Facts, resident: int, lot: int, walk_seconds: int, *, is_theirs: bool) -> Access:
    entry, who = facts.scenario.lots[lot], np.array([resident])
    obstacles = tuple(rule for rule, admits in ADMISSION.items() if not admits(facts.residents, who, lot, entry)[0])
    over = max(0, walk_seconds - int(facts.walks.allowed[resident]))
    stays = _stays(facts, resident, lot, with_spaces=not is_theirs and not over and not obstacles)
    held = [stay for stay in stays if not stay.excused]
    fits = not obstacles and bool(held) and not any(stay.clashes for stay in held)
    return Access(entry.id, walk_seconds, over, obstacles, fits, fits and not over, is_theirs, stays)


def _stays(facts: Facts, resident: int, lot: int, *, with_spaces: bool) -> tuple[Stay, ...]:
    hours, residents = facts.hours(lot), facts.residents
    wanted = wanted_stays(residents, residents.wish[[resident]])
    is_excused = hours.excuses(wanted.start, wanted.end)
    cuts = allowed_cuts(hours, wanted)
    profile = lot_profile(facts.scenario.time, facts.scenario.lots[lot])
    occupancy = Occupancy(facts, lot, residents.needed[residents.needs[resident]])
    found = []
    for number, (start, end) in enumerate(zip(wanted.start.tolist(), wanted.end.tolist(), strict=True)):
        pairs = _pairs(cuts, number)
        clashes: list[Clash] = []
        full: list[Full] = []
        if not is_excused[number] and not pairs:
            edges = (not wanted.clipped_start[number], not wanted.clipped_end[number])
            clashes = _clashes(facts, hours, profile, start, end, edges)
        elif not is_excused[number] and with_spaces:
            full = _full(facts, occupancy, pairs)
        span = facts.iso(start), facts.iso(end)
        found.append(Stay(*span, bool(is_excused[number]), tuple(clashes), tuple(full)))
    return tuple(found)


def _pairs(cuts: Cuts, stay: int) -> list[tuple[int, int]]:
    """The allowed cuts of one stay, the longest first."""
    pairs = [
        (int(cuts.arrive[row]), int(leave))
        for row in np.flatnonzero(cuts.stay == stay)
        for leave in cuts.leave[cuts.first_leave[row] : cuts.last_leave[row]]
    ]
    return sorted(pairs, key=lambda pair: (pair[0] - pair[1], pair[0]))


def _clashes(facts: Facts, hours: LotHours, profile: LotProfile, start: int, end: int, edges: tuple[bool, bool]) -> list[Clash]:
    """Where the lot is not open within the stay; where it is open throughout, which end the gate is shut at."""
    clashes: list[tuple[int, int, Cause]] = []
    at = profile.at[(profile.at > start) & (profile.at < end)].tolist()
    for first, last in zip([start, *at], [*at, end], strict=True):
        step = int(np.searchsorted(profile.at, first, "right")) - 1
        if profile.shareable[step] == 0:
            cause = _cause(facts, profile, step)
            if clashes and clashes[-1][1:] == (first, cause):
                clashes[-1] = (clashes[-1][0], last, cause)
            else:
                clashes.append((first, last, cause))
    shut: list[tuple[int, int, Cause]] = [
        (minute, minute, "gate")
        for minute, counts in zip((start, end), edges, strict=True)
        if counts and not hours.gate_lets_through(np.array([minute]))[0]
    ]
    return [Clash(facts.iso(first), facts.iso(last), cause) for first, last, cause in sorted([*clashes, *shut])]


def _cause(facts: Facts, profile: LotProfile, step: int) -> Cause:
    """Why nothing is shareable on a step of a lot's profile."""
    if profile.own_use[step] > 0:
        return "own-use"
    return "closure" if profile.closed[step] > 0 else "recall" if profile.own_use.any() else "no-spaces"


def _full(facts: Facts, occupancy: Occupancy, pairs: list[tuple[int, int]]) -> list[Full]:
    """The full periods that the cut meets which meets the fewest full minutes."""
    best = min(pairs, key=lambda pair: occupancy.full_minutes(*pair))
    return [
        Full(facts.iso(each.start), facts.iso(each.end), each.rule, each.kind, each.spaces, each.residents)
        for each in occupancy.full_periods(*best)
    ]
