"""Advice on the terminal."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console

from parking_share.advising import Advice, Need, Spare
from parking_share.commands.common import escape
from parking_share.commands.comparing import BLANK
from parking_share.commands.terminal import Justify, plain_table
from parking_share.report.language import Language
from parking_share.report.needs import need_sentences
from parking_share.scenario import Scenario
from parking_share.texts import _, language_in_use, ngettext

SHOWN_MORE = 5
"""So many changes that were not solved are shown below the others."""


def print_advice(console: Console, advice: Advice, top: int) -> None:
    """The best changes, with what each brings at most and what it brings, and how certain that is."""
    solved = [each for each in advice.suggestions if each.gain is not None]
    others = [each for each in advice.suggestions if each.gain is None]
    right: dict[str, Justify] = dict.fromkeys((_("estimate"), _("at most"), _("gain"), _("served")), "right")
    title = _(
        "estimate, at most, gain: in what the level '%(level)s' counts; served: residents more; %(blank)s: not solved",
        level=advice.objective,
        blank=BLANK,
    )
    table = plain_table({_("change"): "left", _("of"): "left", **right}, title)
    for each in (*solved[: max(top, advice.sure)], *others[:SHOWN_MORE]):
        found = (BLANK, BLANK) if each.gain is None or each.served is None else (f"{each.gain:+,}", f"{each.served:+,}")
        table.add_row(_(each.change), escape(f"{each.subject} {each.name}".rstrip()), f"{each.estimate:,}", f"{each.at_most:,}", *found)
    console.print(table)
    if advice.useless:
        console.print(_("%(n)s other changes bring nothing: the prices prove it.", n=f"{advice.useless:,}"))
    best = min(advice.sure, top)
    if best:
        certain = ngettext(
            "The first is certain to be the best: %(solved)s changes were solved, and no other can bring more than its 'at most'.",
            "The first %(n)s are certain to be the best: %(solved)s changes were solved, and no other can bring more than its 'at most'.",
            best,
            solved=advice.solved,
        )
        console.print(certain)
    elif not advice.suggestions:
        console.print(_("No single change that is looked at brings anything."))
    else:
        console.print(_("Which change is best is not certain: %(n)s were solved.", n=advice.solved))


def print_needs(console: Console, scenario: Scenario, needs: Sequence[Need]) -> None:
    """What targets need, and where."""
    names = {lot.id: lot.name for lot in scenario.lots}
    for need in needs:
        console.print()
        for sentence in need_sentences(Language.of(language_in_use()), need):
            console.print(sentence, markup=False)
        if need.spaces:
            table = plain_table({_("lot"): "left", _("name"): "left", _("spaces more"): "right"})
            for lot, more in sorted(need.spaces.items(), key=lambda each: -each[1]):
                table.add_row(escape(lot), escape(names[lot]), f"{more:+,}")
            console.print(table)


def print_spare(console: Console, spared: Sequence[Spare]) -> None:
    """How many spaces lots can give back."""
    console.print()
    if not spared:
        console.print(_("No lot can give back a space without somebody losing the place."))
        return
    table = plain_table({_("lot"): "left", _("name"): "left", _("can give back"): "right", _("one more"): "left"})
    for each in spared:
        more = _("there are no more") if each.spaces == each.shared else _("costs a place") if each.is_most else _("not certain")
        table.add_row(escape(each.lot), escape(each.name), f"{each.spaces:,}", more)
    console.print(table)
    console.print(_("Each lot by itself, with everyone who is served still served; all other lots can give back none."))
