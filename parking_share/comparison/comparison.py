"""The comparison of two solved scenarios: everything is variant - base."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from parking_share.belonging import check_names
from parking_share.catalogue import REASONS, Objective, Reason, Status
from parking_share.comparison.groups import GroupRow, community_rows, priority_rows
from parking_share.comparison.inputs import InputRow, input_rows
from parking_share.comparison.levels import LevelRow, decisive, level_rows
from parking_share.comparison.lots import LotRow, lot_rows
from parking_share.comparison.moves import Changes, count_moves, moves
from parking_share.comparison.pair import Changed, Pair, plain
from parking_share.comparison.people import Person, people
from parking_share.comparison.solved import Solved
from parking_share.memory import collector_paused
from parking_share.scenario import Scenario
from parking_share.schedule import Schedule
from parking_share.summary import refused_by_reason, walk_spread
from parking_share.texts import N_

if TYPE_CHECKING:
    import pandas as pd

DIRECTION = "variant - base"

Unlike = Literal["horizon", "objectives"]
UNLIKE: dict[Unlike, str] = {
    "horizon": N_("the two plan different dates: hours, stays and cut minutes are not of the same days"),
    "objectives": N_("the two have different levels: each schedule is the best for its own order only"),
}


@dataclass(frozen=True)
class Side:
    """What is compared: id and name of the scenario, hash of its file, how its schedule was made."""

    scenario: str
    name: str
    sha256: str
    method: str
    status: Status


@dataclass(frozen=True)
class Comparison:
    """What is different in the variant; every difference is variant - base.

    Parameters
    ----------
    base, variant
        What was compared.
    unlike
        In what the two are not alike that is measured; ``UNLIKE`` says it in sentences.
    inputs
        What differs in what was solved: keys with another value, and what is in one scenario only.
    levels
        Both policies' levels, those of the base in its order first.
    decisive
        The first level in which the two differ, which says which is better, for levels count strictly in order; None where none differs
        or the policies have different levels.
    residents, served
        How many there are, and how many of them have a place.
    refused
        How many are refused, by reason.
    stays
        How many stays are ``held``, and ``excused`` because the whole lot is closed.
    walk_seconds
        ``mean``, ``percentile_90`` and ``longest`` walk of those served.
    communities, priorities, lots
        Rows in which something differs.
    changes
        How many of those served stay, move, leave and enter. Who is only in one scenario counts too, if served there.
    people
        The residents for whom something is different.
    """

    base: Side
    variant: Side
    unlike: tuple[Unlike, ...]
    inputs: tuple[InputRow, ...]
    levels: tuple[LevelRow, ...]
    decisive: Objective | None
    residents: Pair
    served: Pair
    refused: dict[Reason, Pair]
    stays: dict[str, Pair]
    walk_seconds: dict[str, Pair]
    communities: Changed[GroupRow[str]]
    priorities: Changed[GroupRow[int]]
    lots: Changed[LotRow]
    changes: Changes
    people: tuple[Person, ...]

    @property
    def verdict(self) -> Literal["better", "worse", "equal", "unlike"]:
        """What the variant is by the order of the levels; ``unlike`` where the two have different levels."""
        if "objectives" in self.unlike:
            return "unlike"
        effect = next((row.effect for row in self.levels if row.objective == self.decisive), None)
        return effect or "equal"

    @property
    def is_empty(self) -> bool:
        """Whether nothing differs that is compared."""
        groups = (self.inputs, self.communities.rows, self.priorities.rows, self.lots.rows, self.people)
        figures = (self.residents, self.served, *self.refused.values(), *self.stays.values(), *self.walk_seconds.values())
        return not any(groups) and not any(pair.differs for pair in (*figures, *(row.value for row in self.levels)))

    def to_dict(self) -> dict[str, Any]:
        """Plain data for JSON; every figure of both as ``{base, variant, difference}``."""
        data: dict[str, Any] = plain(self)
        return {"direction": DIRECTION, **data}

    def to_frames(self) -> dict[str, pd.DataFrame]:
        """The same as tables by name: inputs, levels, figures, communities, priorities, lots, people; see ``comparison.tables``."""
        from parking_share.comparison.tables import frames_of

        return frames_of(self)


@collector_paused()
def compare(base: Solved, variant: Solved) -> Comparison:
    """Compare two solved scenarios. Residents, lots, communities are the same in both if their ids are.

    Parameters
    ----------
    base, variant
        Two scenarios, or the same one with two schedules. What a schedule says is not judged: see ``verify``.

    Raises
    ------
    InputError
        If a schedule names residents or lots that its scenario does not have.
    """
    for solved in (base, variant):
        check_names(solved.scenario, solved.schedule)
    moved = moves(base.schedule, variant.schedule)
    refused = [refused_by_reason(solved.schedule) for solved in (base, variant)]
    walks = [walk_spread(solved.schedule) for solved in (base, variant)]
    stays = [_stays(solved.schedule) for solved in (base, variant)]
    return Comparison(
        base=_side(base),
        variant=_side(variant),
        unlike=tuple(_unlike(base.scenario, variant.scenario)),
        inputs=tuple(input_rows(base.scenario, variant.scenario)),
        levels=level_rows(base.schedule, variant.schedule),
        decisive=decisive(base.schedule, variant.schedule),
        residents=Pair(len(base.scenario.residents), len(variant.scenario.residents)),
        served=Pair(len(base.schedule.assignments), len(variant.schedule.assignments)),
        refused={reason: Pair(refused[0][reason], refused[1][reason]) for reason in REASONS},
        stays={name: Pair(stays[0][name], stays[1][name]) for name in stays[0]},
        walk_seconds={name: Pair(walks[0][name], walks[1][name]) for name in walks[0]},
        communities=community_rows(base, variant),
        priorities=priority_rows(base, variant),
        lots=lot_rows(base, variant),
        changes=count_moves(moved),
        people=tuple(people(base, variant, moved)),
    )


def _side(solved: Solved) -> Side:
    scenario, schedule = solved.scenario, solved.schedule
    return Side(scenario.id, scenario.name, scenario.source.sha256, schedule.run.method, schedule.status)


def _stays(schedule: Schedule) -> dict[str, int]:
    return {
        "held": sum(len(assignment.stays) for assignment in schedule.assignments),
        "excused": sum(len(assignment.excused) for assignment in schedule.assignments),
    }


def _unlike(base: Scenario, variant: Scenario) -> Iterator[Unlike]:
    if base.horizon != variant.horizon:
        yield "horizon"
    if base.policy.objectives != variant.policy.objectives:
        yield "objectives"
