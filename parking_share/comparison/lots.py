"""The lots of two solved scenarios, side by side."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from parking_share.comparison.pair import DECIMALS, Changed, Pair, Presence, presence
from parking_share.comparison.solved import Solved
from parking_share.usage import Usage, held_stays, usages

MINUTES_PER_HOUR = 60


@dataclass(frozen=True)
class LotRow:
    """A lot; where it is in one scenario only, its spaces, residents and hours are 0 in the other.

    ``fullest_present`` of ``fullest_shareable`` is the minute with the least room for those who are there, None where nobody is.
    ``least_left`` are the fewest shareable spaces left over at any minute at which the lot is open to residents, None where it
    never is. ``shareable_hours`` are space-hours that are shareable, ``used_hours`` those that residents take, over the whole horizon.
    """

    lot: str
    name: str
    presence: Presence
    spaces: Pair
    residents: Pair
    fullest_present: Pair
    fullest_shareable: Pair
    least_left: Pair
    shareable_hours: Pair
    used_hours: Pair

    @property
    def size(self) -> tuple[float, ...]:
        """Lots that come or go first, then by residents, hours used, spaces."""
        return float(self.presence != "both"), self.residents.distance, self.used_hours.distance, self.spaces.distance

    @property
    def differs(self) -> bool:
        """Whether the lot is in one scenario only or any of its figures is another."""
        return self.presence != "both" or any(isinstance(value, Pair) and value.differs for value in vars(self).values())


@dataclass(frozen=True)
class _Figures:
    """The figures of a lot in one scenario; the defaults are those of a lot that it does not have."""

    name: str = ""
    spaces: int = 0
    residents: int = 0
    fullest_present: int | None = None
    fullest_shareable: int | None = None
    least_left: int | None = None
    shareable_hours: float = 0.0
    used_hours: float = 0.0


def lot_rows(base: Solved, variant: Solved) -> Changed[LotRow]:
    """The lots of the base in its order, then those that only the variant has."""
    old, new = (dict(_figures(solved)) for solved in (base, variant))
    rows = [_row(lot, old.get(lot), new.get(lot)) for lot in dict.fromkeys((*old, *new))]
    changed = tuple(row for row in rows if row.differs)
    return Changed(changed, len(rows) - len(changed))


def _row(lot: str, base: _Figures | None, variant: _Figures | None) -> LotRow:
    old, new = base or _Figures(), variant or _Figures()
    return LotRow(
        lot=lot,
        name=new.name or old.name,
        presence=presence(base is not None, variant is not None),
        spaces=Pair(old.spaces, new.spaces),
        residents=Pair(old.residents, new.residents),
        fullest_present=Pair(old.fullest_present, new.fullest_present),
        fullest_shareable=Pair(old.fullest_shareable, new.fullest_shareable),
        least_left=Pair(old.least_left, new.least_left),
        shareable_hours=Pair(old.shareable_hours, new.shareable_hours),
        used_hours=Pair(old.used_hours, new.used_hours),
    )


def _figures(solved: Solved) -> Iterator[tuple[str, _Figures]]:
    scenario = solved.scenario
    residents = Counter(assignment.lot for assignment in solved.schedule.assignments)
    for lot, used in zip(scenario.lots, usages(scenario, *held_stays(scenario, solved.schedule)), strict=True):
        present, shareable = _fullest(used)
        yield (
            lot.id,
            _Figures(
                name=lot.name,
                spaces=lot.spaces,
                residents=residents[lot.id],
                fullest_present=present,
                fullest_shareable=shareable,
                least_left=used.least_left,
                shareable_hours=round(used.shareable_minutes / MINUTES_PER_HOUR, DECIMALS),
                used_hours=round(used.used_minutes / MINUTES_PER_HOUR, DECIMALS),
            ),
        )


def _fullest(used: Usage) -> tuple[int, int] | tuple[None, None]:
    present = int(used.present[used.fullest])
    return (present, int(used.shareable[used.fullest])) if present else (None, None)
