"""Where another solver did better: worked out from the figures, so that no run can forget to say it."""

from __future__ import annotations

from collections.abc import Iterator

from outcome import SOLVERS, Outcome

OURS = "parking-share"
MUCH_LESS_MEMORY = 0.8


def losses(outcomes: list[Outcome], limit: float) -> Iterator[str]:
    """One sentence for each solver that was better than parking-share in anything on the same instance."""
    ours = next((outcome for outcome in outcomes if outcome.solver == OURS), None)
    if ours is None:
        return
    if ours.note:
        yield f"{ours.instance}: parking-share {ours.note}."
    for other in outcomes:
        if other.first_value is not None and other.solver != OURS and other.first_bound is not None:
            found = (_first_level(ours, other, limit), _all_levels(ours, other, limit), _memory(ours, other))
            if any(found):
                yield f"{ours.instance}: {SOLVERS[other.solver]} {'; '.join(filter(None, found))}."


def _first_level(ours: Outcome, other: Outcome, limit: float) -> str:
    if other.first_proved:
        took = _total(other, other.first_seconds)
        if not ours.first_proved:
            return f"proves the first level in {took:.1f} s, parking-share not within {limit:.0f} s"
        mine = _total(ours, ours.first_seconds)
        return f"proves the first level in {took:.2f} s with building, parking-share in {mine:.2f} s" if took < mine else ""
    if ours.first_proved or ours.first_value is None or other.first_value is None:
        return ""
    better = []
    if other.first_value > ours.first_value:
        better.append(f"finds {other.first_value:,} on the first level where parking-share finds {ours.first_value:,}")
    if other.first_bound is not None and (ours.first_bound is None or other.first_bound < ours.first_bound):
        reached = "none" if ours.first_bound is None else f"{ours.first_bound:,.0f}"
        better.append(f"bounds the first level by {other.first_bound:,.0f} where parking-share has {reached}")
    return " and ".join(better)


def _all_levels(ours: Outcome, other: Outcome, limit: float) -> str:
    levels = len(other.values)
    if other.num_proved > ours.num_proved:
        return f"proves {other.num_proved} of {levels} levels within {limit:.0f} s, parking-share {ours.num_proved}"
    took, mine = _total(other, other.seconds), _total(ours, ours.seconds)
    if other.num_proved == ours.num_proved == levels and took < mine:
        return f"proves all levels in {took:.2f} s with building, parking-share in {mine:.2f} s"
    return ""


def _memory(ours: Outcome, other: Outcome) -> str:
    if ours.peak_mb and other.peak_mb and other.peak_mb < MUCH_LESS_MEMORY * ours.peak_mb:
        return f"takes {other.peak_mb:.0f} MB of memory, parking-share {ours.peak_mb:.0f} MB"
    return ""


def _total(outcome: Outcome, seconds: float | None) -> float:
    return (outcome.build_seconds or 0.0) + (seconds or 0.0)
