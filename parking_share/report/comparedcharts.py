"""The charts of a comparison, with the names and places of what is in either scenario."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from parking_share.comparison import Comparison, GroupRow, LotRow, Pair, Solved
from parking_share.report.charts.changemap import change_map_chart
from parking_share.report.charts.gains import gains_chart
from parking_share.report.charts.lothours import lot_hours_chart
from parking_share.report.charts.outcomes import outcomes_chart
from parking_share.report.charts.theme import Chart
from parking_share.report.facts import unique_labels
from parking_share.report.language import Language
from parking_share.report.plane import plane
from parking_share.report.words import REASON_NAMES
from parking_share.scenario import Location

CHART_ROWS = 30


@dataclass(frozen=True)
class Places:
    """Communities and lots of either scenario by id, those of the base first; name and place are the variant's where it has them.

    Names are unique. ``locations`` are those of communities, then of lots, None where the two scenarios have different coordinates.
    """

    home_names: dict[str, str]
    lot_names: dict[str, str]
    locations: list[Location] | None

    @classmethod
    def of(cls, base: Solved, variant: Solved) -> Places:
        """Those of two solved scenarios."""
        both = base.scenario, variant.scenario
        homes = {home.id: home for each in both for home in each.communities}
        lots = {lot.id: lot for each in both for lot in each.lots}
        located = [*(home.location for home in homes.values()), *(lot.location for lot in lots.values())]
        return cls(
            home_names=unique_labels([(home.id, home.name) for home in homes.values()]),
            lot_names=unique_labels([(lot.id, lot.name) for lot in lots.values()]),
            locations=located if both[0].crs == both[1].crs else None,
        )


def comparison_charts(language: Language, comparison: Comparison, places: Places) -> dict[str, Chart]:
    """The charts by name; those for which nothing differs are left out."""
    charts = {"outcomes": outcomes_chart(language, _outcomes(language, comparison))}
    if homes := comparison.communities.most(CHART_ROWS):
        charts["gains"] = gains_chart(
            language,
            _gains(homes, places.home_names),
            language.gettext("community"),
            language.gettext("Residents who gain or lose a place, by community"),
        )
    if lots := comparison.lots.most(CHART_ROWS):
        charts["lots"] = lot_hours_chart(language, _hours(lots, places.lot_names))
    if (homes or lots) and places.locations is not None:
        served = {row.key: row.served for row in comparison.communities.rows}
        parked = {row.lot: row.residents for row in comparison.lots.rows}
        marks = _marks(served, places.home_names), _marks(parked, places.lot_names)
        charts["map"] = change_map_chart(language, plane(places.locations), *marks)
    return charts


def _outcomes(language: Language, comparison: Comparison) -> pd.DataFrame:
    rows = [(language.gettext("Served"), comparison.served)]
    rows += [(language.gettext(name), comparison.refused[reason]) for reason, name in REASON_NAMES.items()]
    kept = [(name, pair.base, pair.variant) for name, pair in rows if pair.base or pair.variant]
    return pd.DataFrame(kept, columns=["outcome", "base", "variant"])


def _gains(rows: Sequence[GroupRow[str]], names: Mapping[str, str]) -> pd.DataFrame:
    """The communities that gain most first."""
    cells = [(names[row.key], row.gained, row.lost, row.gained - row.lost) for row in rows]
    frame = pd.DataFrame(cells, columns=["name", "gained", "lost", "net"])
    return frame.sort_values("net", ascending=False, kind="stable", ignore_index=True)


def _hours(rows: Sequence[LotRow], names: Mapping[str, str]) -> pd.DataFrame:
    """The lots in which more is used first."""
    ordered = sorted(rows, key=lambda row: row.used_hours.difference or 0, reverse=True)
    frame = pd.DataFrame({"name": [names[row.lot] for row in ordered]})
    for side in ("base", "variant"):
        frame[f"used_{side}"] = [getattr(row.used_hours, side) for row in ordered]
        frame[f"shareable_{side}"] = [getattr(row.shareable_hours, side) for row in ordered]
        frame[f"residents_{side}"] = [getattr(row.residents, side) for row in ordered]
    return frame


def _marks(residents: Mapping[str, Pair], names: Mapping[str, str]) -> pd.DataFrame:
    """One row a place, in the order of ``names``; those that are not among ``residents`` do not differ."""
    counts = [residents.get(id_, Pair(0, 0)) for id_ in names]
    columns = {"base": [pair.base for pair in counts], "variant": [pair.variant for pair in counts]}
    return pd.DataFrame({"name": list(names.values()), **columns, "differs": [id_ in residents for id_ in names]})
