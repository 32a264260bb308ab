"""The solver: nothing outside this package imports ortools."""

from parking_share.optimize.budget import Budget
from parking_share.optimize.lexicographic import Progress, Report, optimise

__all__ = ["Budget", "Progress", "Report", "optimise"]
