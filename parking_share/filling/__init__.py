"""Filling lots one resident after another: first come first served, the lottery, and rounding all stand on it."""

from parking_share.filling.filling import fill, lengthen

__all__ = ["fill", "lengthen"]
