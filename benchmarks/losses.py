"""Where another solver did better: worked out from the figures, so that no run can forget to say it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from outcome import LEAST, OURS, SOLVERS, Outcome

MUCH_LESS_MEMORY = 0.8


def losses(outcomes: list[Outcome], objectives: Sequence[str], limit: float) -> Iterator[str]:
    """One sentence for each solver that was better than parking-share in anything on the same instance."""
    ours = next((outcome for outcome in outcomes if outcome.solver == OURS), None)
    if ours is None:
        return
    if ours.note:
        yield f"{ours.instance}: parking-share {ours.note}."
    for other in outcomes:
        if other.solver == OURS:
            continue
        found = [
            _first_level(ours, other, limit),
            _all_levels(ours, other, limit),
            _value(ours, other, objectives),
            _bound(ours, other, objectives[0]),
            _memory(ours, other),
        ]
        if any(found):
            yield f"{ours.instance}: {SOLVERS[other.solver]} {'; '.join(filter(None, found))}."


def _first_level(ours: Outcome, other: Outcome, limit: float) -> str:
    if not other.first_proved:
        return ""
    took, mine = _total(other, other.first_seconds), _total(ours, ours.first_seconds)
    if not ours.first_proved:
        return f"proves the first level in {took:.1f} s, parking-share not within {limit:.0f} s"
    return f"proves the first level in {took:.2f} s with building, parking-share in {mine:.2f} s" if took < mine else ""


def _all_levels(ours: Outcome, other: Outcome, limit: float) -> str:
    levels = len(other.values)
    if other.num_proved > ours.num_proved:
        return f"proves {other.num_proved} of {levels} levels within {limit:.0f} s, parking-share {ours.num_proved}"
    took, mine = _total(other, other.seconds), _total(ours, ours.seconds)
    if levels and other.num_proved == ours.num_proved == levels and took < mine:
        return f"proves all levels in {took:.2f} s with building, parking-share in {mine:.2f} s"
    return ""


def _value(ours: Outcome, other: Outcome, objectives: Sequence[str]) -> str:
    """The first level on which the two schedules differ decides which is better."""
    for objective, found, mine in zip(objectives, other.values, ours.values, strict=False):  # a relaxation has no values
        if found is None or mine is None:
            return ""
        if found != mine:
            is_better = found < mine if objective in LEAST else found > mine
            return f"finds {found:,} on the level {objective} where parking-share finds {mine:,}" if is_better else ""
    return ""


def _bound(ours: Outcome, other: Outcome, objective: str) -> str:
    if ours.first_proved or other.first_proved or other.first_bound is None:
        return ""
    sign = -1 if objective in LEAST else 1
    if ours.first_bound is not None and sign * other.first_bound >= sign * ours.first_bound:
        return ""
    reached = "none" if ours.first_bound is None else f"{ours.first_bound:,.0f}"
    return f"bounds the first level by {other.first_bound:,.0f} where parking-share has {reached}"


def _memory(ours: Outcome, other: Outcome) -> str:
    searched = other.first_value is not None and other.first_bound is not None
    if searched and ours.peak_mb and other.peak_mb and other.peak_mb < MUCH_LESS_MEMORY * ours.peak_mb:
        return f"takes {other.peak_mb:.0f} MB of memory, parking-share {ours.peak_mb:.0f} MB"
    return ""


def _total(outcome: Outcome, seconds: float | None) -> float:
    return (outcome.build_seconds or 0.0) + (seconds or 0.0)
