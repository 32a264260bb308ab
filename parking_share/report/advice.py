"""Advice in words: sentences and tables, the same for the terminal and the page."""

from __future__ import annotations

from collections.abc import Sequence

from parking_share.advising import Advice, Need, Spare, Suggestion
from parking_share.advising.candidates import KINDS
from parking_share.report.explained.view import Block
from parking_share.report.language import Language
from parking_share.report.needs import need_sentences
from parking_share.report.words import OBJECTIVE_NAMES
from parking_share.scenario import Scenario

SHOWN_MORE = 5
"""So many changes that were not solved are shown below the others."""

BLANK = "–"


def shown(advice: Advice, top: int) -> tuple[Suggestion, ...]:
    """The suggestions to show: the best that were solved, at least ``top`` of them, and a few others."""
    solved = [each for each in advice.suggestions if each.gain is not None]
    others = [each for each in advice.suggestions if each.gain is None]
    return (*solved[: max(top, advice.sure)], *others[:SHOWN_MORE])


def changes_block(language: Language, advice: Advice, top: int, chart: str = "", caption: str = "") -> Block:
    """The best changes, with what each brings at most and what it brings, and how certain their order is."""
    _, number = language.gettext, language.number
    rows = shown(advice, top)
    columns = (_("change"), _("of"), _("estimate"), _("at most"), _("gain"), _("served"))
    left_out = len(advice.suggestions) - len(rows)
    notes = [
        _("Estimate, at most and gain: %(level)s; served: residents more; %(blank)s: not solved.")
        % {"level": _(OBJECTIVE_NAMES[advice.objective]), "blank": BLANK},
        _("Estimates and 'at most' are never too low; what was solved is what the change brings, by itself: two may bring more or less."),
    ]
    if left_out:
        notes.insert(0, _("%(n)s more changes that may bring something are not shown.") % {"n": number(left_out)})
    return Block(
        _("Which single changes would serve most"),
        sentences=tuple(_certainty(language, advice, top)),
        columns=columns if rows else (),
        rows=tuple(
            (
                _(KINDS[each.kind]),
                f"{each.subject} {each.name}".rstrip(),
                *(number(figure) for figure in (each.estimate, each.at_most)),
                *found(language, each),
            )
            for each in rows
        ),
        notes=tuple(notes) if rows else (),
        chart=chart if rows else "",
        caption=caption,
        kind="figures",
        numbers=(2, 3, 4, 5),
    )


def found(language: Language, suggestion: Suggestion) -> tuple[str, str]:
    """What solving has shown of a change: its gain, and how many more residents are served."""
    if suggestion.gain is None or suggestion.served is None:
        return BLANK, BLANK
    gain = f"{suggestion.gain:+,}"
    return (gain if suggestion.is_proved else language.gettext("%(n)s or more") % {"n": gain}), f"{suggestion.served:+,}"


def _certainty(language: Language, advice: Advice, top: int) -> list[str]:
    """How certain the order is, and what was left out."""
    _, number = language.gettext, language.number
    best = min(advice.sure, top)
    amounts = {"best": number(best), "solved": number(advice.solved), "useless": number(advice.useless)}
    if best == 1:
        told = [_("The first is certain to be the best: %(solved)s changes were solved, and no other can bring more than its 'at most'.")]
    elif best:
        told = [
            _(
                "The first %(best)s are certain to be the best: %(solved)s changes were solved, "
                "and no other can bring more than its 'at most'."
            )
        ]
    elif not advice.suggestions:
        told = [_("No single change that is looked at brings anything.")]
    else:
        told = [_("Which change is best is not certain: %(solved)s were solved.")]
    if advice.is_interrupted:
        told.append(_("The search was interrupted."))
    if advice.useless:
        told.append(_("%(useless)s other changes bring nothing: the prices prove it."))
    return [sentence % amounts for sentence in told]


def need_block(language: Language, scenario: Scenario, need: Need) -> Block:
    """What a target needs, and where."""
    _ = language.gettext
    names = {lot.id: lot.name for lot in scenario.lots}
    spaces = sorted((need.spaces or {}).items(), key=lambda each: -each[1])
    return Block(
        _("Target %(target)s") % {"target": need.target},
        sentences=tuple(need_sentences(language, need)),
        columns=(_("lot"), _("name"), _("spaces more")) if spaces else (),
        rows=tuple((lot, names[lot], f"{more:+,}") for lot, more in spaces),
        kind="figures",
        numbers=(2,),
    )


def spare_block(language: Language, spared: Sequence[Spare]) -> Block:
    """How many spaces lots can give back."""
    _ = language.gettext
    title = _("Spaces that can be given back")
    if not spared:
        return Block(title, (_("No lot can give back a space without somebody losing the place."),))
    return Block(
        title,
        (_("Each lot by itself, with everyone who is served still served; all other lots can give back none."),),
        columns=(_("lot"), _("name"), _("can give back"), _("one more")),
        rows=tuple((each.lot, each.name, language.number(each.spaces), _one_more(language, each)) for each in spared),
        kind="figures",
        numbers=(2,),
    )


def _one_more(language: Language, spare: Spare) -> str:
    _ = language.gettext
    if spare.spaces == spare.shared:
        return _("there are no more")
    return _("costs a place") if spare.is_most else _("not certain")


def advice_blocks(
    language: Language, scenario: Scenario, advice: Advice, top: int, needs: Sequence[Need] | None, spared: Sequence[Spare] | None
) -> list[Block]:
    """All that was asked for; ``needs`` and ``spared`` are None where they were not, or are not known."""
    blocks = [changes_block(language, advice, top)]
    blocks += [need_block(language, scenario, need) for need in needs or ()]
    return blocks if spared is None else [*blocks, spare_block(language, spared)]
