"""Changes that might get a resident a place, in ladders: each step of a ladder changes the same thing a little more."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from parking_share.calendar import shift_rules
from parking_share.explaining.access import Access
from parking_share.explaining.deciding import Decision, with_lot, with_resident
from parking_share.scenario import Lot, Scenario
from parking_share.verification.facts import Facts

Kind = Literal["points", "late", "early", "walk", "fee", "excluded", "fixed", "serves", "space", "own-use-begins", "own-use-ends"]

MOST_POINTS = 1000
"""The most that the format allows."""
MOST_TOLERANCE_MINUTES = 240
"""No more tolerance is proposed: whoever can come four hours later wants another stay."""
MOST_WALK_MINUTES = 60
"""No longer walk beyond the limit is proposed."""
HALF_HOURS = (30, 60, 90, 120)
"""How far the hours of a lot's own use are moved, minutes."""


@dataclass(frozen=True)
class Change:
    """One change: of a resident, or of a lot where there is one.

    ``before`` and ``after`` are what is changed, ``amount`` is by how much, in the unit of the kind: points, minutes, money, spaces.
    """

    kind: Kind
    before: Any
    after: Any
    amount: float
    lot: str | None
    keys: dict[str, Any]

    @property
    def is_of_lot(self) -> bool:
        """Whether a lot is changed, and so everybody's chances."""
        return self.kind in ("serves", "space", "own-use-begins", "own-use-ends")

    def applied(self, scenario: Scenario, resident_id: str) -> Scenario:
        """The scenario with this change."""
        if self.is_of_lot and self.lot is not None:
            return with_lot(scenario, self.lot, self.keys)
        return with_resident(scenario, resident_id, self.keys)


@dataclass(frozen=True)
class Ladder:
    """Changes of one kind, the smallest first.

    Of a change of the resident alone more is never worse for the resident: schedules that do not serve the resident stay as they are, and
    of those that do there are more, or they are worth more. So the smallest that serves is found by halving. A lot's change
    helps others, too, and its steps are tried one after another.
    """

    changes: tuple[Change, ...]

    @property
    def is_monotone(self) -> bool:
        """Whether a larger step serves the resident wherever a smaller one does."""
        return not self.changes[0].is_of_lot


def ladders(facts: Facts, resident: int, lots: tuple[Access, ...], now: Decision) -> Iterator[Ladder]:
    """Every ladder for a resident who is not served, the resident's own first, then the lots', the nearest first.

    Parameters
    ----------
    lots
        How far the resident gets at each lot, the nearest first.
    now
        Whether the resident would be served without a change.
    """
    maker = _Maker(facts, resident, lots)
    yield from (Ladder(tuple(changes)) for changes in maker.of_resident(now) if changes)
    yield from (Ladder(tuple(changes)) for access in lots for changes in maker.of_lot(access) if changes)


