"""Made-up scenarios: from a seed and a few sizes, by the published distributions, marked as made up."""

from parking_share.making.options import MakeOptions
from parking_share.making.residents import make_residents
from parking_share.making.scenario import make_scenario
from parking_share.making.starter import STARTER

__all__ = [
    "STARTER",
    "MakeOptions",
    "make_residents",
    "make_scenario",
]
