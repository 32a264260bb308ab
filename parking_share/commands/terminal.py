"""A result on the terminal: levels with their proofs, who is served, how full the lots are."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Literal

from rich.table import Table

from parking_share.catalogue import REASONS, Reason
from parking_share.commands.common import CleanConsole, escape
from parking_share.solving import Ended, Result
from parking_share.summary import proof, summary
from parking_share.texts import N_, _

SHOWN_LOTS = 20
WORDS = (
    *(N_("optimal"), N_("feasible")),
    *(N_("stay"), N_("move"), N_("leave"), N_("enter")),
    *(N_("better"), N_("worse"), N_("equal"), N_("more"), N_("less")),
    *(N_("added"), N_("removed")),
    *(N_("points"), N_("late"), N_("early"), N_("fee"), N_("excluded"), N_("fixed"), N_("serves"), N_("space")),
    *(N_("own-use-begins"), N_("own-use-ends")),
    *(N_("fcfs"), N_("no-lot-in-walk"), N_("not-admitted"), N_("no-matching-hours"), N_("full")),
    *(N_("priority"), N_("served"), N_("keep"), N_("walk"), N_("trim"), N_("lottery")),
)
"""Words of schedules and comparisons that tables show as they are, for translation."""


def print_result(console: CleanConsole, result: Result) -> None:
    """Print what an operator wants to know."""
    facts = summary(result)
    name = result.scenario.name or result.scenario.id
    served = _(
        "%(served)s of %(residents)s residents served, %(verdict)s",
        served=f"{facts['served']:,}",
        residents=f"{facts['residents']:,}",
        verdict=verdict(facts),
    )
    console.print(_("%(name)s: %(result)s", name=f"[bold]{escape(name)}[/]", result=served), markup=True)
    console.print(_levels(facts, result))
    if any(facts["refused"].values()):
        console.print(_refused(facts["refused"]))
    if facts["start"]:
        console.print(_("from the start: %(changes)s", changes=changes_in_words(**facts["start"])))
    walks = facts["walk_seconds"]
    if walks["mean"] is not None:
        mean, most, longest = (clock(walks[key]) for key in ("mean", "percentile_90", "longest"))
        console.print(
            _("walks: %(mean)s on average, %(most)s for 90 %%, %(longest)s at most (min:s)", mean=mean, most=most, longest=longest)
        )
    if facts["lots"]:
        console.print(_lots(facts["lots"]))


def verdict(facts: dict[str, Any]) -> str:
    """How the search ended, in words, from the facts of ``summary``."""
    ended: Ended = facts["ended"]
    words: dict[Ended, str] = {
        "proved": N_("proved optimal in %(seconds)s s"),
        "interrupted": N_("interrupted after %(seconds)s s"),
        "time limit": N_("time limit reached after %(seconds)s s"),
        "not proved": N_("not proved: the solvers ended without a proof"),
        "baseline": N_("a baseline: nothing is proved"),
    }
    return _(words[ended], seconds=f"{facts['seconds']:.1f}")


def changes_in_words(stay: int, move: int, leave: int, enter: int) -> str:
    """How many residents stay, move, leave and enter."""
    counts = {"stay": f"{stay:,}", "move": f"{move:,}", "leave": f"{leave:,}", "enter": f"{enter:,}"}
    return _("%(stay)s stay, %(move)s move, %(leave)s leave, %(enter)s enter", **counts)


def _levels(facts: dict[str, Any], result: Result) -> Table:
    table = plain_table([*left(_("level")), *right(_("value"), _("bound")), *left(_("proof")), *right(_("first come first served"))])
    for level, row in zip(result.schedule.levels, facts["levels"], strict=True):
        bound = "" if level.bound is None else f"{level.bound:,}"
        baseline = f"{row['first_come_first_served']:,}"
        table.add_row(_(level.objective), f"{level.value:,}", bound, proof(level), baseline)
    return table


def _refused(counts: dict[Reason, int]) -> Table:
    table = plain_table([*right(_("refused")), *left(_("why"))])
    for reason, count in counts.items():
        if count:
            table.add_row(f"{count:,}", _(REASONS[reason]))
    return table


def _lots(lots: list[dict[str, Any]]) -> Table:
    shown = sorted(lots, key=lambda lot: -lot["residents"])[:SHOWN_LOTS] if len(lots) > SHOWN_LOTS else lots
    title = _("the %(shown)s lots with most residents, of %(all)s", shown=len(shown), all=len(lots)) if len(lots) > SHOWN_LOTS else None
    numbers = right(_("spaces"), _("residents"), _("fullest"))
    table = plain_table([*left(_("lot"), _("name")), *numbers, *left(_("when"))], title)
    for lot in shown:
        fullest = _("%(part)s of %(all)s", part=lot["fullest_present"], all=lot["fullest_shareable"])
        when = lot["fullest_at"][:16].replace("T", " ") if lot["residents"] else ""
        table.add_row(escape(lot["lot"]), escape(lot["name"]), str(lot["spaces"]), str(lot["residents"]), fullest, when)
    return table


Column = tuple[str, Literal["left", "right"]]
"""The head of a column, and the side at which its cells stand. Two heads may be one word in some language."""


def left(*heads: str) -> list[Column]:
    """Columns of words."""
    return [(head, "left") for head in heads]


def right(*heads: str) -> list[Column]:
    """Columns of figures."""
    return [(head, "right") for head in heads]


def plain_table(columns: Iterable[Column], title: str | None = None) -> Table:
    """A table without lines."""
    table = Table(box=None, pad_edge=False, header_style="dim", title=title, title_justify="left", title_style="dim")
    for head, justify in columns:
        table.add_column(head, justify=justify, overflow="fold" if justify == "right" else "ellipsis")  # no figure loses its digits
    return table


def clock(seconds: int) -> str:
    """Seconds as minutes and seconds."""
    return f"{seconds // 60}:{seconds % 60:02d}"
