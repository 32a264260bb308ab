"""What targets need, in sentences."""

from __future__ import annotations

from parking_share.advising import Need
from parking_share.report.language import Language


def need_sentences(language: Language, need: Need) -> list[str]:
    """What a target asks for, what is possible, how many spaces more it takes, and what the policy makes of these."""
    _, ngettext, number = language.gettext, language.translations.ngettext, language.number
    total = sum((need.spaces or {}).values())
    amounts = {
        "asked": number(need.asked),
        "needed": number(need.needed),
        "served": number(need.served),
        "reached": number(need.reached),
        "most": number(need.most),
        "hopeless": number(need.hopeless),
        "at_least": number(need.at_least),
        "total": number(total),
        "by_policy": number(need.by_policy or 0),
    }
    told = [_("%(needed)s of %(asked)s residents are to be served; %(served)s are now.")]
    if need.hopeless:
        told.append(_("%(hopeless)s of those asked for can use no lot, however many spaces it has."))
    if need.most < need.needed:
        told.append(_("No number of spaces more is enough: no more than %(most)s can be served."))
    if need.spaces is None:
        told.append(_("No spaces more with which %(reached)s are served were found in the time given; it takes at least %(at_least)s."))
        return [sentence % amounts for sentence in told]
    if not need.spaces:
        told.append(_("To serve %(reached)s, no space more is needed."))
    elif need.at_least == total:
        told.append(
            ngettext(
                "To serve %(reached)s, it takes %(total)s space more; without it there is no schedule that serves so many.",
                "To serve %(reached)s, it takes %(total)s spaces more in all; with fewer there is no schedule that serves so many.",
                total,
            )
        )
    else:
        told.append(
            ngettext(
                "To serve %(reached)s, %(total)s space more is enough; fewer than %(at_least)s certainly are not.",
                "To serve %(reached)s, %(total)s spaces more in all are enough; fewer than %(at_least)s certainly are not.",
                total,
            )
        )
    assert need.by_policy is not None
    if need.by_policy >= need.reached:
        told.append(_("The best schedule by the scenario's policy then serves %(by_policy)s of those asked for."))
    else:
        told.append(_("But the best schedule that was found by the scenario's policy then serves only %(by_policy)s of those asked for."))
        if need.is_confirmed:
            told.append(_("The policy prefers others: another schedule serves %(reached)s."))
    return [sentence % amounts for sentence in told]
