"""Cars in bays, and exchanges between two bays by which one more resident has the same bay always."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from parking_share.bays.ground import Bits, bits

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

    ``row[b][t]`` is the car in bay b at moment t, NOBODY where it is empty; ``bay[c]`` is the bay of car c. As bits of bay b:
    ``midst[b]``, the moments that begin in the midst of a car's time there, and ``fixed[b]``, those of cars whose resident keeps the bay.
    """

    def __init__(self, cars: Sequence[Car], bay: Sequence[int], num_bays: int, num_moments: int, num_residents: int) -> None:
        self.cars, self.bay = cars, list(bay)
        self.row = [[NOBODY] * num_moments for _ in range(num_bays)]
        self.midst: list[Bits] = [0] * num_bays
        self.of_resident: list[list[int]] = [[] for _ in range(num_residents)]
        for number, (car, place) in enumerate(zip(cars, bay, strict=True)):
            self.row[place][car.first : car.last] = [number] * (car.last - car.first)
            self.midst[place] |= bits(car.first + 1, car.last)
            if car.resident != NOBODY:
                self.of_resident[car.resident].append(number)
        admitted = sorted({car.bays for car in cars})
        self.sort = [[bays >> number & 1 for bays in admitted] for number in range(num_bays)]
        self.keeps = [False] * num_residents
        self.fixed: list[Bits] = [0] * num_bays
        self._look_at(range(num_residents))

    def improve(self) -> None:
        """Exchange as long as that lets more residents keep one bay; nobody who does loses it."""
        for _ in range(PASSES):
            waiting = [resident for resident, keeps in enumerate(self.keeps) if not keeps]
            if sum(map(self._settle, waiting)) == 0:  # every one of them is tried
                return

    def _look_at(self, residents: Iterable[int]) -> None:
        """Take note of who keeps a bay now."""
        for resident in residents:
            cars = self.of_resident[resident]
            self.keeps[resident] = len({self.bay[car] for car in cars}) <= 1
            for car in cars if self.keeps[resident] else ():
                self.fixed[self.bay[car]] |= self._moments(car)

    def _moments(self, car: int) -> Bits:
        return bits(self.cars[car].first, self.cars[car].last)

    def _settle(self, resident: int) -> bool:
        """Bring all cars of a resident into one bay, if some bay can take them."""
        if self.keeps[resident]:  # by an exchange for somebody else
            return False
        mine = [self.bay[car] for car in self.of_resident[resident]]
        moments, bays = 0, (1 << len(self.row)) - 1
        for car in self.of_resident[resident]:
            moments, bays = moments | self._moments(car), bays & self.cars[car].bays
        promising = [bay for bay, fixed in enumerate(self.fixed) if bays >> bay & 1 and not fixed & moments]
        for target in sorted(promising, key=lambda bay: (-mine.count(bay), bay)):
            done: list[_Exchange] = []
            if all(self._bring(car, target, done) for car in self.of_resident[resident]):
                self._look_at({self.cars[car].resident for each in done for car in self._placed(each)} - {NOBODY})
                return True
            for each in reversed(done):
                self._apply(each)
        return False

    def _bring(self, number: int, target: int, done: list[_Exchange]) -> bool:
        """Bring a car into a bay by an exchange, added to ``done``, if nobody loses a bay kept, or gets one that is not for them."""
        car, here, row = self.cars[number], self.bay[number], self.row[target]
        if row[car.first] == number:  # there, or come with another
            return True
        exchange = self._shortest(here, target, car)
        moments = bits(exchange.first, exchange.last)
        if moments & (self.fixed[here] | self.fixed[target]) or not self._is_allowed(exchange):
            return False
        there = [other for other in self.of_resident[car.resident] if row[self.cars[other].first] == other]
        if any(moments & self._moments(other) for other in there):  # who would go back
            return False
        self._apply(exchange)
        done.append(exchange)
        return True

    def _shortest(self, one: int, other: int, car: Car) -> _Exchange:
        """The shortest exchange that a car is part of: at its ends nobody in either bay is in the midst of a stay."""
        ends = ~(self.midst[one] | self.midst[other])
        before, after = ends & bits(0, car.first + 1), ends >> car.last
        return _Exchange(one, other, before.bit_length() - 1, car.last + (after & -after).bit_length() - 1)

    def _is_allowed(self, exchange: _Exchange) -> bool:
        """Whether all cars may have the bay that they would get."""
        one, other = exchange.one, exchange.other
        return self.sort[one] == self.sort[other] or all(
            self.cars[car].bays >> new & 1 for bay, new in ((one, other), (other, one)) for car in self._inside(bay, exchange)
        )

    def _inside(self, bay: int, exchange: _Exchange) -> set[int]:
        """The cars in a bay while an exchange lasts."""
        return set(self.row[bay][exchange.first : exchange.last]) - {NOBODY}

    def _apply(self, exchange: _Exchange) -> None:
        """Make an exchange, ``bay`` aside; once more, and all is as before."""
        one, other, while_ = exchange.one, exchange.other, slice(exchange.first, exchange.last)
        self.row[one][while_], self.row[other][while_] = self.row[other][while_], self.row[one][while_]
        changed = (self.midst[one] ^ self.midst[other]) & bits(exchange.first, exchange.last)
        self.midst[one] ^= changed
        self.midst[other] ^= changed

    def _placed(self, exchange: _Exchange) -> Iterator[int]:
        """The cars of an exchange, once all are made, with ``bay`` as it is now."""
        for bay in (exchange.one, exchange.other):
            for number in self._inside(bay, exchange):
                self.bay[number] = bay
                yield number
