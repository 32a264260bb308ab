"""What a schedule is worth on each objective level: one function a level."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

from parking_share.catalogue import Objective
from parking_share.verification.facts import Facts


def priority(facts: Facts) -> int:
    """Priority points of those served."""
    return sum(placement.resident.priority for placement in facts.placements)


def served(facts: Facts) -> int:
    """Residents served."""
    return len(facts.placements)


def keep(facts: Facts) -> int:
    """Residents served by their current lot."""
    return sum(placement.resident.current_lot == placement.lot.id for placement in facts.placements)


def walk(facts: Facts) -> int:
    """Walk seconds of those served, all together."""
    return sum(facts.walks.seconds(placement.resident, placement.lot) for placement in facts.placements)


def trim(facts: Facts) -> int:
    """Minutes of their stays that are cut or excused: wanted and not held."""
    wanted = sum(stay.end - stay.start for placement in facts.placements for stay in placement.wanted)
    held = sum(part.end - part.start for placement in facts.placements for part in placement.parts)
    return wanted - held


def lottery(facts: Facts) -> int:
    """Sum of the tickets: each the first 6 hex digits of SHA-256 of ``seed:id``, as a number."""
    seed = facts.scenario.policy.lottery_seed
    texts = (f"{seed}:{placement.resident.id}" for placement in facts.placements)
    return sum(int(hashlib.sha256(text.encode()).hexdigest()[:6], 16) for text in texts)


LEVEL_VALUES: dict[Objective, Callable[[Facts], int]] = {
    "priority": priority,
    "served": served,
    "keep": keep,
    "walk": walk,
    "trim": trim,
    "lottery": lottery,
}
