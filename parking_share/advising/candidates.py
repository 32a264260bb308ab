"""What could be changed to serve more residents: single changes of a lot, or of how far a community's residents walk."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal, get_args

from parking_share.scenario import Lot, Scenario
from parking_share.texts import N_
from parking_share.variants.changes import LotChange, Variant
from parking_share.variants.edits import edited_lot
from parking_share.wording import dotted

Kind = Literal["space", "own-use-begins-later", "own-use-ends-earlier", "gate-opens-earlier", "gate-closes-later", "walk"]

KINDS: dict[Kind, str] = {
    "space": N_("spaces +1"),
    "own-use-begins-later": N_("own use begins +30 min"),
    "own-use-ends-earlier": N_("own use ends -30 min"),
    "gate-opens-earlier": N_("gate opens -60 min"),
    "gate-closes-later": N_("gate closes +60 min"),
    "walk": N_("walk limit +5 min"),
}
assert set(get_args(Kind)) == set(KINDS)

MORE_WALK_MINUTES = 5.0

_LOT_CHANGES: dict[Kind, dict[str, Any]] = {
    "space": {"add": {"spaces": 1}},
    "own-use-begins-later": {"shift": {"own_use": {"begin_minutes": 30}}},
    "own-use-ends-earlier": {"shift": {"own_use": {"end_minutes": -30}}},
    "gate-opens-earlier": {"shift": {"gate": {"begin_minutes": -60}}},
    "gate-closes-later": {"shift": {"gate": {"end_minutes": 60}}},
}


@dataclass(frozen=True)
class Candidate:
    """A change: of which ``kind``, of which lot or community (``subject``, its id), and as a variant of the scenario."""

    kind: Kind
    subject: str
    variant: Variant


def lot_candidates(scenario: Scenario) -> Iterator[tuple[Candidate, int, Lot]]:
    """Each change of a lot that makes a difference to it: the change, the lot's number in the scenario, the changed lot."""
    for number, lot in enumerate(scenario.lots):
        for kind, change in _LOT_CHANGES.items():
            changed = edited_lot(lot, LotChange.model_validate(change), dotted, [])
            # A shift that would begin on another date leaves the rule as it is, and so does one of no rule.
            if changed is not None and changed != lot:
                yield _candidate(kind, lot.id, {"lots": [{"ids": [lot.id]} | change]}), number, changed


def walk_candidates(scenario: Scenario) -> list[Candidate]:
    """For each community, that its residents walk further."""
    more = {"add": {"max_walk_minutes": MORE_WALK_MINUTES}}
    return [_candidate("walk", each.id, {"residents": [{"communities": [each.id]} | more]}) for each in scenario.communities]


def _candidate(kind: Kind, subject: str, change: dict[str, Any]) -> Candidate:
    return Candidate(kind, subject, Variant.model_validate({"id": kind, **change}))
