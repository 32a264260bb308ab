"""The catalogue of rules and objective levels: one name for each, used by builder, check, test and docs alike."""

from __future__ import annotations

from typing import Literal, get_args

Rule = Literal[
    "one-lot",
    "all-stays",
    "excused",
    "tolerance",
    "open",
    "gate",
    "walk-limit",
    "serves",
    "height",
    "fee",
    "kind",
    "excluded",
    "fixed",
    "capacity",
    "kind-capacity",
    "exclusive",
    "max-moves",
]
Objective = Literal["priority", "served", "keep", "walk", "trim", "lottery"]
Reason = Literal["no-lot-in-walk", "not-admitted", "no-matching-hours", "full"]
Status = Literal["optimal", "feasible"]
Lang = Literal["en", "zh"]
"""Languages of pages and notices."""

RULES: dict[Rule, str] = {
    "one-lot": "a resident is served by exactly one lot or refused, never both and never twice",
    "all-stays": "a served resident has every stay held, excused ones aside, and at least one",
    "excused": "a stay that overlaps a closure of the whole lot is excused there, and no other is",
    "tolerance": "a stay is cut only as far as its tolerance allows, and only where the capacity or the gate changes",
    "open": "the lot has at least one shareable space throughout a stay",
    "gate": "a car arrives and leaves while the gate lets vehicles through",
    "walk-limit": "the walk is within the resident's limit, or the policy's",
    "serves": "the lot serves the resident's community",
    "height": "the vehicle is not higher than the lot allows",
    "fee": "the lot's monthly fee is within the resident's limit",
    "kind": "the lot has at least one space of every kind that the resident needs",
    "excluded": "the lot is none that the resident has excluded",
    "fixed": "the lot is the one that the resident is fixed to, if any",
    "capacity": "residents present are at most the shareable spaces, at every minute",
    "kind-capacity": "residents present who need a kind are at most the spaces of that kind, at every minute",
    "exclusive": "residents present who need no exclusive kind are at most the shareable spaces that are not exclusive",
    "max-moves": "residents served by a lot other than their current one are at most as many as the policy allows",
}

OBJECTIVES: dict[Objective, str] = {
    "priority": "most priority points of those served",
    "served": "most residents served",
    "keep": "most residents served by their current lot",
    "walk": "least total walk seconds of those served",
    "trim": "fewest minutes of their stays cut or excused",
    "lottery": "largest sum of the lottery tickets of those served",
}
MINIMISED: frozenset[Objective] = frozenset({"walk", "trim"})

REASONS: dict[Reason, str] = {
    "no-lot-in-walk": "no lot is within the walk limit",
    "not-admitted": "no lot within the walk limit admits the resident",
    "no-matching-hours": "no lot that admits the resident can hold all the stays",
    "full": "a lot could be used, but its spaces went to others",
}

assert set(get_args(Rule)) == set(RULES)
assert set(get_args(Objective)) == set(OBJECTIVES)
assert set(get_args(Reason)) == set(REASONS)
