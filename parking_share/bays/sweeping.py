"""Every stay numbered, whatever becomes of plans: a sweep through time, in which whoever arrives takes a bay that is free."""

from __future__ import annotations

import heapq
from bisect import bisect_left
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

from parking_share.bays.ground import Bits, Ground, bits
from parking_share.bays.seating import NOBODY, Car, Seating
from parking_share.optimize.sorts import User, fewest_moves

Places = tuple[tuple[int, int], ...]
"""Where a car is: (moment from which on, bay), one after another; none where it has no bay."""


def sweep(ground: Ground, planned: Sequence[int | None], taken: Sequence[Bits], kept: Collection[int]) -> list[Places]:
    """The bays of all stays, given those that are ``planned`` for some, which are free then of all others that are planned.

    Without kinds no stay has to move: whenever a car arrives, somewhere a bay is free. With kinds as few as possible do, and they have none
    where at some moment there is none for them.

    Parameters
    ----------
    taken
        The moments of each bay for which it is planned; every run of the institution finds another one free.
    kept
        Residents whose stays are all planned for one bay.
    """
    admitted = {needs: ground.admits(needs) for needs in set(ground.needs)}
    cars = [
        Car(stay.first, stay.last, admitted[ground.needs[stay.resident]], stay.resident, number, bay, stay.resident in kept)
        for number, (stay, bay) in enumerate(zip(ground.stays, planned, strict=True))
    ]
    rooms = _rooms(ground, [*cars, *_own(ground, taken)])
    seated = [(car, bay) for room, members in rooms for car, bay in zip(members, _seat(room, members), strict=True)]
    seating = Seating([car for car, _ in seated], [bay for _, bay in seated], len(ground.bays), len(ground.taken), len(ground.needs))
    seating.improve()
    places: list[list[tuple[int, int]]] = [[] for _ in planned]
    for car, bay in sorted(zip(seating.cars, seating.bay, strict=True), key=lambda each: each[0].first):
        if car.stay != NOBODY and not (places[car.stay] and places[car.stay][-1][1] == bay):
            places[car.stay].append((car.first, bay))
    return [tuple(each) for each in places]


def own_times(ground: Ground) -> list[tuple[int, int]]:
    """The times [first, last) for which the institution takes each of its spaces, stacked: what comes last goes first."""
    times: list[tuple[int, int]] = []
    begun: list[int] = []
    for moment, spaces in enumerate([*ground.taken, 0]):
        while len(begun) > spaces:
            times.append((begun.pop(), moment))
        begun += [moment] * (spaces - len(begun))
    return times


def _own(ground: Ground, taken: Sequence[Bits]) -> Iterator[Car]:
    """The institution's spaces, each planned for a bay that nobody else is planned for then."""
    left, everywhere = list(taken), (1 << len(ground.bays)) - 1
    for first, last in sorted(own_times(ground), key=lambda each: each[0] - each[1]):
        # One lies within another or beside it, so that it does not matter which of the free bays a longer one takes.
        moments = bits(first, last)
        bay = next(bay for bay in reversed(range(len(left))) if not left[bay] & moments)
        left[bay] |= moments
        yield Car(first, last, everywhere, planned=bay)


def _rooms(ground: Ground, cars: Sequence[Car]) -> list[tuple[list[int], list[Car]]]:
    """The bays of each sort, and the cars that use one of them, never more at once than there are; a car that changes is two or more."""
    sorts = [[bay for bay, kinds in enumerate(ground.bays) if kinds == sort] for sort in dict.fromkeys(ground.bays)]
    if len(sorts) == 1:
        return [(sorts[0], list(cars))]
    sort_of = {bay: number for number, room in enumerate(sorts) for bay in room}
    users = [
        User(
            car.first,
            car.last,
            tuple(number for number, room in enumerate(sorts) if car.bays >> room[0] & 1),
            None if car.planned is None else sort_of[car.planned],
            must=car.resident == NOBODY,
        )
        for car in cars
    ]
    rooms: list[tuple[list[int], list[Car]]] = [(room, []) for room in sorts]
    for car, uses in zip(cars, fewest_moves(users, [len(room) for room in sorts]), strict=True):
        for (first, sort), last in zip(uses, [*(moment for moment, _ in uses[1:]), car.last], strict=False):
            rooms[sort][1].append(replace(car, first=first, last=last))
    return rooms


def _seat(room: list[int], cars: Sequence[Car]) -> list[int]:
    """A bay of the ``room`` for each car; never more are there at once than there are bays."""
    meant: dict[int, list[tuple[int, bool]]] = {bay: [] for bay in room}
    for car in cars:
        if car.planned in meant:
            meant[car.planned].append((car.first, car.keeps))
    for arrivals in meant.values():
        arrivals.sort()
    bays = [NOBODY] * len(cars)
    free = set(room)
    leaving: list[tuple[int, int]] = []
    # Of those who arrive together, planned ones first, so that nobody takes what is meant for them; then who stays longest.
    for number in sorted(range(len(cars)), key=lambda each: (cars[each].first, cars[each].planned is None, -cars[each].last, each)):
        car = cars[number]
        while leaving and leaving[0][0] <= car.first:
            free.add(heapq.heappop(leaving)[1])
        bay = car.planned if car.planned in free else min(free, key=lambda each: _harm(meant[each], car, each))
        free.discard(bay)
        heapq.heappush(leaving, (car.last, bay))
        bays[number] = bay
    return bays


def _harm(meant: Sequence[tuple[int, bool]], car: Car, bay: int) -> tuple[int, bool, int, int]:
    """How bad it is to take a bay: for how many who would keep it, and for others; then best is one that is needed soon after."""
    begin, end = bisect_left(meant, (car.first, False)), bisect_left(meant, (car.last, False))
    until = meant[end][0] if end < len(meant) else 1 << 60
    return (sum(keeps for _, keeps in meant[begin:end]), end > begin, until, bay)
