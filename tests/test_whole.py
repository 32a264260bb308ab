"""Small programs in whole numbers: the best there is, by whichever of the three ways it is found."""

from __future__ import annotations

import itertools
import random
from collections import Counter
from collections.abc import Sequence

import pytest

from parking_share.optimize import whole
from parking_share.optimize.whole import Row, solve_whole


def program(seed: int) -> tuple[list[int], list[int], list[Row]]:
    """A few columns and rows; every third one has rows that ask for something, and negative values."""
    random_ = random.Random(seed)
    columns, asks = random_.randint(2, 5), seed % 3 == 0
    objective = [random_.randint(-1 if asks else 1, 4) for _ in range(columns)]
    most = [random_.randint(1, 3) for _ in range(columns)]
    rows = []
    for _ in range(random_.randint(1, 5)):
        used = sorted(random_.sample(range(columns), random_.randint(1, columns)))
        values = [random_.choice((1, 2, 3, -1) if asks else (1, 2, 3)) for _ in used]
        rows.append(Row(used, values, random_.choice((0.0, 1.0)) if asks else 0.0, float(random_.randint(1, 6))))
    return objective, most, rows


def brute_force(objective: Sequence[float], most: Sequence[int], rows: Sequence[Row]) -> float | None:
    """The best value, None where nothing satisfies the rows."""
    values = [
        sum(value * each for value, each in zip(objective, x, strict=True))
        for x in itertools.product(*(range(each + 1) for each in most))
        if all(row.lower <= left_side(row, x) <= row.upper for row in rows)
    ]
    return max(values, default=None)


def left_side(row: Row, x: Sequence[int]) -> float:
    return sum(value * x[column] for column, value in zip(row.columns, row.values, strict=True))


def test_brute_force_agrees(monkeypatch: pytest.MonkeyPatch) -> None:
    """Also where GLOP's vertex takes fractions, and where what it has whole does not lead to its bound."""
    search, ways = whole._searched, Counter[int]()
    calls: list[int] = []

    def counted(*program: object) -> object:
        calls.append(1)
        return search(*program)  # type: ignore[arg-type]

    monkeypatch.setattr(whole, "_searched", counted)
    for seed in range(150):
        objective, most, rows = program(seed)
        calls.clear()
        x, bound = solve_whole(objective, most, rows)
        ways[len(calls)] += 1
        best = brute_force(objective, most, rows)
        if best is None:
            assert x is None
            continue
        assert x is not None
        assert all(0 <= each <= limit for each, limit in zip(x, most, strict=True))
        assert sum(value * each for value, each in zip(objective, x, strict=True)) == best <= bound + 1e-6 < best + 1
        assert brute_force(objective, most, [*rows, *(Row([column], [1.0], each, each) for column, each in enumerate(x))]) == best
    assert set(ways) == {0, 1, 2}
