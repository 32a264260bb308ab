"""Other solvers of ortools on a program, through MathOpt, with nothing but a limit, a start and exact optimality asked for."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import timedelta

import numpy as np
from ortools.math_opt.python import mathopt

from parking_share.optimize.program import FloatArray, Program, to_proto

CP_SAT_WORKERS = 2
INTEGER = {"scip": mathopt.SolverType.GSCIP, "highs": mathopt.SolverType.HIGHS, "cp-sat": mathopt.SolverType.CP_SAT}
RELAXATION = {"glop-lp": mathopt.SolverType.GLOP, "highs-lp": mathopt.SolverType.HIGHS}
FOUND = (mathopt.TerminationReason.OPTIMAL, mathopt.TerminationReason.FEASIBLE)


@dataclass(frozen=True)
class Answer:
    """What a solver said: ``x`` (n,) if it has a solution, the ``bound`` of the maximum (infinite: none), and its own word
    for how it ended."""

    x: FloatArray | None
    bound: float
    reason: str


def solve(program: Program, solver: str, seconds: float, start: FloatArray | None = None) -> Answer:
    """Maximise a program.

    Parameters
    ----------
    solver
        A key of ``INTEGER`` (x must be integral) or of ``RELAXATION``.
    start
        (n,) a solution to begin with; HiGHS is handed it too but MathOpt does not pass it on.
    """
    is_integer = solver in INTEGER
    model = mathopt.Model.from_model_proto(to_proto(program, integer=is_integer))
    parameters = mathopt.SolveParameters(time_limit=timedelta(seconds=max(seconds, 0.0)))
    if is_integer:
        # All values are whole numbers, so a gap below one is none; HiGHS would otherwise stop at a relative gap of 1e-4.
        parameters.relative_gap_tolerance, parameters.absolute_gap_tolerance = 0.0, 0.9
    if solver == "cp-sat":
        parameters.threads = CP_SAT_WORKERS
    hints = mathopt.ModelSolveParameters()
    if start is not None:
        values = {variable: float(start[variable.id]) for variable in model.variables()}
        hints.solution_hints.append(mathopt.SolutionHint(variable_values=values))
    result = mathopt.solve(model, (INTEGER | RELAXATION)[solver], params=parameters, model_params=hints)
    x = None
    if result.termination.reason in FOUND and result.has_primal_feasible_solution():
        x = np.zeros(len(program.objective))
        for variable, value in result.variable_values().items():
            x[variable.id] = value
    bound = result.termination.objective_bounds.dual_bound
    return Answer(x, math.inf if math.isnan(bound) else bound, result.termination.reason.name.lower())
