"""The solver: nothing outside this package imports ortools."""

from parking_share.optimize.budget import Budget
from parking_share.optimize.lexicographic import Progress, Report, Search, optimise
from parking_share.optimize.proof import Proof, prove

__all__ = ["Budget", "Progress", "Proof", "Report", "Search", "optimise", "prove"]
