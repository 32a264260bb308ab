"""Which sort of bay each car uses, where bays of some kinds are for some only, so that as few as possible have to move."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import count, pairwise

from parking_share.optimize.whole import Row, solve_whole

Uses = tuple[tuple[int, int], ...]
"""The sorts that a user has, one after another, each with the moment from which on; none where there is no bay."""


@dataclass(frozen=True)
class User:
    """A car, or a space taken by the institution, that needs a bay during the moments [first, last).

    Parameters
    ----------
    sorts
        Numbers of the sorts of bay that it may use.
    preferred
        The sort that it had better use, if any.
    must
        Whether it has one in any case: the institution's spaces do.
    """

    first: int
    last: int
    sorts: tuple[int, ...]
    preferred: int | None
    must: bool


@dataclass(frozen=True)
class _Part:
    """A user for a while: its number, the moments [first, last), and for each sort the column that says whether it uses it then."""

    user: int
    first: int
    last: int
    uses: dict[int, int]


def fewest_moves(users: Sequence[User], bays: Sequence[int]) -> list[Uses]:
    """Give as many users as possible one sort of bay, first those who may use one sort only; the others change it as seldom as can be.

    ``bays`` are how many there are of each sort. Within a sort all bays are alike, and never more users than bays are there at once:
    so everyone can keep one bay for as long as the sort stays the same.
    """
    chosen = _assign(users, bays, ())
    assert chosen is not None, "the search has a beginning: nobody but the institution, which always finds a bay"
    movers = [number for number, uses in enumerate(chosen) if not uses]
    return (_assign(users, bays, movers) if movers else None) or chosen


def _assign(users: Sequence[User], bays: Sequence[int], movers: Collection[int]) -> list[Uses] | None:
    """Choose sorts, None where the search finds no choice::

        max   sum(weight_p y_pk)  +  sum(y_pk: k is preferred)  -  (n + 1) changes
        s.t.  sum(y_pk: k) <= 1, and = 1 for the institution's spaces and, once movers are known, all others but them
              sum(y_pk: p is there at moment t) <= bays[k]                for every t and k
              changes >= y_pk - y_qk                                      for every k and two parts p, q of a mover, one after the other
              y_pk in {0, 1}

    where a part p is a whole user or, of a mover, the time until somebody else arrives. A part weighs the more the fewer choices it has.
    """
    arrivals = sorted({user.first for user in users})
    columns = count()
    parts = [
        _Part(number, first, last, {sort: next(columns) for sort in user.sorts})
        for number, user in enumerate(users)
        for first, last in (_between(user, arrivals) if number in movers else [(user.first, user.last)])
    ]
    unit = len(users) + 1
    value: list[int] = []
    rows: list[Row] = []
    for part in parts:
        user = users[part.user]
        weight = unit**2 if movers or len(user.sorts) == 1 else unit
        value += [weight + (sort == user.preferred) for sort in part.uses]
        must = user.must or (bool(movers) and part.user not in movers)
        rows.append(Row(list(part.uses.values()), [1] * len(part.uses), float(must), 1))
    for before, after in pairwise(parts):
        if before.user == after.user:
            changes = next(columns)
            value.append(-unit)
            rows += [Row([use, after.uses[sort], changes], [1, -1, -1], -math.inf, 0) for sort, use in before.uses.items()]
    for moment in arrivals:  # where most are there
        there = [part.uses for part in parts if part.first <= moment < part.last]
        for sort, most in enumerate(bays):
            using = [uses[sort] for uses in there if sort in uses]
            if len(using) > most:
                rows.append(Row(using, [1] * len(using), -math.inf, most))
    chosen, _ = solve_whole(value, [1] * len(value), rows)
    if chosen is None:
        return None
    found: list[list[tuple[int, int] | None]] = [[] for _ in users]
    for part in parts:
        used = [sort for sort, column in part.uses.items() if chosen[column]]
        found[part.user].append((part.first, used[0]) if used else None)
    return [_joined(uses) for uses in found]


def _between(user: User, arrivals: Sequence[int]) -> Iterator[tuple[int, int]]:
    """The time of a user, cut where others arrive."""
    yield from pairwise([user.first, *(moment for moment in arrivals if user.first < moment < user.last), user.last])


def _joined(uses: Sequence[tuple[int, int] | None]) -> Uses:
    """Without the moments at which nothing changes; none where there is no bay for some of the time."""
    whole = [use for use in uses if use is not None]
    if len(whole) < len(uses):
        return ()
    return tuple(use for number, use in enumerate(whole) if number == 0 or use[1] != whole[number - 1][1])
