"""Draws of a made-up scenario. Only uniform numbers are taken from the generator: their stream does not change with numpy."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


def stream(seed: int, part: int) -> np.random.Generator:
    """The generator of one part of the scenario: more residents do not change the lots."""
    return np.random.default_rng([seed, part])


def pick(rng: np.random.Generator, weights: Sequence[float], count: int) -> Ints:
    """``count`` indices into ``weights``, each with its weight's probability."""
    edges = np.cumsum(np.asarray(weights, float))
    found: Ints = np.searchsorted(edges, rng.random(count) * edges[-1], side="right")
    return np.minimum(found, len(edges) - 1)


def some(rng: np.random.Generator, share: float, count: int) -> Bools:
    """A mask of ``count`` entries of which exactly the rounded share is true."""
    chosen = np.zeros(count, bool)
    chosen[np.argsort(rng.random(count), kind="stable")[: round(share * count)]] = True
    return chosen


def between(rng: np.random.Generator, least: float, most: float, count: int) -> Floats:
    """Uniform numbers in [least, most)."""
    return least + (most - least) * rng.random(count)


def bell(rng: np.random.Generator, count: int) -> Floats:
    """About normal numbers, mean 0 and standard deviation 1, within -6 and 6: the sum of twelve uniform ones."""
    total: Floats = rng.random((count, 12)).sum(axis=1)
    return total - 6.0


def split(rng: np.random.Generator, total: int, count: int, spread: float) -> Ints:
    """``total`` split into ``count`` whole numbers >= 0 with log-normal weights, exactly (largest remainders)."""
    weights = np.exp(spread * bell(rng, count))
    exact = total * weights / weights.sum()
    parts: Ints = np.floor(exact).astype(np.int64)
    order = np.argsort(parts - exact, kind="stable")
    parts[order[: total - int(parts.sum())]] += 1
    return parts


def where(mask: Bools, values: NDArray[Any]) -> list[Any]:
    """The values as plain Python ones, None where the mask is false."""
    return [value if chosen else None for chosen, value in zip(mask.tolist(), values.tolist(), strict=True)]
