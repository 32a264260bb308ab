"""The levels of two schedules, side by side."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from parking_share.catalogue import MINIMISED, Objective
from parking_share.comparison.pair import Pair
from parking_share.schedule import Level, Schedule

Better = Literal["more", "less"]
Effect = Literal["better", "worse", "equal"]


@dataclass(frozen=True)
class LevelRow:
    """A level: ``better`` says which way is better, ``effect`` what the variant is.

    ``effect`` is None where only one policy has the level, and below the first level in which the two differ: what is reached there is
    reached for other residents. Who serves one more walks more in all, and that is not worse.

    ``base_proved`` and ``variant_proved`` say whether the schedule's own bound shows that level to be optimal.
    """

    objective: Objective
    better: Better
    value: Pair
    bound: Pair
    base_proved: bool | None
    variant_proved: bool | None
    effect: Effect | None


def level_rows(base: Schedule, variant: Schedule) -> tuple[LevelRow, ...]:
    """The levels of the base in its order, then those that only the variant has."""
    old, new = ({level.objective: level for level in schedule.levels} for schedule in (base, variant))
    judged = set(_judged(base.levels, variant.levels))
    return tuple(_row(name, old.get(name), new.get(name), is_judged=name in judged) for name in dict.fromkeys((*old, *new)))


def _judged(base: Sequence[Level], variant: Sequence[Level]) -> Iterator[Objective]:
    """The levels down to the first that differs, in value or in which level it is: levels count strictly in order."""
    for old, new in zip(base, variant, strict=False):
        if old.objective != new.objective:
            return
        yield old.objective
        if old.value != new.value:
            return


def _row(objective: Objective, base: Level | None, variant: Level | None, *, is_judged: bool) -> LevelRow:
    values, bounds = zip(*((None, None) if level is None else (level.value, level.bound) for level in (base, variant)), strict=True)
    value, bound = Pair(*values), Pair(*bounds)
    base_proved, variant_proved = (None if level is None else level.gap_percent == 0 for level in (base, variant))
    better: Better = "less" if objective in MINIMISED else "more"
    effect = _effect(value.difference, better) if is_judged else None
    return LevelRow(objective, better, value, bound, base_proved, variant_proved, effect)


def decisive(base: Schedule, variant: Schedule) -> Objective | None:
    """The first level in which the two differ; None where none does, or where the policies have different levels."""
    old, new = ({level.objective: level.value for level in schedule.levels} for schedule in (base, variant))
    return next((name for name in old if old[name] != new[name]), None) if list(old) == list(new) else None


def _effect(difference: float | None, better: Better) -> Effect | None:
    if difference is None:
        return None
    if difference == 0:
        return "equal"
    return "better" if (difference > 0) == (better == "more") else "worse"
