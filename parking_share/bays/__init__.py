"""Numbered bays: which bay of its lot each stay has. A schedule says who parks in which lot when; this comes after."""

from __future__ import annotations

from parking_share.bays.numbered import LotBays, Move, Numbered, keeps_bay, number_bays

__all__ = ["LotBays", "Move", "Numbered", "keeps_bay", "number_bays"]
