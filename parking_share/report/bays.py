"""Numbered bays in words: rows of the chart, the bay of each car in the roster, moves during a stay, what a manager asks about them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

import pandas as pd

from parking_share.frames.lots import local_times
from parking_share.report.charts.theme import Columns
from parking_share.report.hours import clock_after, clock_after_in_words
from parking_share.report.language import Language
from parking_share.scenario import Lot, Scenario
from parking_share.schedule import HeldStay


@dataclass(frozen=True)
class BaysView:
    """The bays of a lot in short: how many residents keep one, how many are served, which bays residents never use, as text."""

    kept: int
    residents: int
    unused: str


def bay_rows(language: Language, stays: pd.DataFrame, parked: pd.DataFrame, cars: dict[str, str]) -> pd.DataFrame:
    """The stays of the chart, by bay instead of by car: ``parked`` is clipped to the window; who has no bay keeps a row of the car's own.

    Columns: ``lot``, ``who``, ``row``, ``arrive_minute``, ``leave_minute``; by lot, then bay.
    """
    _ = language.gettext
    texts = {bay: _("bay %(n)d") % {"n": bay} for bay in parked["bay"].unique().tolist()}
    numbered = parked.assign(who=parked["resident"].map(cars).astype("str"), row=parked["bay"].map(texts).astype("str"))
    others = stays[stays["bay"].isna()]
    columns = ["lot", "who", "row", "arrive_minute", "leave_minute"]
    return pd.concat([numbered[columns], others.assign(row=others["who"])[columns]], ignore_index=True)


def bays_view(lot: Lot, parked: Columns, held: Columns) -> BaysView | None:
    """The bays of a lot in short; None where none are numbered. ``parked`` and ``held`` are the lot's rows of the whole horizon."""
    if not parked["bay"]:
        return None
    bays: dict[str, set[int]] = {resident: set() for resident in held["resident"]}
    for resident, bay in zip(parked["resident"], parked["bay"], strict=True):
        bays[resident].add(bay)
    without = {resident for resident, bay in zip(held["resident"], held["bay"], strict=True) if pd.isna(bay)}
    unused = sorted(set(range(1, lot.spaces + 1)).difference(*bays.values()))
    kept = sum(len(mine) == 1 and resident not in without for resident, mine in bays.items())
    return BaysView(kept, len(bays), spans(unused))


def spans(numbers: Sequence[int]) -> str:
    """Ascending numbers as text, those in a row together: ``1–3, 7``."""
    parts = [[number for _, number in part] for _, part in groupby(enumerate(numbers), lambda pair: pair[1] - pair[0])]
    return ", ".join(f"{part[0]}–{part[-1]}" if len(part) > 1 else str(part[0]) for part in parts)


def bay_of_stay(language: Language, stay: HeldStay) -> str:
    """The bay of a stay, and those to which it moves: ``4, from 20:30: 7``; nothing where none is numbered."""
    if stay.bay is None:
        return ""
    text, _ = str(stay.bay), language.gettext
    for move in stay.moves or ():
        time = clock_after_in_words(language, stay.arrive, move.at)
        text = _("%(bays)s, from %(time)s: %(bay)d") % {"bays": text, "time": time, "bay": move.bay}
    return text


def bays_of_cars(scenario: Scenario, parked: Columns, held: Columns) -> tuple[dict[str, str], dict[tuple[str, str], str]]:
    """The bay of each resident who keeps one; and for the others, by local time of arrival, that of each stay with its moves.

    ``parked`` and ``held`` are the lot's rows; who has a stay without a bay does not keep one.
    """
    without = {resident for resident, bay in zip(held["resident"], held["bay"], strict=True) if pd.isna(bay)}
    stays: dict[tuple[str, int], list[tuple[int, int]]] = {}
    for resident, bay, minute, arrival in zip(
        parked["resident"], parked["bay"], parked["arrive_minute"], parked["stay_minute"], strict=True
    ):
        stays.setdefault((resident, arrival), []).append((minute, bay))
    bays: dict[str, set[int]] = {}
    for (resident, _), places in stays.items():
        bays.setdefault(resident, set()).update(bay for _, bay in places)
    kept = {resident: str(*mine) for resident, mine in bays.items() if len(mine) == 1 and resident not in without}
    changing = {key: sorted(places) for key, places in stays.items() if key[0] not in kept}
    arrivals = local_times(scenario.time, [minute for _, minute in changing])
    return kept, {
        (resident, arrival): _in_turn(scenario, places)
        for (resident, _), arrival, places in zip(changing, arrivals, changing.values(), strict=True)
    }


def _in_turn(scenario: Scenario, places: Sequence[tuple[int, int]]) -> str:
    """A stay's bay, and those to which it moves with the hour: ``4, 18:30: 31``."""
    arrive, *moments = local_times(scenario.time, [minute for minute, _ in places])
    moves = zip(moments, places[1:], strict=True)
    return ", ".join([str(places[0][1]), *(f"{clock_after(arrive, moment)}: {bay}" for moment, (_, bay) in moves)])
