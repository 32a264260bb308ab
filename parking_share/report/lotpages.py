"""Pages of single lots, for their managers: nothing stands in them that belongs to another lot, no plate and no name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from altair.utils.schemapi import debug_mode

from parking_share.atomic import write_atomically
from parking_share.catalogue import Lang, Objective
from parking_share.earlier import INDEX, index_data, look_at
from parking_share.errors import InputError, Problem
from parking_share.filenames import unique_names
from parking_share.frames import Tables
from parking_share.frames.bays import has_bays
from parking_share.report.bundle import chart_script
from parking_share.report.charts.capacity import capacity_chart
from parking_share.report.charts.gantt import gantt_chart
from parking_share.report.city import render_city
from parking_share.report.language import Language
from parking_share.report.lots import LotView, lot_views
from parking_share.report.overview import date_labels
from parking_share.report.shell import charts_json, render_page
from parking_share.report.window import Window, choose_window
from parking_share.scenario import Scenario
from parking_share.schedule import Schedule
from parking_share.texts import _

CHARTS_FILE = "charts.js"
_AT_ONCE = 100  # lots whose tables are held in memory together


def render_lots(scenario: Scenario, schedule: Schedule, lot_ids: Sequence[str], lang: Lang = "en") -> str:
    """One page of one or several lots alone; it needs no other file.

    Parameters
    ----------
    lot_ids
        The lots, in the order of the page.

    Raises
    ------
    InputError
        For an id that is no lot of the scenario, and as ``render_report``.
    """
    wanted = list(dict.fromkeys(lot_ids))
    known = {lot.id for lot in scenario.lots}
    unknown = [
        Problem("--lot", _("'%(lot)s' is no lot of %(scenario)s; write the id of one", lot=lot_id, scenario=scenario.id))
        for lot_id in wanted
        if lot_id not in known
    ]
    if unknown:
        raise InputError(unknown)
    pages = _LotPages(Language.of(lang), scenario, schedule)
    return pages.page(pages.views(wanted))


def write_lots(
    scenario: Scenario,
    schedule: Schedule,
    folder: str | Path,
    lang: Lang = "en",
    comparison: Mapping[Objective, int] | None = None,
    *,
    is_masked: bool = False,
) -> list[Path]:
    """Write a page of every lot into a folder, with an index; pages of lots that are gone since the last time are removed.

    ``index.html`` is the city page, which leads to ``lots/lot-ID.html``; all of them share ``charts.js``. A page that is sent on
    without that file shows its tables, without charts.

    Parameters
    ----------
    lang, comparison
        As in ``render_report``.
    is_masked
        Whether scenario and schedule are what ``mask`` gives: no page that names somebody may stay in the folder then.

    Returns
    -------
    list of Path
        The index, the charts' script, the pages in scenario order.

    Raises
    ------
    OSError
        If the folder cannot be made or written.
    InputError
        As ``render_report``, and if ``is_masked`` and the folder holds what may name people.
    """
    folder = Path(folder)
    earlier = look_at(folder, page_files(scenario), is_masked=is_masked)
    earlier.begin(folder, page_files(scenario), is_masked=is_masked)
    names = {lot_id: f"lots/{name}" for lot_id, name in file_names([lot.id for lot in scenario.lots]).items()}
    (folder / "lots").mkdir(parents=True, exist_ok=True)
    write_atomically(folder / CHARTS_FILE, chart_script())
    pages = _LotPages(Language.of(lang), scenario, schedule)
    for view in pages.every_view():
        write_atomically(folder / names[view.lot.id], pages.page([view], beside_index=True))
    earlier.remove(folder)
    data = index_data(page_files(scenario), earlier, is_masked=is_masked)
    write_atomically(folder / INDEX, render_city(scenario, schedule, lang, comparison, pages=names, charts_file=CHARTS_FILE, data=data))
    return [folder / name for name in page_files(scenario)]


def page_files(scenario: Scenario) -> list[str]:
    """What ``write_lots`` writes, by place in the folder: the index, the charts' script, the pages in scenario order."""
    return [INDEX, CHARTS_FILE, *(f"lots/{name}" for name in file_names([lot.id for lot in scenario.lots]).values())]


def file_names(lot_ids: Sequence[str]) -> dict[str, str]:
    """Lot to the name of its page: the id as far as files may be called so, and different on every file system."""
    return {lot_id: f"{name}.html" for lot_id, name in unique_names(lot_ids, "lot-").items()}


class _LotPages:
    """What the pages of the lots of one schedule share: the days that they show, and the charts' specs."""

    def __init__(self, language: Language, scenario: Scenario, schedule: Schedule) -> None:
        self.language, self.scenario, self.schedule = language, scenario, schedule
        # The same days on every page, whichever lots are asked for.
        self.window: Window = choose_window(scenario, Tables.of(scenario, schedule).occupancy)
        with debug_mode(False):  # specs are checked against the schema of Vega-Lite by the tests
            charts = {
                "capacity": capacity_chart(language, self.window),
                "gantt": gantt_chart(language, self.window, bays=has_bays(schedule)),
            }
            self.charts: dict[str, Any] = charts_json(charts)

    def views(self, lot_ids: Sequence[str]) -> list[LotView]:
        """The views of some lots, from a scenario and a schedule that hold these lots and their residents only."""
        lots, kept = {lot.id: lot for lot in self.scenario.lots}, set(lot_ids)
        held = tuple(item for item in self.schedule.assignments if item.lot in kept)
        who = {item.resident for item in held}
        residents = tuple(resident for resident in self.scenario.residents if resident.id in who)
        scenario = self.scenario.model_copy(update={"lots": tuple(lots[lot_id] for lot_id in lot_ids), "residents": residents})
        schedule = self.schedule.model_copy(update={"assignments": held, "refusals": ()})
        return list(lot_views(self.language, scenario, self.window, Tables.of(scenario, schedule)))

    def every_view(self) -> Iterator[LotView]:
        """The views of all lots, some at a time."""
        lot_ids = [lot.id for lot in self.scenario.lots]
        for first in range(0, len(lot_ids), _AT_ONCE):
            yield from self.views(lot_ids[first : first + _AT_ONCE])

    def page(self, views: list[LotView], *, beside_index: bool = False) -> str:
        """The page of some lots: whole in itself, or with the index and the charts' script in the folder above."""
        return render_page(
            self.language,
            "lotpage.html",
            {"epoch": self.window.epoch_ms, "charts": self.charts, "lots": {view.anchor: view.chart_data for view in views}},
            charts_file=f"../{CHARTS_FILE}" if beside_index else "",
            scenario=self.scenario,
            schedule=self.schedule,
            window=self.window,
            views=views,
            date_labels=date_labels(self.language, self.window),
            index="../index.html" if beside_index else "",
        )
