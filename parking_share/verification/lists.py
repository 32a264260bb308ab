"""Lists of minutes in a proof, with prices or with weights of a rounding: what is wrong with them, and what they come to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise

import numpy as np

from parking_share.schedule import ProfilePrices, ProfileWeights
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
        wrong = ["the scenario has no such spaces"] if profile is None else list(_faults(ground, entry))
        faults += [f"{_word(entry)}s for {_name(entry)}, and {sentence}" for sentence in wrong]
        if profile is not None and not wrong:
            found = MinuteAmounts(profile, np.array(entry.minutes, np.int64), _amounts(entry))
            read.setdefault(ground.lot_idx[entry.lot], []).append(found)
    twice = Counter((_name(entry), _word(entry)) for entry in lists)
    faults += [f"two lists of {word}s for {name}" for (name, word), times in sorted(twice.items()) if times > 1]
    return read, faults


def _profile(ground: Ground, entry: List) -> Profile | None:
    """The profile that is meant; None where the scenario has no such lot, or the lot no such rule."""
    lot = ground.lot_idx.get(entry.lot)
    found = [] if lot is None else PROFILES[entry.rule](ground.scenario.lots[lot], ground.hours(lot))
    return next((profile for profile in found if profile.kind == entry.kind), None)


def _faults(ground: Ground, entry: List) -> Iterator[str]:
    """What is wrong with a list of a profile that there is."""
    amounts, word = _amounts(entry), _word(entry)
    if len(entry.minutes) != len(amounts):
        yield f"{len(entry.minutes)} minutes with {len(amounts)} {word}s"
    if any(after <= before for before, after in pairwise(entry.minutes)):
        yield "their minutes do not ascend"
    if max(entry.minutes, default=0) >= ground.length:
        yield f"a minute is not within the {ground.length} minutes of the planned dates"
    if max(amounts, default=0) >= LARGEST:
        yield f"a {word} has more than 1,000 digits"


def _amounts(entry: List) -> tuple[int, ...]:
    return entry.prices if isinstance(entry, ProfilePrices) else entry.weights


def _word(entry: List) -> str:
    return "price" if isinstance(entry, ProfilePrices) else "weight"


def _name(entry: List) -> str:
    """The spaces that a list is for."""
    return f"lot {quoted(entry.lot)}, rule '{entry.rule}'" + (f", kind {quoted(entry.kind)}" if entry.kind else "")
