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

SHOWN_MORE = 5
"""So many changes that were not solved are shown below the others."""


def print_advice(console: Console, advice: Advice, top: int) -> None:
    """The best changes, with what each brings at most and what it brings, and how certain that is."""
    solved = [each for each in advice.suggestions if each.gain is not None]
    others = [each for each in advice.suggestions if each.gain is None]
    right: dict[str, Justify] = dict.fromkeys(("estimate", "at most", "gain", "served"), "right")
    title = f"estimate, at most, gain: in what the level '{advice.objective}' counts; served: residents more; {BLANK}: not solved"
    table = plain_table({"change": "left", "of": "left", **right}, title)
    for each in (*solved[: max(top, advice.sure)], *others[:SHOWN_MORE]):
        found = (BLANK, BLANK) if each.gain is None or each.served is None else (f"{each.gain:+,}", f"{each.served:+,}")
        table.add_row(each.change, escape(f"{each.subject} {each.name}".rstrip()), f"{each.estimate:,}", f"{each.at_most:,}", *found)
    console.print(table)
    if advice.useless:
        console.print(f"{advice.useless:,} other changes bring nothing: the prices prove it.")
    best = min(advice.sure, top)
    if best:
        certain = "The first is certain to be the best" if best == 1 else f"The first {best} are certain to be the best"
        console.print(f"{certain}: {advice.solved} changes were solved, and no other can bring more than its 'at most'.")
    elif not advice.suggestions:
        console.print("No single change that is looked at brings anything.")
    else:
        console.print(f"Which change is best is not certain: {advice.solved} were solved.")


def print_needs(console: Console, scenario: Scenario, needs: Sequence[Need]) -> None:
    """What targets need, and where."""
    names = {lot.id: lot.name for lot in scenario.lots}
    for need in needs:
        console.print()
        for sentence in need_sentences(Language.of("en"), need):
            console.print(sentence, markup=False)
        if need.spaces:
            table = plain_table({"lot": "left", "name": "left", "spaces more": "right"})
            for lot, more in sorted(need.spaces.items(), key=lambda each: -each[1]):
                table.add_row(escape(lot), escape(names[lot]), f"{more:+,}")
            console.print(table)


def print_spare(console: Console, spared: Sequence[Spare]) -> None:
    """How many spaces lots can give back."""
    console.print()
    if not spared:
        console.print("No lot can give back a space without somebody losing the place.")
        return
    table = plain_table({"lot": "left", "name": "left", "can give back": "right", "one more": "left"})
    for each in spared:
        more = "there are no more" if each.spaces == each.shared else "costs a place" if each.is_most else "not certain"
        table.add_row(escape(each.lot), escape(each.name), f"{each.spaces:,}", more)
    console.print(table)
    console.print("Each lot by itself, with everyone who is served still served; all other lots can give back none.")
