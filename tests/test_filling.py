"""Filling in turn against the same done the slow way, minute by minute and one option after another."""

from __future__ import annotations

from collections.abc import Collection
from random import Random

import numpy as np
import pytest
from random_scenarios import Data, random_scenario, random_town, with_max_moves

from parking_share.calendar import IntArray
from parking_share.filling import fill, lengthen
from parking_share.instance import Instance, expand
from parking_share.plan import Plan
from parking_share.scenario import Scenario

TINY = [random_scenario(seed) for seed in range(150)]
TOWNS = [random_town(seed) for seed in range(12)]
CAPPED = [with_max_moves(seed, data) | {"id": f"capped-{data['id']}"} for seed, data in enumerate([*TINY[:30], *TOWNS[:6]])]


class MinuteByMinute:
    """Free spaces of each capacity profile at each minute of the horizon."""

    def __init__(self, instance: Instance) -> None:
        self.instance = instance
        capacities = instance.capacities
        minutes = np.arange(capacities.stride - 2)
        self.free = [capacities.spaces(profile * capacities.stride + minutes) for profile in range(len(capacities.lot))]

    def cuts(self, stay: int) -> list[int]:
        first = self.instance.fits.cut_first
        return list(range(first[stay], first[stay + 1]))

    def stays(self, option: int) -> list[int]:
        first, template = self.instance.fits.stay_first, self.instance.template[option]
        return list(range(first[template], first[template + 1]))

    def count(self, option: int, cut: int, cars: int) -> None:
        for free in self._of(option, cut):
            free -= cars

    def fits(self, option: int, cut: int) -> bool:
        return all(free.min() > 0 for free in self._of(option, cut))

    def _of(self, option: int, cut: int) -> list[IntArray]:
        capacities, fits = self.instance.capacities, self.instance.fits
        profiles = capacities.profile_of[capacities.option_of == option]
        return [self.free[profile][fits.cut_arrive[cut] : fits.cut_leave[cut]] for profile in profiles]


def slow_fill(instance: Instance, options: list[int], shortest: bool, held: Collection[tuple[int, int]] = ()) -> Plan:
    lots = MinuteByMinute(instance)
    taken: dict[int, list[int]] = {}
    served = set()
    moves_left = np.inf if instance.move_cap is None else instance.move_cap.most
    for option in options:
        is_move = instance.move_cap is not None and instance.move_cap.is_move[option]
        resident = int(instance.resident[option])
        choices = [[cut for cut in lots.cuts(stay) if lots.fits(option, cut)] for stay in lots.stays(option)]
        if resident not in served and all(choices) and (moves_left or not is_move):
            served.add(resident)
            moves_left -= is_move
            wanted = [[cut for cut in cuts if (option, cut) in held] or cuts for cuts in choices]
            taken[option] = [cuts[-1 if shortest else 0] for cuts in wanted]
            for cut in taken[option]:
                lots.count(option, cut, 1)
    chosen = sorted(taken)
    return Plan(np.array(chosen, np.int64), np.array([cut for option in chosen for cut in taken[option]], np.int64))


def slow_lengthen(instance: Instance, plan: Plan) -> Plan:
    lots = MinuteByMinute(instance)
    options = [(option, stay) for option in plan.option.tolist() for stay in lots.stays(option)]
    held = plan.cut.tolist()
    for (option, _), cut in zip(options, held, strict=True):
        lots.count(option, cut, 1)
    longer = []
    for (option, stay), cut in zip(options, held, strict=True):
        lots.count(option, cut, -1)
        longer.append(next(choice for choice in lots.cuts(stay) if lots.fits(option, choice)))
        lots.count(option, longer[-1], 1)
    return Plan(plan.option, np.array(longer, np.int64))


def assert_same(plan: Plan, expected: Plan) -> None:
    assert plan.option.tolist() == expected.option.tolist()
    assert plan.cut.tolist() == expected.cut.tolist()


@pytest.mark.parametrize("data", [*TINY, *TOWNS, *CAPPED], ids=lambda data: data["id"])
def test_same_as_one_after_another(data: Data, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("parking_share.filling.moments.PART", 7)  # so that even these few options come in several parts
    instance = expand(Scenario.from_dict(data))
    random = Random(data["id"])
    options = random.sample(range(instance.num_options), instance.num_options)
    for order in (options, sorted(options, key=lambda option: instance.resident[option]), options[: len(options) // 2]):
        for shortest in (False, True):
            plan = fill(instance, order, shortest=shortest)
            assert_same(plan, slow_fill(instance, order, shortest))
            assert_same(lengthen(instance, plan), slow_lengthen(instance, plan))


@pytest.mark.parametrize("data", [*TINY[:60], *TOWNS], ids=lambda data: data["id"])
def test_cuts_to_be_held_are_tried_first(data: Data, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("parking_share.filling.moments.PART", 7)
    instance = expand(Scenario.from_dict(data))
    random, slow = Random(data["id"]), MinuteByMinute(instance)
    options = random.sample(range(instance.num_options), instance.num_options)
    pairs = [(option, cut) for option in options for stay in slow.stays(option) for cut in slow.cuts(stay)]
    held = random.sample(pairs, len(pairs) // 3)  # of some stays several, of some none
    columns = np.array(held, np.int64).reshape(-1, 2).T
    for shortest in (False, True):
        plan = fill(instance, options, shortest=shortest, held=(columns[0], columns[1]))
        assert_same(plan, slow_fill(instance, options, shortest, set(held)))


def test_the_scenarios_have_what_is_difficult() -> None:
    """Residents are refused, stays are cut, lengthened, and cannot be lengthened; kinds and exclusive spaces limit them."""
    refused = cut = lengthened = not_lengthened = limited = 0
    for data in TOWNS:
        instance = expand(Scenario.from_dict(data))
        options = np.arange(instance.num_options)
        plan = fill(instance, options, shortest=True)
        longer = lengthen(instance, plan)
        trim = instance.fits.cut_trim
        refused += instance.num_residents - len(plan.option)
        cut += int((trim[fill(instance, options).cut] > 0).sum())
        lengthened += int((trim[longer.cut] < trim[plan.cut]).sum())
        not_lengthened += int((trim[longer.cut] > 0).sum())
        limited += len(instance.capacities.option_of) - instance.num_options
    assert min(refused, cut, lengthened, not_lengthened, limited) > 20


def test_more_cars_than_spaces_are_no_plan() -> None:
    """Two residents in one space at the same time."""
    data = random_town(0)
    instance = expand(Scenario.from_dict(data))
    everyone = np.arange(instance.num_options)
    first = instance.fits.stay_first
    stays = np.concatenate([np.arange(first[template], first[template + 1]) for template in instance.template])
    with pytest.raises(AssertionError, match="more spaces"):
        lengthen(instance, Plan(everyone, instance.fits.cut_first[stays]))
