"""Lists of minutes in a proof, with prices or with weights of a rounding: what is wrong with them, and what they come to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise

import numpy as np

from parking_share.schedule import ProfilePrices, ProfileWeights
from parking_share.texts import N_, _
from parking_share.verification.amounts import MinuteAmounts
from parking_share.verification.ground import Ground
from parking_share.verification.profiles import PROFILES, Profile
from parking_share.verification.violation import quoted

LARGEST = 10**1000
"""Numbers beyond this are refused, so that everything made of them can still be written down."""

List = ProfilePrices | ProfileWeights


def read_lists(ground: Ground, lists: Sequence[List]) -> tuple[dict[int, list[MinuteAmounts]], list[str]]:
    """The amounts by the number of the lot, of lists without faults; and the faults, in words that go on after "has"."""
    read: dict[int, list[MinuteAmounts]] = {}
    faults: list[str] = []
    for entry in lists:
        profile = _profile(ground, entry)
        wrong = [_("the scenario has no such spaces")] if profile is None else list(_faults(ground, entry))
        text = N_("prices for %(spaces)s, and %(fault)s") if _has_prices(entry) else N_("weights for %(spaces)s, and %(fault)s")
        faults += [_(text, spaces=_name(entry), fault=sentence) for sentence in wrong]
        if profile is not None and not wrong:
            found = MinuteAmounts(profile, np.array(entry.minutes, np.int64), _amounts(entry))
            read.setdefault(ground.lot_idx[entry.lot], []).append(found)
    listed = {(each.lot, each.rule, each.kind, _has_prices(each)): each for each in lists}
    if len(listed) < len(lists):
        times = Counter((_name(each), _has_prices(each)) for each in lists)
        for (name, has_prices), number in sorted(times.items()):
            if number > 1:
                twice = N_("two lists of prices for %(spaces)s") if has_prices else N_("two lists of weights for %(spaces)s")
                faults.append(_(twice, spaces=name))
    return read, faults


def _profile(ground: Ground, entry: List) -> Profile | None:
    """The profile that is meant; None where the scenario has no such lot, or the lot no such rule."""
    lot = ground.lot_idx.get(entry.lot)
    found = [] if lot is None else PROFILES[entry.rule](ground.scenario.lots[lot], ground.hours(lot))
    return next((profile for profile in found if profile.kind == entry.kind), None)


def _faults(ground: Ground, entry: List) -> Iterator[str]:
    """What is wrong with a list of a profile that there is."""
    amounts, has_prices = _amounts(entry), _has_prices(entry)
    if len(entry.minutes) != len(amounts):
        unequal = N_("%(minutes)s minutes with %(n)s prices") if has_prices else N_("%(minutes)s minutes with %(n)s weights")
        yield _(unequal, minutes=len(entry.minutes), n=len(amounts))
    if any(after <= before for before, after in pairwise(entry.minutes)):
        yield _("their minutes do not ascend")
    if max(entry.minutes, default=0) >= ground.length:
        yield _("a minute is not within the %(n)s minutes of the planned dates", n=ground.length)
    if max(amounts, default=0) >= LARGEST:
        yield _("a price has more than 1,000 digits") if has_prices else _("a weight has more than 1,000 digits")


def _amounts(entry: List) -> tuple[int, ...]:
    return entry.prices if isinstance(entry, ProfilePrices) else entry.weights


def _has_prices(entry: List) -> bool:
    return isinstance(entry, ProfilePrices)


def _name(entry: List) -> str:
    """The spaces that a list is for."""
    if entry.kind:
        return _("lot %(lot)s, rule '%(rule)s', kind %(kind)s", lot=quoted(entry.lot), rule=entry.rule, kind=quoted(entry.kind))
    return _("lot %(lot)s, rule '%(rule)s'", lot=quoted(entry.lot), rule=entry.rule)
