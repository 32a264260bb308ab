"""What a proof comes to, as data: for each level how good its value is proved to be."""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass
from typing import Any, Literal

from parking_share.catalogue import MINIMISED, Objective
from parking_share.schedule import Level
from parking_share.texts import N_, _

Outcome = Literal["no proof", "does not follow", "rests on a search", "better than possible", "proved optimal", "within"]

_SENTENCES: dict[Outcome, str] = {
    "proved optimal": N_("proved optimal: its prices prove %(proved)s"),
    "rests on a search": N_("the stated bound %(stated)s rests on a search, which cannot be checked here; its prices prove %(proved)s"),
    "does not follow": N_("the stated bound %(stated)s does not follow from its proof: its prices prove only %(proved)s"),
    "better than possible": N_("better than possible: its prices prove %(proved)s, so something else in the schedule is wrong"),
    "within": N_("within %(gap)s %% of the best: its prices prove %(proved)s"),
}


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
        told: dict[str, object] = {"stated": self.stated_bound, "gap": self.gap_percent, "proved": self._proved_in_words()}
        if self.outcome == "no proof":
            return _("no bound is stated") if self.stated_bound is None else _("the bound %(stated)s is stated without a proof", **told)
        if self.outcome == "within" and self.gap_percent is None:
            return _("its prices prove %(proved)s", **told)
        return _(_SENTENCES[self.outcome], **told)

    def _proved_in_words(self) -> str:
        if self.objective in MINIMISED:
            return _("that no less than %(bound)s is possible", bound=self.proved_bound)
        return _("that no more than %(bound)s is possible", bound=self.proved_bound)

    def _worse(self, bound: int, than: int) -> int:
        """How much more room a bound leaves than another figure."""
        return than - bound if self.objective in MINIMISED else bound - than
