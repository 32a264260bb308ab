"""From a scenario and a variant to the changed scenario, validated; problems are told where the changes file causes them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from typing import Any, TypeVar

from parking_share.checks import Parts, Section
from parking_share.errors import InputError, Problem
from parking_share.memory import collector_paused
from parking_share.reading import assemble
from parking_share.scenario import Community, Lot, Resident, Scenario, Source, WalkMatrix
from parking_share.texts import _
from parking_share.variants.changes import Demand, LotChange, ResidentChange, Variant
from parking_share.variants.demand import copy_of, sample
from parking_share.variants.edits import edited_lot, edited_policy, edited_resident
from parking_share.wording import NO_SUCH, Place, did_you_mean, dotted

M = TypeVar("M", Community, Lot, Resident)

LONGEST_ID = 64
SHOWN = 3
"""So many problems of one change are told, and how many more there are."""


@collector_paused()
def vary(scenario: Scenario, variant: Variant, place: str = "") -> Scenario:
    """A scenario with a variant's changes, validated as a whole. What the variant builds on must be in the scenario already.

    Parameters
    ----------
    place
        Where the variant stands, such as ``variants[2]``: places of problems begin with it.

    Raises
    ------
    InputError
        With every problem of the variant that was found.
    """
    draft = Draft(scenario, place)
    draft.remove(variant)
    draft.add(variant)
    draft.change_policy(variant)
    for index, lots in enumerate(variant.lots):
        draft.change_lots(lots, f"lots[{index}]")
    for index, residents in enumerate(variant.residents):
        draft.change_residents(residents, f"residents[{index}]")
    for index, demand in enumerate(variant.demand):
        draft.change_demand(demand, f"demand[{index}]")
    return draft.scenario(variant)


class Draft:
    """A scenario while it is changed: its parts by id and in order, where each new one stands, and the problems found so far."""

    def __init__(self, scenario: Scenario, place: str) -> None:
        self._base, self._place = scenario, place
        self._policy = scenario.policy
        self._communities = {each.id: each for each in scenario.communities}
        self._lots = {each.id: each for each in scenario.lots}
        self._residents = {each.id: each for each in scenario.residents}
        self._original: dict[str, str] = {}
        self._added_at: dict[tuple[str, str], str] = {}
        self._problems: list[Problem] = []

    def remove(self, variant: Variant) -> None:
        """Take out communities with their residents, lots, residents, and mentions of them that do no harm."""
        gone = set(self._known(variant.remove_communities, self._communities, "remove_communities", "community"))
        closed = set(self._known(variant.remove_lots, self._lots, "remove_lots", "lot"))
        left = set(self._known(variant.remove_residents, self._residents, "remove_residents", "resident"))
        self._communities = {each: model for each, model in self._communities.items() if each not in gone}
        self._lots = {each: self._serving(lot, gone) for each, lot in self._lots.items() if each not in closed}
        self._residents = {
            each: _without_excluded(resident, closed)
            for each, resident in self._residents.items()
            if each not in left and resident.community not in gone
        }

    def _serving(self, lot: Lot, gone: set[str]) -> Lot:
        serves = tuple(each for each in lot.serves if each not in gone)
        if lot.serves and not serves:
            message = _("the lot '%(lot)s' serves no other community, and would serve every one then; remove it too", lot=lot.id)
            self._wrong("remove_communities", message)
        return lot if len(serves) == len(lot.serves) else lot.model_copy(update={"serves": serves})

    def add(self, variant: Variant) -> None:
        """Put new communities, lots and residents behind those there are."""
        self._append(variant.add_communities, self._communities, "add_communities")
        self._append(variant.add_lots, self._lots, "add_lots")
        self._append(variant.add_residents, self._residents, "add_residents")

    def _append(self, models: Sequence[M], known: dict[str, M], key: str) -> None:
        for index, model in enumerate(models):
            if model.id in known:
                self._wrong(f"{key}[{index}].id", _("'%(id)s' is the id of another one already; ids are unique", id=model.id))
            else:
                known[model.id] = model
                self._added_at[key.removeprefix("add_"), model.id] = self._at(f"{key}[{index}]")

    def change_policy(self, variant: Variant) -> None:
        """Give keys of the policy new values."""
        if variant.policy is not None:
            changed = edited_policy(self._policy, variant.policy, _below(self._at("policy")), self._problems)
            self._policy = changed or self._policy

    def change_lots(self, change: LotChange, place: str) -> None:
        """Change some lots, or all."""
        ids = self._known(change.ids, self._lots, f"{place}.ids", "lot") if change.ids else self._lots
        self._edit(ids, self._lots, place, "lot", lambda lot, at, problems: edited_lot(lot, change, at, problems))

    def change_residents(self, change: ResidentChange, place: str) -> None:
        """Change some residents, or all."""
        named = self._known(change.ids, self._residents, f"{place}.ids", "resident")
        ids = [*named, *self._of_communities(change.communities, place)] if change.ids or change.communities else self._residents
        policy = self._policy
        self._edit(ids, self._residents, place, "resident", lambda one, at, problems: edited_resident(one, change, policy, at, problems))

    def _edit(
        self, ids: Iterable[str], models: dict[str, M], place: str, what: str, edited: Callable[[M, Place, list[Problem]], M | None]
    ) -> None:
        problems: list[Problem] = []
        for each in dict.fromkeys(ids):
            models[each] = edited(models[each], _below(self._at(f"{place}, {what} '{each}'")), problems) or models[each]
        self._problems += problems[:SHOWN]
        if len(problems) > SHOWN:
            self._wrong(place, _("%(n)s more problems like these", n=len(problems) - SHOWN))

    def change_demand(self, change: Demand, place: str) -> None:
        """Leave a sample of the residents, or put copies behind their originals."""
        asked = set(self._of_communities(change.communities, place)) if change.communities else self._residents.keys()
        ids = [each for each in self._residents if each in asked]
        times = dict(zip(ids, sample(ids, change.factor, change.seed), strict=True))
        taken, residents = set(self._residents), {}
        next_number: dict[str, int] = {}
        for each, resident in self._residents.items():
            if times.get(each, 1):
                residents[each] = resident
            for _copy in range(1, times.get(each, 1)):
                copy = copy_of(resident, taken, next_number)
                taken.add(copy.id)
                residents[copy.id] = copy
                self._original[copy.id] = self._original.get(each, each)
        self._residents = residents

    def scenario(self, variant: Variant) -> Scenario:
        """What has come of it, with its name and its origin; it has no source, as it was read from no file."""
        base = self._base
        sections = {key: self._section(key) for key in ("communities", "lots", "residents")}
        matrix = self._walk_matrix()
        named = f"{base.id}.{variant.id}"
        note = f"Variant '{variant.id}' of '{base.id}'" + (f": {variant.name}" if variant.name else "")
        made_up = f" {len(self._original)} residents are made up: copies of others by a seeded draw." if self._original else ""
        values = {key: getattr(base, key) for key in Scenario.model_fields if key not in sections} | {
            "id": named if len(named) <= LONGEST_ID else variant.id,
            "name": f"{base.name or base.id}: {variant.name or variant.id}",
            "origin": f"{base.origin} {note}.{made_up}".strip(),
            "policy": self._policy,
        }
        try:
            changed = assemble(Parts(values=values, **sections), Source(), matrix, self._problems)
        except InputError as error:
            # What is wrong with the scenario as a whole, such as its policy, is not yet told as the variant's.
            problems = [
                each if each.place.startswith(self._place) else Problem(self._at(each.place), each.message) for each in error.problems
            ]
            raise InputError(problems) from None
        changed.share_time(base)
        return changed

    def _section(self, key: str) -> Section[Any]:
        models = list(getattr(self, f"_{key}").values())
        what = {"communities": "community", "lots": "lot", "residents": "resident"}[key]

        def place_of(index: int) -> Place:
            one = models[index].id
            return _below(self._added_at.get((key, one)) or self._at(f"{what} '{one}'"))

        return Section(models, place_of, models)

    def _walk_matrix(self) -> WalkMatrix:
        """The walks of those who are still there; a copy walks as its original does."""
        copies: dict[str, list[str]] = {}
        for copy, original in self._original.items():
            copies.setdefault(original, []).append(copy)
        there = self._communities.keys() | self._residents.keys()
        return WalkMatrix.of(
            (one, lot, seconds)
            for origin, lot, seconds in self._base.walk_matrix.rows()
            if origin not in self._original  # somebody else, who is gone, had this id
            for one in (origin, *copies.get(origin, ()))
            if one in there and lot in self._lots
        )

    def _known(self, ids: Iterable[str], among: Collection[str], place: str, what: str) -> list[str]:
        """Those of some ids that there are; the others are problems."""
        known = []
        for index, each in enumerate(ids):
            if each in among:
                known.append(each)
            else:
                self._wrong(f"{place}[{index}]", _(NO_SUCH[what], id=each) + did_you_mean(each, among))
        return known

    def _of_communities(self, communities: Sequence[str], place: str) -> list[str]:
        """The residents of some communities."""
        known = set(self._known(communities, self._communities, f"{place}.communities", "community"))
        return [each for each, resident in self._residents.items() if resident.community in known]

    def _wrong(self, place: str, message: str) -> None:
        self._problems.append(Problem(self._at(place), message))

    def _at(self, place: str) -> str:
        return f"{self._place}.{place}" if self._place else place


def _below(place: str) -> Place:
    return lambda loc: f"{place}, {dotted(loc)}" if loc else place


def _without_excluded(resident: Resident, lots: set[str]) -> Resident:
    """A resident who excludes none of the lots that go."""
    if lots.isdisjoint(resident.excluded_lots):
        return resident
    return resident.model_copy(update={"excluded_lots": tuple(each for each in resident.excluded_lots if each not in lots)})
