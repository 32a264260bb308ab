"""Optimal, proved and explained schedules for sharing institutional parking lots with the residents next door.

>>> from parking_share import read_scenario, solve
>>> result = solve(read_scenario("scenarios/taiping-street-80.json"))  # doctest: +SKIP
>>> result.schedule.status  # doctest: +SKIP
'optimal'
"""

from parking_share.errors import InputError, Problem
from parking_share.reading import read_scenario
from parking_share.scenario import Scenario
from parking_share.schedule import Schedule, read_schedule, write_schedule

__all__ = ["InputError", "Problem", "Scenario", "Schedule", "read_scenario", "read_schedule", "solve", "verify", "write_schedule"]
