"""Explanations as plain data, and without the names of others."""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import Any

from parking_share.explaining.access import Access, Stay
from parking_share.explaining.lots import Group, LotExplanation, Sieves
from parking_share.explaining.residents import Placed, ResidentExplanation


def to_plain(explanation: ResidentExplanation | LotExplanation) -> dict[str, Any]:
    """The explanation as plain data for JSON; times are local date-times with offset."""
    data = asdict(explanation)
    for finding in data.get("findings", ()):
        finding["helps"] = finding["smaller_answer"] is not None
        for change in (finding["change"], finding["smaller"]):
            if change is not None:
                del change["keys"]
    return data


def anonymous(explanation: ResidentExplanation | LotExplanation) -> ResidentExplanation | LotExplanation:
    """The same without the ids of other residents: numbers in the order of points stand for them."""
    if isinstance(explanation, LotExplanation):
        full = tuple(replace(each, residents=()) for each in explanation.full)
        return replace(explanation, full=full, sieves=_without_examples(explanation.sieves))
    placed = sorted(explanation.placed, key=lambda each: -each.points)
    number = {each.resident: str(at) for at, each in enumerate(placed, start=1)}
    return replace(
        explanation,
        lots=tuple(replace(each, access=_renamed(each.access, number)) for each in explanation.lots),
        placed=tuple(Placed(number[each.resident], each.points) for each in placed),
    )


def _renamed(access: Access, names: dict[str, str]) -> Access:
    def stay(each: Stay) -> Stay:
        return replace(each, full=tuple(replace(full, residents=tuple(names[name] for name in full.residents)) for full in each.full))

    return replace(access, stays=tuple(stay(each) for each in access.stays))


def _without_examples(sieves: Sieves) -> Sieves:
    def nameless(group: Group) -> Group:
        return replace(group, examples=())

    return Sieves(
        too_far=nameless(sieves.too_far),
        refused_by={rule: nameless(group) for rule, group in sieves.refused_by.items()},
        hours=nameless(sieves.hours),
        here=nameless(sieves.here),
        nearer=nameless(sieves.nearer),
        farther=nameless(sieves.farther),
        refused=nameless(sieves.refused),
    )
