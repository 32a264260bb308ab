"""The bays of one lot: as many residents as possible with one bay for the whole horizon, everybody with one bay a stay."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from parking_share.bays.ground import Bits, Ground, bits
from parking_share.bays.packing import Item, Packing
from parking_share.bays.sharing import best_groups
from parking_share.bays.sweeping import Places, sweep


@dataclass(frozen=True)
class Numbering:
    """The bays of a lot.

    Parameters
    ----------
    places
        Of each stay, as moments of the ground, and bays counted from 0.
    bound
        No more residents than these can keep one bay for the whole horizon.
    """

    places: list[Places]
    bound: int


def number_lot(ground: Ground) -> Numbering:
    """Number the bays of a lot.

    The best of three choices of residents who keep one bay is taken: packed below the institution's spaces, which are then always the
    highest numbers; packed so that each of these spaces still finds some bay; a best choice by an integer program. Then come
    the stays of the others, one by one. Where one of these finds none, a sweep through time seats all again.
    """
    moments = [0] * len(ground.needs)
    minutes = [0] * len(ground.needs)
    for stay in ground.stays:
        moments[stay.resident] |= stay.bits
        minutes[stay.resident] += ground.at[stay.last] - ground.at[stay.first]
    items = _items(ground, moments, range(len(moments)))
    longest_first = sorted(range(len(items)), key=lambda number: -minutes[number])
    below = [Item(item.moments, 0, item.bays) for item in items]  # the stack lets nobody touch what the institution keeps
    _, bay = _pack(Packing.stacked(ground), below, longest_first)
    if len(bay) == len(items):
        return Numbering([((stay.first, bay[stay.resident]),) for stay in ground.stays], len(items))
    packing, bay = _pack(Packing.empty(ground), items, longest_first)
    bound = len(items)
    if len(bay) < len(items):
        best = best_groups(ground, items)
        bound = best.bound
        if sum(len(members) for members, _ in best.groups) > len(bay):
            packing, bay = _grouped(ground, items, best.groups)
    planned = [bay.get(stay.resident) for stay in ground.stays]
    seated = _one_by_one(ground, packing, planned)
    places: list[Places] = [((stay.first, each),) for stay, each in zip(ground.stays, seated, strict=True) if each is not None]
    if len(places) < len(seated):
        places = sweep(ground, seated, packing.taken, set(bay))
    return Numbering(_renumbered(ground, places), bound)


def _items(ground: Ground, moments: Sequence[Bits], residents: Sequence[int]) -> list[Item]:
    """What needs a bay at these moments, each of the resident named."""
    admitted = {needs: ground.admits(needs) for needs in set(ground.needs)}
    return [Item(each, ground.touched(each), admitted[ground.needs[who]]) for each, who in zip(moments, residents, strict=True)]


def _pack(packing: Packing, items: Sequence[Item], turn: Sequence[int]) -> tuple[Packing, dict[int, int]]:
    """Put items in turn, those that fit; the bay of each of them."""
    bays: dict[int, int] = {}
    for number in turn:
        bay = packing.best(items[number])
        if bay is not None:
            packing.put(bay, items[number])
            bays[number] = bay
    return packing, bays


def _grouped(ground: Ground, items: Sequence[Item], groups: Sequence[tuple[tuple[int, ...], Bits]]) -> tuple[Packing, dict[int, int]]:
    """Give each group of residents a bay of its own."""
    packing, bays = Packing.empty(ground), {}
    free = (1 << len(ground.bays)) - 1
    for members, allowed in groups:
        lowest = free & allowed
        bay = (lowest & -lowest).bit_length() - 1
        free ^= 1 << bay
        for number in members:
            packing.put(bay, items[number])
            bays[number] = bay
    return packing, bays


def _one_by_one(ground: Ground, packing: Packing, planned: Sequence[int | None]) -> list[int | None]:
    """The bays of all stays: those that have none planned are put one by one, the longest first, as far as they fit."""
    waiting = [number for number, bay in enumerate(planned) if bay is None]
    stays = [ground.stays[number] for number in waiting]
    items = _items(ground, [stay.bits for stay in stays], [stay.resident for stay in stays])
    minutes = [ground.at[stay.last] - ground.at[stay.first] for stay in stays]
    _, found = _pack(packing, items, sorted(range(len(items)), key=lambda number: -minutes[number]))
    bays = list(planned)
    for position, bay in found.items():
        bays[waiting[position]] = bay
    return bays


def _renumbered(ground: Ground, places: Sequence[Places]) -> list[Places]:
    """The same with bays of one sort exchanged: those used during most of the institution's times, then longest, come first.

    So its own spaces are rather the high numbers.
    """
    touched, used = [0] * len(ground.bays), [0] * len(ground.bays)
    for stay, parts in zip(ground.stays, places, strict=True):
        for (first, bay), last in zip(parts, [*(at for at, _ in parts[1:]), stay.last], strict=False):
            touched[bay] |= ground.touched(bits(first, last))
            used[bay] += ground.at[last] - ground.at[first]
    name = list(range(len(ground.bays)))
    for sort in dict.fromkeys(ground.bays):
        room = [bay for bay, kinds in enumerate(ground.bays) if kinds == sort]
        for new, old in zip(room, sorted(room, key=lambda bay: (-touched[bay].bit_count(), -used[bay])), strict=True):
            name[old] = new
    return [tuple((at, name[bay]) for at, bay in parts) for parts in places]
