"""Variants of a scenario: a planner's changes, validated, applied and solved."""

from parking_share.variants.applying import vary
from parking_share.variants.changes import Changes, Variant
from parking_share.variants.reading import Varied, read_variants, variants_from_dict

__all__ = ["Changes", "Variant", "Varied", "read_variants", "variants_from_dict", "vary"]
