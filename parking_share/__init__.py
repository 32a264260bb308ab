"""Optimal, proved and explained schedules for sharing institutional parking lots with the residents next door.

from parking_share import read_scenario, solve, verify, write_schedule

scenario = read_scenario("scenarios/taiping-street-80.json")
result = solve(scenario)
result.schedule.status  # 'optimal'
result.to_frame()  # one row a held stay
verify(scenario, result.schedule)  # () where every rule holds
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from parking_share.errors import InputError, Problem
from parking_share.reading import read_scenario
from parking_share.scenario import Scenario
from parking_share.schedule import Schedule, read_schedule, write_schedule

if TYPE_CHECKING:
    from parking_share.solving import Result, solve
    from parking_share.verification import Violation, verify

__all__ = [
    "InputError",
    "Problem",
    "Result",
    "Scenario",
    "Schedule",
    "Violation",
    "read_scenario",
    "read_schedule",
    "solve",
    "verify",
    "write_schedule",
]

_LATER = {"Result": "solving", "solve": "solving", "Violation": "verification", "verify": "verification"}


def __dir__() -> list[str]:
    return __all__


def __getattr__(name: str) -> Any:
    """Import the solver and the verifier only when they are asked for: ortools takes longer to load than most files to read."""
    if name not in _LATER:
        raise AttributeError(f"module 'parking_share' has no attribute '{name}'")
    import importlib

    return getattr(importlib.import_module(f"parking_share.{_LATER[name]}"), name)
