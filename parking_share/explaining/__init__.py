"""Why a resident is served or not, and what would change it; why a lot is full or empty."""

from parking_share.explaining.deciding import Answer, Decision
from parking_share.explaining.lots import LotExplanation, explain_lot
from parking_share.explaining.plain import anonymous, to_plain
from parking_share.explaining.residents import DEFAULT_TIME_LIMIT, ResidentExplanation, explain_resident
from parking_share.explaining.searching import Finding

__all__ = [
    "DEFAULT_TIME_LIMIT",
    "Answer",
    "Decision",
    "Finding",
    "LotExplanation",
    "ResidentExplanation",
    "anonymous",
    "explain_lot",
    "explain_resident",
    "to_plain",
]
