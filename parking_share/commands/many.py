"""Many solved variants on the terminal: the answers of ``whatif``, the table of a sweep."""

from __future__ import annotations

import math
from collections.abc import Sequence

from parking_share.catalogue import OBJECTIVES
from parking_share.commands.common import CleanConsole, escape
from parking_share.commands.comparing import CHANGE, figure, signed
from parking_share.commands.terminal import left, plain_table, right
from parking_share.schedule import Schedule
from parking_share.texts import _
from parking_share.variants.sweep import Sweep
from parking_share.variants.whatif import Answer


def print_answers(console: CleanConsole, base: Schedule, answers: Sequence[Answer]) -> None:
    """What each variant does to the residents, and to the levels, below the scenario as it is."""
    counts = right(_("residents"), _("served"), CHANGE, _("enter"), _("leave"), _("move"))
    table = plain_table([*left(_("variant")), *counts, *left(_("status"))])
    served = len(base.assignments)
    table.add_row(_("base"), f"{served + len(base.refusals):,}", f"{served:,}", "", "", "", "", _(base.status))
    for answer in answers:
        of, moved = answer.comparison, answer.comparison.changes
        figures = (figure(of.residents.variant), figure(of.served.variant), signed(of.served.difference))
        table.add_row(
            escape(answer.variant), *figures, *(f"{count:,}" for count in (moved.enter, moved.leave, moved.move)), _(of.variant.status)
        )
    console.print(table)
    console.print()
    objectives = list(dict.fromkeys(row.objective for answer in answers for row in answer.comparison.levels))
    values = {level.objective: level.value for level in base.levels}
    table = plain_table([*left(_("variant - base")), *right(*map(_, objectives))])
    table.add_row(_("base"), *(figure(values.get(objective)) for objective in objectives))
    for answer in answers:
        level = {row.objective: row.value for row in answer.comparison.levels}
        table.add_row(
            escape(answer.variant), *(signed(level[objective].difference if objective in level else None) for objective in objectives)
        )
    console.print(table)


def print_sweep(console: CleanConsole, sweep: Sweep) -> None:
    """One row a combination; a table of residents served where two parameters are varied."""
    frame, paths = sweep.to_frame(), [parameter.path for parameter in sweep.parameters]
    if len(paths) == 2 and not frame.empty:
        served = frame.pivot(index=paths[0], columns=paths[1], values="served")
        across = (escape(str(value)) for value in served.columns)
        table = plain_table(right(escape(paths[0]), *across), escape(_("residents served; across: %(parameter)s", parameter=paths[1])))
        for value, counts in zip(served.index, served.to_numpy(), strict=True):
            table.add_row(escape(str(value)), *("" if math.isnan(count) else f"{count:,.0f}" for count in counts))
    else:
        names = ["residents", "served", *(name for name in OBJECTIVES if name in frame and name != "served")]
        heads = [*right(_("value"), *map(_, names)), *left(_("status"))]
        table = plain_table(heads, escape(_("varied: %(parameter)s", parameter=paths[0])))
        for row in frame.to_dict("records"):
            table.add_row(escape(str(row[paths[0]])), *(f"{row[name]:,}" for name in names), _(row["status"]))
    console.print(table)
