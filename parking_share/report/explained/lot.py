"""A lot's explanation in words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from parking_share.explaining.lots import Group, LotExplanation
from parking_share.report.explained import words
from parking_share.report.explained.view import Block, State, View
from parking_share.report.hours import rules_as_written
from parking_share.report.language import Language
from parking_share.report.words import OBJECTIVE_NAMES
from parking_share.scenario import Lot, Scenario


def lot_view(language: Language, scenario: Scenario, explanation: LotExplanation, labels: dict[str, str]) -> View:
    """The view; ``labels`` are the lots' names by id."""
    lot = next(each for each in scenario.lots if each.id == explanation.lot)
    return _LotView(language, scenario, lot, explanation, labels).view()


class _LotView:
    def __init__(self, language: Language, scenario: Scenario, lot: Lot, explanation: LotExplanation, labels: dict[str, str]) -> None:
        self.language, self.scenario, self.lot, self.explanation = language, scenario, lot, explanation
        self.label = labels[lot.id]

    def view(self) -> View:
        """Verdict, who could use the lot, when it is full, what its minutes are worth."""
        verdict, state = self._verdict()
        blocks = (self._hours(), self._sieves(), *self._full(), self._worth())
        return View(self.label, verdict, state, blocks)

    def _verdict(self) -> tuple[str, State]:
        _, found, sieves = self.language.gettext, self.explanation, self.explanation.sieves
        if found.open_minutes == 0:
            return _("Empty: nothing is shareable on these dates."), "open"
        if sieves.here.count == 0 and sieves.can_use == 0:
            near = self._everybody - sieves.too_far.count
            if near == 0:
                return _("Empty: it is within nobody's walk limit."), "gap"
            name, group = max(list(self._stopping())[1:], key=lambda each: each[1].count)
            most = {"n": self.language.number(group.count), "near": self.language.number(near), "why": name}
            sentence = _("Empty: nobody can use it. Of %(near)s within their walk limit, most are stopped by this, %(n)s: %(why)s.") % most
            if not group.examples:
                return sentence, "gap"
            such_as = _("Such as %(ids)s.") % {"ids": _(", ").join(group.examples)}
            return words.sentences(self.language, sentence, such_as), "gap"
        if sieves.here.count == 0:
            return _("Empty, though %(n)d could use it: they are placed elsewhere or refused.") % {"n": sieves.can_use}, "gap"
        here = self.language.translations.ngettext("%(num)d resident parks here.", "%(num)d residents park here.", sieves.here.count)
        here %= {"num": sieves.here.count}
        if found.full:
            times = self.language.translations.ngettext(
                "It is full in %(num)d period, %(first)s.", "It is full in %(num)d periods, the first %(first)s.", len(found.full)
            )
            first = words.period(self.language, found.full[0].start, found.full[0].end)
            return words.sentences(self.language, here, times % {"num": len(found.full), "first": first}), "proved"
        return words.sentences(self.language, here, _("It is never full.")), "open"

    @property
    def _everybody(self) -> int:
        return len(self.scenario.residents)

    def _stopping(self) -> Iterator[tuple[str, Group]]:
        """What keeps people from using the lot, sieve by sieve."""
        _, sieves = self.language.gettext, self.explanation.sieves
        yield _("The walk is beyond their limit"), sieves.too_far
        for rule, group in sieves.refused_by.items():
            yield _(words.RULE_NAMES[rule]), group
        yield _("Their stays do not fit its hours"), sieves.hours

    def _hours(self) -> Block:
        _, found, lot = self.language.gettext, self.explanation, self.lot
        share = self.language.share
        rows = [
            (_("Spaces"), _("%(n)d, of these %(held)d never shared") % {"n": lot.spaces, "held": lot.held_back}),
            (_("Own use"), rules_as_written(self.language, lot.own_use) or "–"),
            (_("Time with something shareable"), share(found.open_minutes, found.length)),
            (_("Shareable space-hours"), self.language.number(round(found.shareable_minutes / 60))),
            (
                _("Of these taken by residents"),
                f"{self.language.number(round(found.used_minutes / 60))} ({share(found.used_minutes, found.shareable_minutes)})",
            ),
        ]
        if lot.gate:
            rows.append((_("Gate open"), rules_as_written(self.language, lot.gate)))
        return Block(
            _("What the lot offers"),
            columns=(_("Fact"), _("Value")),
            rows=tuple(rows),
            kind="pairs",
            chart="capacity",
            caption=_("Own use takes spaces from above, residents fill them from below up to the line."),
        )

    def _sieves(self) -> Block:
        _, sieves = self.language.gettext, self.explanation.sieves
        outcomes = [
            (_("Can use it, and park here"), sieves.here),
            (_("Can use it, and park at a nearer lot"), sieves.nearer),
            (_("Can use it, and park at a lot as far or farther"), sieves.farther),
            (_("Can use it, and are refused"), sieves.refused),
        ]
        rows = tuple(
            (name, self.language.number(group.count), _(", ").join(group.examples)) for name, group in [*self._stopping(), *outcomes]
        )
        total = {"n": self.language.number(self._everybody), "use": self.language.number(sieves.can_use)}
        return Block(
            _("Who could use it"),
            (_("Of %(n)s residents %(use)s could use it. Each is counted once, by the first thing that stops them.") % total,),
            (_("What became of them"), _("Residents"), _("Such as")),
            rows,
        )

    def _full(self) -> Iterator[Block]:
        _, full = self.language.gettext, self.explanation.full
        if full:
            same = words.same_hours(self.language, [replace(each, residents=()) for each in full])
            rows = tuple((hours, words.spaces_of(self.language, group[0])) for hours, group in same)
            yield Block(_("When it is full"), columns=(_("Full"), _("Spaces, all taken")), rows=rows, kind="pairs")

    def _worth(self) -> Block:
        """What one more space would add, and what the proof says about the minutes."""
        _, found = self.language.gettext, self.explanation
        name, more = _(OBJECTIVE_NAMES[found.first_level]), found.one_more
        sentences = [
            {
                "yes": _("With one more space the optimum is better (%(more)s); found by solving again.")
                % {"more": words.difference(self.language, more) if more.objective else ""},
                "tie": _("One more space would change nothing: the optimum is the same on every level."),
                "no": _("One more space would make the optimum worse, because more hours of it count as own use."),
                "undecided": _("What one more space would add was not decided in the time given."),
            }[more.answer]
        ]
        if found.prices is None:
            sentences.append(_("The schedule carries no prices of the first level."))
        elif not found.prices:
            sentences.append(_("By the proof no minute of it has a price: there is no lack of spaces here on the first level."))
        elif found.most_more is not None:
            values = {"n": self.language.number(found.most_more), "name": name}
            sentences.append(_("By the prices of the proof alone, one more space can add at most %(n)s (%(name)s).") % values)
        rows = tuple((self.language.moment(each.at), f"{each.price:.4g}", each.kind or "–") for each in found.prices or ())
        return Block(
            _("What its spaces are worth"),
            tuple(sentences),
            (_("Minute with a price"), name, _("Kind of space")) if rows else (),
            rows,
            (_("Whoever is present in such a minute takes a space that is worth so much: it is where the lot is scarce."),) if rows else (),
        )
