"""Advice: which single changes would bring most, and which spaces could be given back without harm."""

from parking_share.advising.advice import Advice, Suggestion, advise
from parking_share.advising.bounds import first_proof
from parking_share.advising.spare import Spare, spare_spaces
from parking_share.advising.targets import Need, Target, needs_of, read_targets

__all__ = ["Advice", "Need", "Spare", "Suggestion", "Target", "advise", "first_proof", "needs_of", "read_targets", "spare_spaces"]
