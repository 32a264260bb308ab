"""Optimal, proved and explained schedules for sharing institutional parking lots with the residents next door.

from parking_share import proofs, read_scenario, solve, verify

scenario = read_scenario("scenarios/taiping-street-80.json")
result = solve(scenario)
result.schedule.status  # 'optimal'
result.to_frame()  # one row a held stay
verify(scenario, result.schedule)  # () where every rule holds
proofs(scenario, result.schedule)  # how good each level is proved to be
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from parking_share.advising import Advice, advise
    from parking_share.bays import Numbered, number_bays
    from parking_share.comparison import Comparison, Solved, compare
    from parking_share.errors import InputError, Problem
    from parking_share.explaining import LotExplanation, ResidentExplanation, explain_lot, explain_resident
    from parking_share.exporting import Export, export
    from parking_share.masking import mask
    from parking_share.reading import read_scenario
    from parking_share.report import render_comparison, render_lots, render_report, render_sweep, write_lots
    from parking_share.report.advised import render_advice
    from parking_share.report.explained import render_explanation
    from parking_share.scenario import Scenario
    from parking_share.schedule import Schedule, read_schedule, write_schedule
    from parking_share.solving import Result, solve
    from parking_share.variants import Variant, read_variants, vary
    from parking_share.verification import Judgement, Verdict, Violation, judge, proofs, verify
    from parking_share.writing import write_scenario

__all__ = [
    "Advice",
    "Comparison",
    "Export",
    "InputError",
    "Judgement",
    "LotExplanation",
    "Numbered",
    "Problem",
    "ResidentExplanation",
    "Result",
    "Scenario",
    "Schedule",
    "Solved",
    "Variant",
    "Verdict",
    "Violation",
    "advise",
    "compare",
    "explain_lot",
    "explain_resident",
    "export",
    "judge",
    "mask",
    "number_bays",
    "proofs",
    "read_scenario",
    "read_schedule",
    "read_variants",
    "render_advice",
    "render_comparison",
    "render_explanation",
    "render_lots",
    "render_report",
    "render_sweep",
    "solve",
    "vary",
    "verify",
    "write_lots",
    "write_scenario",
    "write_schedule",
]

_LATER = {
    **dict.fromkeys(("InputError", "Problem"), "errors"),
    "read_scenario": "reading",
    "Scenario": "scenario",
    **dict.fromkeys(("Schedule", "read_schedule", "write_schedule"), "schedule"),
    **dict.fromkeys(("Advice", "advise"), "advising"),
    **dict.fromkeys(("Numbered", "number_bays"), "bays"),
    **dict.fromkeys(("Variant", "read_variants", "vary"), "variants"),
    "write_scenario": "writing",
    **dict.fromkeys(("Comparison", "Solved", "compare"), "comparison"),
    **dict.fromkeys(("LotExplanation", "ResidentExplanation", "explain_lot", "explain_resident"), "explaining"),
    "render_advice": "report.advised",
    **dict.fromkeys(("Export", "export"), "exporting"),
    "mask": "masking",
    "render_explanation": "report.explained",
    **dict.fromkeys(("Result", "solve"), "solving"),
    **dict.fromkeys(("Judgement", "Verdict", "Violation", "judge", "proofs", "verify"), "verification"),
    **dict.fromkeys(("render_comparison", "render_lots", "render_report", "render_sweep", "write_lots"), "report"),
}


def __dir__() -> list[str]:
    return __all__


def __getattr__(name: str) -> Any:
    """Import what is asked for only then: ortools takes longer to load than most files to read, and a command begins at once."""
    if name not in _LATER:
        raise AttributeError(f"module 'parking_share' has no attribute '{name}'")
    import importlib

    return getattr(importlib.import_module(f"parking_share.{_LATER[name]}"), name)
