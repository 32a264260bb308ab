"""Advice: which single changes would bring most, and which spaces could be given back without harm."""

from parking_share.advising.advice import Advice, Suggestion, advise
from parking_share.advising.bounds import first_proof
from parking_share.advising.spare import Spare, spare_spaces

__all__ = ["Advice", "Spare", "Suggestion", "advise", "first_proof", "spare_spaces"]
