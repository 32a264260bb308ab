"""Whole numbers of proofs: common denominators, and sums of more than 64 bits."""

from __future__ import annotations

from fractions import Fraction
from math import lcm

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from parking_share.optimize.proof import FINE, common_denominator, exact_total


@given(st.lists(st.integers(-(2**62), 2**62), max_size=50))
def test_sums_are_exact(values: list[int]) -> None:
    """However large they are, with either sign."""
    assert exact_total(np.array(values, np.int64)) == sum(values)


@given(st.lists(st.fractions(-30_000, 30_000, max_denominator=24), min_size=1, max_size=30))
def test_prices_of_a_vertex_have_a_common_denominator(prices: list[Fraction]) -> None:
    """The smallest that there is, however floating point has rounded them."""
    smallest = lcm(*(price.denominator for price in prices))
    noisy = np.array([float(price) for price in prices]) * (1 + 1e-15)
    assert common_denominator(noisy) == (smallest if smallest <= 1 << 20 else FINE)


@pytest.mark.parametrize(
    ("prices", "denominator"),
    [([], 1), ([4.0, -3.0], 1), ([29 / 59, 1 / 168], 59 * 168), ([2**0.5], FINE), ([1 / 4999, 1 / 4993], FINE), ([0.1, 1 / 3, 0.25], 60)],
)
def test_denominators(prices: list[float], denominator: int) -> None:
    """Whole, of two primes, of no fraction at all, of one too large to be worth it."""
    assert common_denominator(np.array(prices)) == denominator
