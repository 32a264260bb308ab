"""What a proof comes to, as data: for each level how good its value is proved to be."""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass
from typing import Any, Literal

from parking_share.catalogue import MINIMISED, Objective
from parking_share.schedule import Level

Outcome = Literal["no proof", "does not follow", "rests on a search", "better than possible", "proved optimal", "within"]


@dataclass(frozen=True)
class Verdict:
    """What is proved of one level.

    Parameters
    ----------
    objective
        Name of the level.
    value
        What the assignments come to, worked out afresh.
    stated_bound
        The bound that the schedule states, None where it states none.
    proved_bound
        The bound that its prices prove, worked out afresh; None without a proof that is well formed.
    by_search
        Whether the schedule says that a search has closed what the prices leave open.
    """

    objective: Objective
    value: int
    stated_bound: int | None
    proved_bound: int | None
    by_search: bool = False

    @property
    def outcome(self) -> Outcome:
        """The verdict in a word or two; a stated bound that does not follow goes before all that is proved."""
        if self.proved_bound is None:
            return "no proof"
        if self.overstated > 0:
            return "rests on a search" if self.by_search else "does not follow"
        if self.value == self.proved_bound:
            return "proved optimal"
        return "better than possible" if self._worse(self.proved_bound, self.value) < 0 else "within"

    @property
    def overstated(self) -> int:
        """By how much the stated bound is tighter than what the prices prove."""
        if self.stated_bound is None or self.proved_bound is None:
            return 0
        return max(0, self._worse(self.proved_bound, self.stated_bound))

    @property
    def gap_percent(self) -> float | None:
        """How far the value may be from the best by what the prices prove, per cent of that bound; None where it has no figure.

        See ``Level.gap_percent``.
        """
        gap = Level.model_construct(objective=self.objective, value=self.value, bound=self.proved_bound).gap_percent
        return None if gap is None or math.isinf(gap) else gap

    def to_dict(self) -> dict[str, Any]:
        """Plain data, every key present."""
        return asdict(self) | {"outcome": self.outcome, "gap_percent": self.gap_percent}

    def sentence(self) -> str:
        """The verdict in plain words."""
        side = "less" if self.objective in MINIMISED else "more"
        proved = f"that no {side} than {self.proved_bound} is possible"
        if self.outcome == "no proof":
            return "no bound is stated" if self.stated_bound is None else f"the bound {self.stated_bound} is stated without a proof"
        if self.outcome == "proved optimal":
            return f"proved optimal: its prices prove {proved}"
        if self.outcome == "rests on a search":
            return f"the stated bound {self.stated_bound} rests on a search, which cannot be checked here; its prices prove {proved}"
        if self.outcome == "does not follow":
            return f"the stated bound {self.stated_bound} does not follow from its proof: its prices prove only {proved}"
        if self.outcome == "better than possible":
            return f"better than possible: its prices prove {proved}, so something else in the schedule is wrong"
        within = "" if self.gap_percent is None else f"within {self.gap_percent} % of the best: "
        return f"{within}its prices prove {proved}"

    def _worse(self, bound: int, than: int) -> int:
        """How much more room a bound leaves than another figure."""
        return than - bound if self.objective in MINIMISED else bound - than
