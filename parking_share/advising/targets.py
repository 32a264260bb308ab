"""What a target would need: the fewest spaces more, and where, with which so many residents, or the most urgent ones, are served."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import partial
from math import ceil

from parking_share.advising.fewest import fewest_spaces
from parking_share.comparison import Solved
from parking_share.errors import InputError, Problem
from parking_share.optimize import Budget
from parking_share.scenario import Scenario
from parking_share.solving import DEFAULT_TIME_LIMIT, Result
from parking_share.texts import _
from parking_share.variants.changes import Variant
from parking_share.variants.running import run


@dataclass(frozen=True)
class Target:
    """Of the residents ``asked`` (ids), ``needed`` are to be served; ``text`` is the target as it was written."""

    text: str
    asked: frozenset[str]
    needed: int


@dataclass(frozen=True)
class Need:
    """What a target needs.

    Of ``asked`` residents ``needed`` are to be served, and ``served`` are as things are. No more than ``most`` of those needed can be,
    however many spaces there are; ``hopeless`` can use no lot. ``spaces`` says how many more are enough for ``reached`` of them, lot by
    lot: as many as needed, or as were found possible. None were found in time where it is None; fewer than ``at_least`` are not enough.

    With these spaces the best schedule by the scenario's policy serves ``by_policy`` of those asked, None where there are none; where that
    is fewer than reached, ``is_confirmed`` says whether another schedule that was found serves so many.
    """

    target: str
    asked: int
    needed: int
    served: int
    reached: int
    most: int
    hopeless: int
    spaces: dict[str, int] | None
    at_least: int
    by_policy: int | None
    is_confirmed: bool

    @property
    def total(self) -> int | None:
        """All spaces more together."""
        return None if self.spaces is None else sum(self.spaces.values())


def read_targets(scenario: Scenario, texts: Sequence[str]) -> tuple[Target, ...]:
    """Targets from texts: ``served=95%`` of all residents, ``served=140`` of them, ``priority=5``: everyone with 5 points or more.

    Raises
    ------
    InputError
        For those that are none, all at once.
    """
    problems: list[Problem] = []
    targets = []
    for text in texts:
        try:
            targets.append(_target(scenario, text))
        except ValueError as error:
            problems.append(Problem(_("the target %(text)s", text=repr(text)), str(error)))
    if problems:
        raise InputError(problems)
    return tuple(targets)


_FORM = re.compile(r"(?P<what>served|priority)=(?P<number>\d+(\.\d+)?)(?P<share>%?)", re.ASCII)


def _target(scenario: Scenario, text: str) -> Target:
    """Raises ValueError, with a sentence for the user."""
    match, residents = _FORM.fullmatch(text.strip()), scenario.residents
    if match is None or (match["what"] == "priority" and match["share"]):
        raise ValueError(
            _("is none; write %(share)s, served=140 or priority=5, which is everyone with 5 points or more", share="served=95%")
        )
    number, everyone = Fraction(match["number"]), frozenset(each.id for each in residents)
    if match["what"] == "priority":
        asked = frozenset(each.id for each in residents if each.priority >= number)
        if not asked:
            raise ValueError(
                _("asks for nobody: no resident has more than %(most)s points", most=max((r.priority for r in residents), default=0))
            )
        return Target(text, asked, len(asked))
    if match["share"]:
        if number > 100:
            raise ValueError(_("asks for more than all residents; write a share up to %(most)s", most="100%"))
        return Target(text, everyone, ceil(number * len(residents) / 100))
    if number.denominator != 1 or number > len(residents):
        raise ValueError(
            _("asks for what cannot be; there are %(n)s residents: write a whole number up to that, or a share", n=f"{len(residents):,}")
        )
    return Target(text, everyone, int(number))


def needs_of(
    base: Solved,
    targets: Sequence[Target],
    *,
    time_limit: float | None = DEFAULT_TIME_LIMIT,
    report: Callable[[str], None] = lambda progress: None,
) -> tuple[Need, ...]:
    """For each target the fewest spaces more with which there is a schedule that meets it.

    Spaces are ordinary ones, open when the lot is; whoever needs a kind of space finds no more of these. Where the fewest are found, the
    scenario is solved with them, by its own policy, which may prefer to serve others.

    Parameters
    ----------
    base
        A scenario and an optimal schedule of it.
    time_limit
        Seconds for each search.
    report
        Told in words how far it is.

    Raises
    ------
    KeyboardInterrupt
        On Ctrl-C.
    """
    return tuple(_need(base, target, time_limit, report) for target in targets)


def _need(base: Solved, target: Target, time_limit: float | None, report: Callable[[str], None]) -> Need:
    report(_("looking for the fewest spaces with which the target %(target)s is met ...", target=target.text))
    scenario = base.scenario
    served = sum(each.resident in target.asked for each in base.schedule.assignments)
    asked = tuple(each for each in scenario.residents if each.id in target.asked)
    budget = Budget(time_limit)
    with budget.interruptible():
        found = fewest_spaces(scenario, asked, target.needed, budget)
    if budget.interrupted:
        raise KeyboardInterrupt
    spaces, by_policy, is_confirmed = None, None, False
    if found.spaces is not None:
        spaces = {lot.id: more for lot, more in zip(scenario.lots, found.spaces.tolist(), strict=True) if more}
        more = f"{sum(spaces.values()):,}"
        report(_("solving the scenario with %(n)s spaces more, for the target %(target)s ...", n=more, target=target.text))
        changed = Variant.model_validate({"id": "more", "lots": [{"ids": [lot], "add": {"spaces": more}} for lot, more in spaces.items()]})
        tell = partial(_served, target.asked)
        ((_number, outcome),) = run(scenario, [[changed]], tell, base.schedule, time_limit=time_limit)
        by_policy, is_confirmed = outcome.told, outcome.told >= found.reached
        if not is_confirmed:
            policy = scenario.policy.model_copy(update={"objectives": ("served",), "max_moves": None})
            alone = scenario.model_copy(update={"residents": asked, "policy": policy})
            ((_number, outcome),) = run(alone, [[changed]], tell, time_limit=time_limit)
            is_confirmed = outcome.told >= found.reached
    return Need(
        target=target.text,
        asked=len(asked),
        needed=target.needed,
        served=served,
        reached=found.reached,
        most=found.most,
        hopeless=found.hopeless,
        spaces=spaces,
        at_least=found.at_least,
        by_policy=by_policy,
        is_confirmed=is_confirmed,
    )


def _served(asked: frozenset[str], variant: Variant, result: Result) -> int:
    """How many of those asked for are served."""
    return sum(each.resident in asked for each in result.schedule.assignments)
