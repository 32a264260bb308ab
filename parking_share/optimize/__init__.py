"""The solver: nothing outside this package imports ortools."""

from parking_share.optimize.beginning import Prices
from parking_share.optimize.budget import Budget
from parking_share.optimize.lexicographic import optimise
from parking_share.optimize.proof import Proof, prove
from parking_share.optimize.rounding import Rounding
from parking_share.optimize.search import Progress, Report, Search

__all__ = ["Budget", "Prices", "Progress", "Proof", "Report", "Rounding", "Search", "optimise", "prove"]
