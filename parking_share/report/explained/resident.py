"""A resident's explanation in words."""

from __future__ import annotations

from collections.abc import Iterator

from parking_share.explaining.access import Full
from parking_share.explaining.residents import LotReached, ResidentExplanation
from parking_share.report.explained import words
from parking_share.report.explained.changes import changes
from parking_share.report.explained.view import Block, State, View
from parking_share.report.hours import rules_as_written
from parking_share.report.language import Language
from parking_share.report.words import OBJECTIVE_NAMES, REASON_NAMES
from parking_share.scenario import Lot, Resident, Scenario

_SHOWN_BEYOND = 3
_SHOWN_NAMES = 8
_SHOWN_MINUTES = 3
_SHOWN_PERIODS = 4


def resident_view(language: Language, scenario: Scenario, explanation: ResidentExplanation, labels: dict[str, str]) -> View:
    """The view; ``labels`` are the lots' names by id."""
    return _ResidentView(language, scenario, explanation, labels).view()


class _ResidentView:
    def __init__(self, language: Language, scenario: Scenario, explanation: ResidentExplanation, labels: dict[str, str]) -> None:
        self.language, self.explanation, self.labels = language, explanation, labels
        self.resident: Resident = next(each for each in scenario.residents if each.id == explanation.resident)
        self.lots: dict[str, Lot] = {lot.id: lot for lot in scenario.lots}
        self.points = {each.resident: each.points for each in explanation.placed}
        general = scenario.policy.max_walk_minutes
        self.limit = general if self.resident.max_walk_minutes is None else self.resident.max_walk_minutes

    def view(self) -> View:
        """Verdict, what would change it, the lots, who was placed there, what the resident asked for."""
        blocks = [self._lots(), *self._placed(), self._wishes()]
        if self.explanation.served_by is None and self.explanation.decision.answer != "yes":
            blocks.insert(0, changes(self.language, self.explanation))
        verdict, state = self._verdict()
        return View(self.language.gettext("Resident %(id)s") % {"id": self.resident.id}, verdict, state, tuple(blocks))

    def _verdict(self) -> tuple[str, State]:
        _, decision, served_by = self.language.gettext, self.explanation.decision, self.explanation.served_by
        if served_by is not None:
            where = _("Served at %(lot)s.") % {"lot": self.labels[served_by]}
            if decision.answer == "yes":
                text = _("Every optimal schedule serves this resident; without them it would be worse (%(less)s).")
                text %= {"less": words.difference(self.language, decision, turned=True)}
                return words.sentences(self.language, where, text), "proved"
            texts: dict[str, tuple[str, State]] = {
                "tie": (_("It is a tie: another schedule without this resident is exactly as good on every level."), "proved"),
                "no": (_("No optimal schedule serves this resident; this schedule is not optimal."), "gap"),
                "undecided": (_("The time given did not suffice to tell whether every optimal schedule serves this resident."), "open"),
            }
            text, state = texts[decision.answer]
            return words.sentences(self.language, where, text), state
        reason = self.explanation.reason
        refused = _("Refused: %(reason)s.") % {"reason": _(REASON_NAMES[reason])} if reason else _("Refused.")
        return words.sentences(self.language, refused, self._why_refused()), "gap" if decision.answer in ("no", "yes") else "open"

    def _why_refused(self) -> str:
        _, decision = self.language.gettext, self.explanation.decision
        if decision.answer == "tie":
            return _("It is a tie: another schedule that serves this resident is exactly as good on every level.")
        if decision.answer == "yes":
            return _("But every optimal schedule serves this resident: this schedule is not optimal; solve again.")
        if decision.answer == "undecided":
            return _("The time given did not suffice to tell whether an optimal schedule serves this resident.")
        if decision.objective is None:
            return _("No schedule at all can serve this resident.")
        fewer = words.difference(self.language, decision)
        return _("No optimal schedule serves this resident; the best one that does is worse (%(less)s).") % {"less": fewer}

    def _wishes(self) -> Block:
        _, resident = self.language.gettext, self.resident
        rows = [
            (_("Stays"), rules_as_written(self.language, resident.stays)),
            (
                _("Tolerance"),
                _("%(late)d min later, %(early)d min earlier")
                % {"late": resident.late_arrival_minutes, "early": resident.early_leave_minutes},
            ),
            (_("Longest walk"), _("%(n)s min") % {"n": f"{self.limit:.10g}"}),
            (_("Priority points"), str(resident.priority)),
        ]
        if resident.needs:
            rows.append((_("Needs"), _(", ").join(resident.needs)))
        if resident.max_monthly_fee is not None:
            rows.append((_("Highest fee a month"), f"{resident.max_monthly_fee:.10g}"))
        return Block(_("What the resident asked for"), columns=(_("Wish"), _("Value")), rows=tuple(rows), kind="pairs")

    def _lots(self) -> Block:
        _ = self.language.gettext
        beyond = [each for each in self.explanation.lots if each.access.seconds_over]
        shown = [each for each in self.explanation.lots if not each.access.seconds_over] + beyond[:_SHOWN_BEYOND]
        rows = tuple(
            (
                self.labels[each.access.lot],
                words.walk(self.language, each.access.walk_seconds),
                self._stage(each),
                "\n".join(self._details(each)),
            )
            for each in shown
        )
        return Block(
            _("How far this resident got at each lot"),
            columns=(_("Lot"), _("Walk"), _("How far"), _("Why")) if rows else (),
            rows=rows,
            sentences=() if rows else (_("There is no lot."),),
            kind="reached",
            chart="reach" if any(not each.access.seconds_over for each in shown) else "",
            caption=_("The stays wanted, and below when each lot within the walk limit has no space for them. Grey: nothing is shareable."),
        )

    def _stage(self, reached: LotReached) -> str:
        _, access = self.language.gettext, reached.access
        if access.is_theirs:
            return _("parks here")
        if access.seconds_over:
            return _("too far")
        if access.obstacles:
            return _("not admitted")
        if not access.fits:
            return _("hours do not fit")
        if reached.never_serves:
            return _("no suitable space")
        return _("full") if any(stay.full for stay in access.stays) else _("has room")

    def _details(self, reached: LotReached) -> Iterator[str]:
        _, access, language = self.language.gettext, reached.access, self.language
        if access.seconds_over:
            yield _("%(walk)s over the limit") % {"walk": words.walk(language, access.seconds_over)}
        for rule in access.obstacles:
            yield words.obstacle(language, rule, self.resident, self.lots[access.lot])
        if not access.seconds_over and not access.obstacles:
            yield from words.clashes(language, [clash for stay in access.stays for clash in stay.clashes])
        excused = [stay.start for stay in access.stays if stay.excused]
        if excused:
            yield _("the whole lot is closed; excused: %(days)s") % {"days": words.days(language, excused)}
        if access.can_use:
            yield from self._spaces(reached)

    def _spaces(self, reached: LotReached) -> Iterator[str]:
        """What is full, what the minutes are worth, and what it would cost others."""
        _, language, level = self.language.gettext, self.language, self.explanation.first_level
        full = [each for stay in reached.access.stays for each in stay.full]
        if reached.never_serves:
            yield _("no space for this car even with nobody else there")
            return
        if full:
            yield _("no space: %(days)s") % {"days": words.days(language, [each.start for each in full])}
        worth, here = reached.worth, reached.here
        if worth is not None and worth.price > 0:
            values = {"value": _short(worth.value), "price": _short(worth.price), "name": _(OBJECTIVE_NAMES[level])}
            yield _("by the proof the minutes needed are worth %(price)s, the resident %(value)s (%(name)s)") % values
            dearest = sorted(worth.minutes, key=lambda each: -each.price)[:_SHOWN_MINUTES]
            if dearest:
                minutes = _(", ").join(f"{language.moment(each.at)} ({_short(each.price)})" for each in dearest)
                yield _("the dearest: %(minutes)s") % {"minutes": minutes}
        if here is None:
            return
        if here.answer == "tie":
            yield _("an optimal schedule could serve them here")
        elif here.answer == "no":
            yield _("an optimal schedule with them here would be worse (%(less)s)") % {"less": words.difference(language, here)}

    def _placed(self) -> Iterator[Block]:
        """Who has the spaces at the lots that are full for this resident."""
        _ = self.language.gettext
        rows: list[tuple[str, ...]] = []
        for reached in self.explanation.lots:
            if reached.access.can_use and not reached.access.is_theirs:
                rows += self._full_at(reached)
        if rows:
            yield Block(
                _("When these lots have no space, and who was placed there"),
                columns=(_("Lot"), _("Full"), _("Spaces"), _("Residents there (priority points), fewest points first")),
                rows=tuple(rows),
                notes=(_("Looked at are the minutes of the wanted stays, as short as the tolerance allows where that helps."),),
            )

    def _full_at(self, reached: LotReached) -> Iterator[tuple[str, ...]]:
        """The full periods at a lot; those at the same hours with the same residents together."""
        access = reached.access
        full = [each for stay in access.stays for each in _telling(stay.full) if each.spaces == 0 or not reached.never_serves]
        same = words.same_hours(self.language, full)
        for hours, group in same[:_SHOWN_PERIODS]:
            yield self.labels[access.lot], hours, words.spaces_of(self.language, group[0]), self._names(group[0])
        starts = [each.start for _, group in same[_SHOWN_PERIODS:] for each in group]
        if starts:
            more = self.language.gettext("and at other times (%(days)s)") % {"days": words.days(self.language, starts)}
            yield self.labels[access.lot], more, "", ""

    def _names(self, full: Full) -> str:
        """Who is there, those with the fewest points first."""
        language = self.language
        there = sorted(full.residents, key=lambda name: self.points[name])
        names = language.gettext(", ").join(f"{name} ({self.points[name]})" for name in there[:_SHOWN_NAMES])
        if len(there) > _SHOWN_NAMES:
            rest = there[_SHOWN_NAMES:]
            few, many = self.points[rest[0]], self.points[rest[-1]]
            points = str(few) if few == many else f"{few}–{many}"
            names += " " + language.gettext("and %(n)d more with %(points)s") % {"n": len(rest), "points": points}
        return names


def _telling(full: tuple[Full, ...]) -> list[Full]:
    """The periods without those in which all spaces are taken anyway."""
    whole = [each for each in full if each.rule == "capacity"]
    return whole + [
        each for each in full if each.rule != "capacity" and not any(all_.start <= each.start and each.end <= all_.end for all_ in whole)
    ]


def _short(value: float) -> str:
    return f"{value:,.4g}" if value < 1000 else f"{value:,.0f}"
