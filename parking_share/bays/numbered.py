"""A schedule with bays, and how well they could be given."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import chain, pairwise

from parking_share.bays.ground import Ground
from parking_share.bays.naming import as_before
from parking_share.bays.numbering import Numbering, number_lot
from parking_share.bays.sweeping import Places
from parking_share.belonging import check_names, minute_stated
from parking_share.calendar import Calendar
from parking_share.errors import InputError, Problem
from parking_share.memory import collector_paused
from parking_share.profiles import lot_profile
from parking_share.scenario import Lot, Scenario
from parking_share.schedule import Assignment, BayMove, HeldStay, Schedule
from parking_share.texts import _


@dataclass(frozen=True)
class Move:
    """A move that a stay needs: who, from which bay to which, ``at`` which local date-time."""

    resident: str
    at: str
    bay: int
    to: int


@dataclass(frozen=True)
class LotBays:
    """How well the bays of a lot could be given.

    Parameters
    ----------
    lot
        Its id.
    residents
        How many it serves.
    kept
        How many of them keep one bay for the whole horizon.
    bound
        No more than these could, whichever bays are given.
    stays
        How many it holds.
    moves
        The moves that some of them need, by resident and time.
    without
        Stays without a bay, as (resident, arrival): somebody else would have to move.
    """

    lot: str
    residents: int
    kept: int
    bound: int
    stays: int
    moves: tuple[Move, ...]
    without: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Numbered:
    """A schedule with bays; ``lots`` are those that serve somebody, in scenario order."""

    schedule: Schedule
    lots: tuple[LotBays, ...]

    @cached_property
    def residents(self) -> int:
        """How many are served."""
        return sum(lot.residents for lot in self.lots)

    @cached_property
    def kept(self) -> int:
        """How many keep one bay for the whole horizon."""
        return sum(lot.kept for lot in self.lots)

    @cached_property
    def bound(self) -> int:
        """No more than these could keep one bay."""
        return sum(lot.bound for lot in self.lots)

    @cached_property
    def moves(self) -> tuple[Move, ...]:
        """All moves that stays need."""
        return tuple(chain.from_iterable(lot.moves for lot in self.lots))

    @cached_property
    def without(self) -> tuple[tuple[str, str], ...]:
        """All stays without a bay."""
        return tuple(chain.from_iterable(lot.without for lot in self.lots))


@collector_paused()
def number_bays(
    scenario: Scenario,
    schedule: Schedule,
    last: Schedule | None = None,
    on_progress: Callable[[int, int], None] = lambda done, lots: None,
) -> Numbered:
    """Give every stay of a schedule a bay, anew where it has one; nothing else of the schedule changes.

    Nobody moves during a stay, and as many residents as can be found keep one bay for the whole horizon. The same schedule gets the
    same bays on any machine.

    Parameters
    ----------
    scenario
        The scenario of the schedule.
    schedule
        One that holds, as ``verify`` checks it; by whatever method, or made by hand.
    last
        The schedule that holds until then, if any: the numbers that residents have in it are kept as far as bays are alike.
    on_progress
        Called at the beginning and after each lot with how many are numbered, and how many serve somebody.

    Raises
    ------
    InputError
        If the schedule names a resident or a lot that the scenario does not have, or its stays leave too few spaces.
    """
    check_names(scenario, schedule)
    served: dict[str, list[int]] = {}
    for number, assignment in enumerate(schedule.assignments):
        served.setdefault(assignment.lot, []).append(number)
    needs = {resident.id: frozenset(resident.needs) for resident in scenario.residents}
    before = {} if last is None else _usual_bays(last)
    assignments = list(schedule.assignments)
    held = cache(_held)  # stays at the same times in bays of the same number are one object
    lots: list[LotBays] = []
    serving = [lot for lot in scenario.lots if lot.id in served]
    on_progress(0, len(serving))
    rows_of = {lot.id: [schedule.assignments[number] for number in served[lot.id]] for lot in serving}
    grounds = [_ground(scenario.time, lot, rows_of[lot.id], [needs[row.resident] for row in rows_of[lot.id]]) for lot in serving]
    for lot, ground in zip(serving, grounds, strict=True):
        numbering, rows = number_lot(ground), rows_of[lot.id]
        known = [before.get((lot.id, row.resident)) for row in rows]
        places = iter(as_before(ground, numbering.places, known) if any(bay is not None for bay in known) else numbering.places)
        for number, row in zip(served[lot.id], rows, strict=True):
            stays = tuple(held(stay.arrive, stay.leave, *_bays(scenario.time, ground, next(places))) for stay in row.stays)
            assignments[number] = row.model_copy(update={"stays": stays})
        lots.append(_lot_bays(lot.id, [assignments[number] for number in served[lot.id]], numbering))
        on_progress(len(lots), len(serving))
    return Numbered(schedule.model_copy(update={"assignments": tuple(assignments)}), tuple(lots))


def _usual_bays(last: Schedule) -> dict[tuple[str, str], int]:
    """The bay, counted from 0, in which most stays of each resident begin, by lot and resident; the lowest of equal ones."""
    bays: dict[tuple[str, str], int] = {}
    for row in last.assignments:
        begun = Counter(stay.bay for stay in row.stays if stay.bay is not None)
        if begun:
            bays[row.lot, row.resident] = min(begun, key=lambda bay: (-begun[bay], bay)) - 1
    return bays


def _ground(calendar: Calendar, lot: Lot, rows: Sequence[Assignment], needs: Sequence[frozenset[str]]) -> Ground:
    """A lot with its stays."""
    stays = [[(minute_stated(calendar, stay.arrive), minute_stated(calendar, stay.leave)) for stay in row.stays] for row in rows]
    wrong = [
        Problem(
            _("assignments of resident '%(resident)s'", resident=row.resident),
            _("stays are not in time order within the planned dates; verify says where"),
        )
        for row, held in zip(rows, stays, strict=True)
        if any(not 0 <= a < b <= calendar.length for a, b in held) or any(after[0] < before[1] for before, after in pairwise(held))
    ]
    if wrong:
        raise InputError(wrong)
    ground = Ground.of(lot, lot_profile(calendar, lot), needs, stays)
    if (moment := ground.overfull) is not None:
        when = calendar.iso(ground.at[moment])
        raise InputError(
            [
                Problem(
                    _("lot '%(id)s'", id=lot.id),
                    _("more cars than shareable spaces at %(when)s; only the bays of a schedule that holds are numbered", when=when),
                )
            ]
        )
    return ground


def _bays(calendar: Calendar, ground: Ground, places: Places) -> tuple[int | None, tuple[BayMove, ...]]:
    """The bay on arrival, counted from 1 here, None where there is none, and the moves to others."""
    moves = tuple(BayMove(at=calendar.iso(ground.at[moment]), bay=bay + 1) for moment, bay in places[1:])
    return (places[0][1] + 1 if places else None), moves


def _held(arrive: str, leave: str, bay: int | None, moves: tuple[BayMove, ...]) -> HeldStay:
    return HeldStay(arrive=arrive, leave=leave, bay=bay, moves=moves or None)


def _lot_bays(lot: str, rows: Sequence[Assignment], numbering: Numbering) -> LotBays:
    stays = [(row.resident, stay) for row in rows for stay in row.stays]
    moves = []
    for resident, stay in stays:
        bay = stay.bay
        for move in stay.moves or ():
            assert bay is not None, "a stay that moves has a bay to move from"
            moves.append(Move(resident, move.at, bay, move.bay))
            bay = move.bay
    return LotBays(
        lot=lot,
        residents=len(rows),
        kept=sum(keeps_bay(row) for row in rows),
        bound=numbering.bound,
        stays=len(stays),
        moves=tuple(moves),
        without=tuple((resident, stay.arrive) for resident, stay in stays if stay.bay is None),
    )


def keeps_bay(row: Assignment) -> bool:
    """Whether all stays of a resident have one and the same bay."""
    return all(stay.bay is not None and not stay.moves for stay in row.stays) and len({stay.bay for stay in row.stays}) == 1
