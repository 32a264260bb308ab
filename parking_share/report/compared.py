"""The page of a comparison: two solved scenarios, every difference variant - base."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from altair.utils.schemapi import debug_mode

from parking_share.catalogue import Lang, Reason
from parking_share.comparison import Changed, Comparison, GroupRow, LotRow, Pair, Person, PersonChange, Solved
from parking_share.comparison.pair import most
from parking_share.report.comparedcharts import CHART_ROWS, Places, comparison_charts
from parking_share.report.differing import input_cells
from parking_share.report.language import N_, Language
from parking_share.report.page import is_city
from parking_share.report.shell import charts_json, render_page
from parking_share.report.words import OBJECTIVE_NAMES, REASON_NAMES, level_value

CITY_ROWS = 500
INPUT_ROWS = 40
BLANK = "–"

_EFFECTS = {"better": N_("better"), "worse": N_("worse"), "equal": N_("the same"), None: BLANK}
_PRESENCE = {"both": "", "added": N_("only in the variant"), "removed": N_("only in the base")}
_PEOPLE: dict[PersonChange, str] = {
    "loses": N_("Lose their place"),
    "gains": N_("Gain a place"),
    "moves": N_("Move to another lot"),
    "added": N_("Only in the variant"),
    "removed": N_("Only in the base"),
}

Cells = tuple[Any, ...]


@dataclass(frozen=True)
class Listed:
    """Rows of a table, and how many there are that differ and that do not; ``charted`` of them are in the chart, if it has one."""

    rows: tuple[Cells, ...]
    total: int
    unchanged: int = 0
    charted: int = 0


def render_comparison(comparison: Comparison, base: Solved, variant: Solved, lang: Lang = "en") -> str:
    """A comparison as one HTML page that needs nothing else: no network, no other file. It holds no plates.

    With more than 150 lots or 5,000 residents served in one of the two, its tables hold the 500 rows that differ most, or the first
    500 residents; charts always show the 30 rows that differ most.

    Parameters
    ----------
    comparison
        That of ``base`` and ``variant``.
    base, variant
        The two scenarios with their schedules, for names and places.
    lang
        Language of the page: ``en`` or ``zh``.

    Returns
    -------
    str
        The page's text, to be written as UTF-8.
    """
    language, places = Language.of(lang), Places.of(base, variant)
    view = _View(
        language, comparison, places, CITY_ROWS if any(is_city(each.scenario, each.schedule) for each in (base, variant)) else None
    )
    with debug_mode(False):  # specs are checked against the schema of Vega-Lite by the tests
        charts = charts_json(comparison_charts(language, comparison, places))
    return render_page(
        language,
        "compare.html",
        {"epoch": 0, "charts": charts, "lots": {}},
        comparison=comparison,
        verdict=view.verdict(),
        cards=view.cards(),
        inputs=view.inputs(),
        levels=view.levels(),
        figures=view.figures(),
        has_map="map" in charts,
        communities=view.groups(comparison.communities, places.home_names),
        priorities=view.groups(comparison.priorities, {}),
        lots=view.lots(),
        people=view.people(),
        origins=list(dict.fromkeys(origin for each in (base, variant) if (origin := each.scenario.origin))),
    )


@dataclass(frozen=True)
class _View:
    """What the page says, in words of its language."""

    language: Language
    comparison: Comparison
    places: Places
    most_rows: int | None

    def verdict(self) -> str:
        """Which of the two is better by the order of their levels."""
        _, comparison = self.language.gettext, self.comparison
        if comparison.verdict == "unlike":
            return _("Which of the two is better is not said: their levels are not the same.")
        for row in comparison.levels:
            if row.objective == comparison.decisive and row.value.base is not None and row.value.variant is not None:
                base, variant = (level_value(self.language, row.objective, int(value)) for value in (row.value.base, row.value.variant))
                facts = {"name": _(OBJECTIVE_NAMES[row.objective]), "base": base, "variant": variant}
                if row.effect == "better":
                    return _("The variant is better: %(name)s, the first level that differs, goes from %(base)s to %(variant)s.") % facts
                return _("The variant is worse: %(name)s, the first level that differs, goes from %(base)s to %(variant)s.") % facts
        return _("Nothing differs.") if comparison.is_empty else _("No level differs.")

    def cards(self) -> Iterator[tuple[str, str, str]]:
        """Title, figure and what stands below it."""
        _, comparison, number = self.language.gettext, self.comparison, self.language.number
        changes = comparison.changes
        yield _("Residents served"), self._signed(comparison.served), self._to(comparison.served)
        yield _("Gain a place"), number(changes.enter), self._strangers("added")
        yield _("Lose their place"), number(changes.leave), self._strangers("removed")
        yield _("In another lot"), number(changes.move), _("%(n)s stay where they are") % {"n": number(changes.stay)}
        walk = comparison.walk_seconds["mean"]
        yield _("Mean walk"), self._signed(walk, duration=True), self._to(walk, duration=True)

    def inputs(self) -> Listed:
        """What differs in what was solved: what it is about, base, variant, difference, where."""
        rows = self.comparison.inputs
        return Listed(input_cells(self.language, most(rows, INPUT_ROWS), self.places), len(rows))

    def levels(self) -> Iterator[dict[str, str]]:
        """One row a level."""
        _ = self.language.gettext
        for row in self.comparison.levels:

            def words(value: float | None, objective: Any = row.objective) -> str:
                return BLANK if value is None else level_value(self.language, objective, int(value))

            difference = row.value.difference
            proofs = [
                self._proof(words(bound), is_proved) for bound, is_proved in self._bounds(row.bound, row.base_proved, row.variant_proved)
            ]
            yield {
                "name": _(OBJECTIVE_NAMES[row.objective]),
                "base": words(row.value.base),
                "variant": words(row.value.variant),
                "difference": BLANK if difference is None else self.language.signed(difference, words),
                "effect": _(_EFFECTS[row.effect]),
                "state": {"better": "proved", "worse": "gap"}.get(row.effect or "", ""),
                "proof": proofs[0] if proofs[0] == proofs[1] else " / ".join(proofs),
            }

    def figures(self) -> list[Cells]:
        """Every figure of the whole: name, base, variant, difference."""
        _, comparison = self.language.gettext, self.comparison
        rows = [(_("Residents"), comparison.residents), (_("Residents served"), comparison.served)]
        rows += [(self._refused(reason), comparison.refused[reason]) for reason in REASON_NAMES]
        rows += [(_("Stays held"), comparison.stays["held"]), (_("Stays excused, the lot being closed"), comparison.stays["excused"])]
        cells = [(name, self._figure(pair.base), self._figure(pair.variant), self._signed(pair)) for name, pair in rows]
        walks = {"mean": _("Mean walk"), "percentile_90": _("Walk of 90 %, at most"), "longest": _("Longest walk")}
        for key, name in walks.items():
            pair = comparison.walk_seconds[key]
            cells.append((name, self._walk(pair.base), self._walk(pair.variant), self._signed(pair, duration=True)))
        return cells

    def groups(self, changed: Changed[Any], names: dict[str, str]) -> Listed:
        """Communities or priorities: name, residents, served, difference, who gain, who lose."""
        kept: Sequence[GroupRow[Any]] = changed.rows if self.most_rows is None else changed.most(self.most_rows)
        number = self.language.number
        rows = tuple(
            (
                *(names.get(row.key, str(row.key)), self._to(row.residents), self._to(row.served), self._signed(row.served)),
                *(number(row.gained), number(row.lost)),
            )
            for row in kept
        )
        return Listed(rows, len(changed.rows), changed.unchanged, min(CHART_ROWS, len(changed.rows)))

    def lots(self) -> Listed:
        """Lots: name, where it is, spaces, residents, difference, fullest, least left, space-hours shareable and used, difference."""
        changed = self.comparison.lots
        kept = changed.rows if self.most_rows is None else changed.most(self.most_rows)
        return Listed(tuple(map(self._lot, kept)), len(changed.rows), changed.unchanged, min(CHART_ROWS, len(changed.rows)))

    def people(self) -> Iterator[tuple[str, Listed]]:
        """A title and the residents for each kind of change: resident, community, place in the base and the variant, walks."""
        by_change: dict[PersonChange, list[Person]] = {change: [] for change in _PEOPLE}
        for person in self.comparison.people:
            by_change[person.change].append(person)
        for change, found in by_change.items():
            if found:
                yield self.language.gettext(_PEOPLE[change]), Listed(tuple(map(self._person, found[: self.most_rows])), len(found))

    def _strangers(self, change: PersonChange) -> str:
        """How many of those who gain or lose are not in both scenarios."""
        count = sum(person.change == change and (person.base_lot or person.variant_lot) is not None for person in self.comparison.people)
        if count == 0:
            return self.language.gettext("residents")
        text = {"added": N_("%(n)s of them only in the variant"), "removed": N_("%(n)s of them only in the base")}[change]
        return self.language.gettext(text) % {"n": self.language.number(count)}

    def _lot(self, row: LotRow) -> Cells:
        fullest = [
            BLANK if present is None else f"{present:g} / {shareable:g}"
            for present, shareable in (
                (row.fullest_present.base, row.fullest_shareable.base),
                (row.fullest_present.variant, row.fullest_shareable.variant),
            )
        ]
        return (
            *(self.places.lot_names[row.lot], self.language.gettext(_PRESENCE[row.presence]) if _PRESENCE[row.presence] else ""),
            *(self._to(row.spaces), self._to(row.residents), self._signed(row.residents)),
            fullest[0] if fullest[0] == fullest[1] else " → ".join(fullest),
            *(
                self._to(row.least_left),
                *map(self._to, map(_whole, (row.shareable_hours, row.used_hours))),
                self._signed(_whole(row.used_hours)),
            ),
        )

    def _person(self, person: Person) -> Cells:
        sides = ((person.base_lot, person.base_reason), (person.variant_lot, person.variant_reason))
        places = [self._place(lot, reason) for lot, reason in sides]
        return (
            person.resident,
            self.places.home_names[person.community],
            *places,
            *map(self._walk, (person.base_walk_seconds, person.variant_walk_seconds)),
        )

    def _refused(self, reason: Reason) -> str:
        return self.language.gettext("Refused: %(reason)s") % {"reason": self.language.gettext(REASON_NAMES[reason])}

    def _place(self, lot: str | None, reason: Reason | None) -> str:
        """A resident's lot, or why there is none, or a dash where the resident is not there."""
        if lot is not None:
            return self.places.lot_names[lot]
        return BLANK if reason is None else self._refused(reason)

    def _proof(self, bound: str, is_proved: bool | None) -> str:
        _ = self.language.gettext
        if is_proved is None:
            return BLANK
        if is_proved:
            return _("proved optimal")
        return _("no bound") if bound == BLANK else _("bound %(bound)s") % {"bound": bound}

    @staticmethod
    def _bounds(bound: Pair, *proved: bool | None) -> Iterator[tuple[float | None, bool | None]]:
        return zip((bound.base, bound.variant), proved, strict=True)

    def _figure(self, value: float | None) -> str:
        return BLANK if value is None else self.language.number(round(value, 1))

    def _walk(self, seconds: float | None) -> str:
        return BLANK if seconds is None else self.language.duration(seconds / 60)

    def _signed(self, pair: Pair, *, duration: bool = False) -> str:
        if pair.difference is None:
            return BLANK
        return self.language.signed(pair.difference, self._walk if duration else self._figure)

    def _to(self, pair: Pair, *, duration: bool = False) -> str:
        """Both figures, or one where they are the same."""
        words = self._walk if duration else self._figure
        return f"{words(pair.base)} → {words(pair.variant)}" if pair.differs else words(pair.base)


def _whole(pair: Pair) -> Pair:
    """Hours without parts of hours."""
    return Pair(*(None if value is None else round(value) for value in (pair.base, pair.variant)))
