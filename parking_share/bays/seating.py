"""Cars in bays, and exchanges between two bays by which one more resident has the same bay always."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from parking_share.bays.ground import Bits

PASSES = 5
"""So often, at most, all residents without a bay of their own are gone through."""
NOBODY = -1


@dataclass(frozen=True)
class Car:
    """What is in one bay during the moments [first, last): a stay or a part of it, or a space that the institution takes.

    Parameters
    ----------
    bays
        Those that it may have, as bits.
    resident
        Whose stay it is, NOBODY for the institution.
    stay
        Number of the stay, NOBODY for the institution.
    planned
        The bay meant for it, if any.
    keeps
        Whether one bay is meant for all stays of its resident.
    """

    first: int
    last: int
    bays: Bits
    resident: int = NOBODY
    stay: int = NOBODY
    planned: int | None = None
    keeps: bool = False


@dataclass(frozen=True)
class _Exchange:
    """Two bays, and the moments [first, last) for which what is in them changes places."""

    one: int
    other: int
    first: int
    last: int


class Seating:
    """Cars in bays, no two in one at a moment.

    ``row[b][t]`` is the car in bay b at moment t, NOBODY where it is empty; ``bay[c]`` is the bay of car c.
    """

    def __init__(self, cars: Sequence[Car], bay: Sequence[int], num_bays: int, num_moments: int, num_residents: int) -> None:
        self.cars, self.bay = cars, list(bay)
        self.row = [[NOBODY] * num_moments for _ in range(num_bays)]
        self.of_resident: list[list[int]] = [[] for _ in range(num_residents)]
        for number, (car, place) in enumerate(zip(cars, bay, strict=True)):
            self.row[place][car.first : car.last] = [number] * (car.last - car.first)
            if car.resident != NOBODY:
                self.of_resident[car.resident].append(number)
        self.keeps = [self._is_kept(resident) for resident in range(num_residents)]

    def improve(self) -> None:
        """Exchange as long as that lets more residents keep one bay; nobody who does loses it."""
        for _ in range(PASSES):
            waiting = [resident for resident, keeps in enumerate(self.keeps) if not keeps]
            if sum(map(self._settle, waiting)) == 0:  # every one of them is tried
                return

    def _is_kept(self, resident: int) -> bool:
        return len({self.bay[car] for car in self.of_resident[resident]}) <= 1

    def _settle(self, resident: int) -> bool:
        """Bring all cars of a resident into one bay, if some bay can take them."""
        if self.keeps[resident]:  # by an exchange for somebody else
            return False
        mine = [self.bay[car] for car in self.of_resident[resident]]
        for target in sorted(range(len(self.row)), key=lambda bay: (-mine.count(bay), bay)):
            done: list[_Exchange] = []
            if all(self._bring(car, target, done) for car in self.of_resident[resident]):
                changed = {self.cars[car].resident for each in done for bay in (each.one, each.other) for car in self._inside(bay, each)}
                for other in changed - {NOBODY}:
                    self.keeps[other] = self._is_kept(other)
                return True
            for each in reversed(done):
                self._apply(each)
        return False

    def _bring(self, number: int, target: int, done: list[_Exchange]) -> bool:
        """Bring a car into a bay by an exchange, added to ``done``, if nobody loses a bay kept, or gets one that is not for them."""
        here = self.bay[number]
        if here == target:
            return True
        exchange = self._shortest(here, target, self.cars[number])
        for bay, new in ((here, target), (target, here)):
            for other in self._inside(bay, exchange):
                car = self.cars[other]
                goes_back = new == here and car.resident == self.cars[number].resident
                is_settled = car.resident != NOBODY and (self.keeps[car.resident] or goes_back)
                if is_settled or not car.bays >> new & 1:
                    return False
        self._apply(exchange)
        done.append(exchange)
        return True

    def _shortest(self, one: int, other: int, car: Car) -> _Exchange:
        """The shortest exchange that a car is part of: at its ends nobody in either bay is in the midst of a stay."""
        first, last = car.first, car.last
        rows = (self.row[one], self.row[other])
        while True:
            begin = min([first, *(self.cars[row[first]].first for row in rows if row[first] != NOBODY)])
            end = max([last, *(self.cars[row[last - 1]].last for row in rows if row[last - 1] != NOBODY)])
            if (begin, end) == (first, last):
                return _Exchange(one, other, first, last)
            first, last = begin, end

    def _inside(self, bay: int, exchange: _Exchange) -> Iterator[int]:
        """The cars of a bay that an exchange is about."""
        yield from set(self.row[bay][exchange.first : exchange.last]) - {NOBODY}

    def _apply(self, exchange: _Exchange) -> None:
        """Make an exchange; once more, and all is as before."""
        for bay, new in ((exchange.one, exchange.other), (exchange.other, exchange.one)):
            for number in self._inside(bay, exchange):
                self.bay[number] = new
        while_ = slice(exchange.first, exchange.last)
        one, other = self.row[exchange.one], self.row[exchange.other]
        one[while_], other[while_] = other[while_], one[while_]