class _Maker:
    def __init__(self, facts: Facts, resident: int, lots: tuple[Access, ...]) -> None:
        self._facts, self._lots = facts, lots
        self._resident = facts.scenario.residents[resident]
        self._scenario = facts.scenario
        self._stays = facts.scenario.time.stay_periods(self._resident.stays)

    def of_resident(self, now: Decision) -> Iterator[list[Change]]:
        """Ladders of changes of the resident alone."""
        yield self._points(now)
        yield self._tolerance("late")
        yield self._tolerance("early")
        yield self._walk()
        yield self._fee()
        for access in self._lots:
            if access.obstacles == ("excluded",) and not access.seconds_over:
                kept = tuple(lot for lot in self._resident.excluded_lots if lot != access.lot)
                yield [Change("excluded", True, False, 1, access.lot, {"excluded_lots": kept})]
        if self._resident.fixed_lot is not None:
            yield [Change("fixed", self._resident.fixed_lot, None, 1, None, {"fixed_lot": None})]

    def of_lot(self, access: Access) -> Iterator[list[Change]]:
        """Ladders of changes of one lot within reach."""
        if access.seconds_over:
            return
        lot = self._scenario.lots[self._facts.lot_idx[access.lot]]
        if access.obstacles == ("serves",):
            served = (*lot.serves, self._resident.community)
            yield [Change("serves", lot.serves, served, 1, lot.id, {"serves": served})]
        if access.obstacles:
            return
        if access.can_use:
            yield [self._one_more_space(lot)]
        else:
            yield list(self._hours("own-use-begins", lot, access))
            yield list(self._hours("own-use-ends", lot, access))

    def _one_more_space(self, lot: Lot) -> Change:
        """One more space, of the kinds that the resident needs."""
        needs = self._resident.needs
        kinds = tuple(each.model_copy(update={"spaces": each.spaces + 1}) if each.kind in needs else each for each in lot.kinds)
        before, after = ({each.kind: each.spaces for each in entries if each.kind in needs} for entries in (lot.kinds, kinds))
        keys = {"spaces": lot.spaces + 1, "kinds": kinds}
        return Change("space", {"spaces": lot.spaces} | before, {"spaces": lot.spaces + 1} | after, 1, lot.id, keys)

    def _hours(self, kind: Literal["own-use-begins", "own-use-ends"], lot: Lot, access: Access) -> Iterator[Change]:
        """The rules of own use that stand in the way of a stay begin later, or end earlier; the others stay as they are."""
        begins = kind == "own-use-begins"
        which = self._clashing(lot, access, begins)
        for minutes in HALF_HOURS if which else ():
            text = _moved(lot.own_use, which, minutes if begins else 0, 0 if begins else -minutes)
            if text is None:
                return
            yield Change(kind, lot.own_use, text, minutes, lot.id, {"own_use": text})

    def _clashing(self, lot: Lot, access: Access, begins: bool) -> set[int]:
        """The rules of own use, by number, with a beginning (or end) inside a stay that cannot be held."""
        minute_of = self._scenario.time.minute_of
        clashing = [(minute_of(stay.start), minute_of(stay.end)) for stay in access.stays if stay.clashes]
        which = set()
        for number, (_, periods) in enumerate(self._scenario.time.rule_periods(lot.own_use)):
            edges = periods.start - lot.recall_minutes if begins else periods.end
            if any(((edges > start) & (edges < end)).any() for start, end in clashing):
                which.add(number)
        return which

    def _points(self, now: Decision) -> list[Change]:
        """Points enough to make up for what is lost, one more, in case a level below decides then, and one less."""
        points, levels = self._resident.priority, self._scenario.policy.objectives
        if "priority" not in levels or (now.answer == "no" and now.objective is None):
            return []
        most = MOST_POINTS - points
        if now.answer == "undecided" or (now.objective == "priority" and now.gain is None):
            amounts = list(range(1, most + 1))
        elif now.answer == "tie" or now.objective == "priority":
            lost = -(now.gain or 0)
            amounts = [amount for amount in (lost - 1, lost, lost + 1) if 0 < amount <= most]
            amounts = amounts or [most] * (most > 0)
        else:
            above = now.objective is not None and levels.index(now.objective) < levels.index("priority")
            amounts = [] if above else [1] * (most > 0)
        return [Change("points", points, points + amount, amount, None, {"priority": points + amount}) for amount in amounts]

    def _tolerance(self, kind: Literal["late", "early"]) -> list[Change]:
        """The minutes at which another cut of some stay becomes possible at a lot that admits the resident."""
        key = "late_arrival_minutes" if kind == "late" else "early_leave_minutes"
        now: int = getattr(self._resident, key)
        amounts: set[int] = set()
        for access in self._lots:
            if access.seconds_over or access.obstacles:
                continue
            hours = self._facts.hours(self._facts.lot_idx[access.lot])
            events = hours.late_arrivals if kind == "late" else hours.early_leaves
            edges, clipped = (
                (self._stays.start, self._stays.clipped_start) if kind == "late" else (self._stays.end, self._stays.clipped_end)
            )
            for start, end, edge in zip(*(each[~clipped].tolist() for each in (self._stays.start, self._stays.end, edges)), strict=True):
                inside = events[(events > start) & (events < end)]
                amounts.update(np.abs(inside - edge).tolist())
        return [
            Change(kind, now, minutes, minutes - now, None, {key: minutes})
            for minutes in sorted(amounts)
            if now < minutes <= now + MOST_TOLERANCE_MINUTES
        ]

    def _walk(self) -> list[Change]:
        """Whole minutes that reach one more of the nearest lots beyond the limit."""
        own, general = self._resident.max_walk_minutes, self._scenario.policy.max_walk_minutes
        now = general if own is None else own
        beyond = sorted({-(-access.walk_seconds // 60) for access in self._lots if access.seconds_over and access.fits})
        return [
            Change("walk", now, minutes, minutes - now, None, {"max_walk_minutes": minutes})
            for minutes in beyond
            if minutes <= now + MOST_WALK_MINUTES
        ]

    def _fee(self) -> list[Change]:
        """The fees of lots that ask for more than the resident pays, and for nothing else."""
        now = self._resident.max_monthly_fee
        if now is None:
            return []
        too_dear = {access.lot for access in self._lots if access.obstacles == ("fee",) and not access.seconds_over}
        fees = sorted({lot.monthly_fee for lot in self._scenario.lots if lot.id in too_dear})
        return [Change("fee", now, fee, fee - now, None, {"max_monthly_fee": fee}) for fee in fees]


def _moved(rules: str, which: set[int], begin_minutes: int, end_minutes: int) -> str | None:
    """Time rules of which some, by number, are shifted; None where nothing would be left of one, or it would begin on another date."""
    parts = [part.strip() for part in rules.split(";")]
    for number in which:
        try:
            parts[number] = shift_rules(parts[number], begin_minutes, end_minutes)
        except ValueError:
            return None
    return "; ".join(parts) if all(parts) else None
