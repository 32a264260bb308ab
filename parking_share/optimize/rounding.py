"""Roundings: inequalities that every plan satisfies and fractions of residents need not (Chvatal 1973, Gomory 1958).

Weigh the capacities of some minutes, and that some residents get one lot at most, add them up, divide by a whole number d,
and round down: the coefficients first, which only makes the left side smaller, then the right side, because the left is
whole. With weights a of minutes, b of residents and e of earlier roundings, option o has the share

    share_j(o) = floor((sum over its stays of the least, over the cuts, of sum a(t)  +  b  +  sum_k e_k share_k(o)) / d)

and the options that a plan takes have no more than ``limit_j = floor((sum c(t) a(t) + sum b + sum_k e_k limit_k) / d)`` together.

A cap on moves has the same form: a share of 1 for each option that is a move, and the cap as the limit. So it stands among the
roundings, as the first of them, and has its price and its place in proofs as they have; only, it does not follow from anything else,
so that whole residents must be held to it, too.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Self

import numpy as np
from scipy import sparse

from parking_share.arrays import union
from parking_share.calendar import BoolArray, IntArray
from parking_share.instance import Instance
from parking_share.optimize.pricing import Amounts, Pricing
from parking_share.optimize.program import FloatArray
from parking_share.optimize.selection import select


@dataclass(frozen=True)
class Rounding:
    """What is added up, and the ``divisor``: whole weights of minutes of the capacity line, of residents, of earlier roundings.

    ``minute``, ``resident`` and ``earlier`` ascend; each has weights of its own, all positive. ``moves`` is the weight of the cap on moves.
    """

    divisor: int
    minute: IntArray
    minute_weight: IntArray
    resident: IntArray
    resident_weight: IntArray
    earlier: IntArray
    earlier_weight: IntArray
    moves: int = 0

    @classmethod
    def of_moves(cls) -> Self:
        """The cap on moves itself."""
        nothing = np.empty(0, np.int64)
        return cls(1, nothing, nothing, nothing, nothing, nothing, nothing, moves=1)


@dataclass(frozen=True)
class Roundings:
    """All roundings found so far: ``share`` (r, options of the instance) and ``limit`` (r,); more only ever join at the end.

    Where moves are capped, the first is that cap.
    """

    sources: tuple[Rounding, ...]
    share: sparse.csr_array
    limit: FloatArray

    @classmethod
    def nothing(cls, instance: Instance) -> Self:
        """Not even a cap on moves."""
        return cls((), sparse.csr_array((0, instance.num_options)), np.empty(0))

    @classmethod
    def none(cls, instance: Instance, moved: int = 0) -> Roundings:
        """No rounding yet, but the cap on moves if there is one; less those who are ``moved`` already."""
        cap = instance.move_cap
        if cap is None:
            return cls.nothing(instance)
        option = np.flatnonzero(cap.is_move)
        return cls.nothing(instance).plus([(Rounding.of_moves(), Share(option, np.ones(len(option), np.int64), cap.most - moved))])

    def __len__(self) -> int:
        return len(self.sources)

    @classmethod
    def of(cls, instance: Instance, sources: Sequence[Rounding]) -> Roundings:
        """Roundings that are known already, each made of those before it; a cap on moves, if there is one, is the first of them."""
        roundings, nobody = cls.none(instance), np.zeros(instance.num_options, bool)
        shares = Shares(instance, np.arange(instance.num_options))
        for source in sources[len(roundings) :]:
            roundings = roundings.plus([shares.completed(source, roundings, nobody)])
        return roundings

    def plus(self, found: Sequence[tuple[Rounding, Share]]) -> Roundings:
        """These and more, each with its share."""
        rows = [each.row(self.share.shape[1]) for _, each in found]
        return Roundings(
            (*self.sources, *(rounding for rounding, _ in found)),
            sparse.vstack([self.share, *rows], format="csr"),
            np.concatenate((self.limit, [each.limit for _, each in found])),
        )

    def paid(self, price: Amounts, option: IntArray) -> Amounts:
        """What options (n,) of the instance pay at prices of the roundings (r,)."""
        if not price.any():
            return np.zeros(len(option), price.dtype)
        paid: Amounts = (self.share.astype(price.dtype).T @ price)[option]
        return paid

    def load(self, option: IntArray, taken: FloatArray) -> FloatArray:
        """The left sides (r,) if each option (n,) is taken so much."""
        amount = np.zeros(self.share.shape[1])
        amount[option] = taken
        load: FloatArray = self.share @ amount
        return load

    def lots(self, instance: Instance) -> BoolArray:
        """(r, lots): in which lots some option has a share."""
        touched = np.zeros((len(self), len(instance.scenario.lots)), bool)
        entries = self.share.tocoo()
        touched[entries.row, instance.lot[entries.col]] = True
        return touched

    def reaching_beyond(self, instance: Instance, inside: BoolArray) -> BoolArray:
        """Which roundings (r,) have shares of options of lots that are not ``inside`` (lots,)."""
        return np.asarray(self.lots(instance)[:, ~inside].any(axis=1))


@dataclass(frozen=True)
class Share:
    """One rounding's share: ``option`` (k,), ascending, each with its ``coefficient`` (k,), at least 1, and the ``limit``."""

    option: IntArray
    coefficient: IntArray
    limit: int

    def row(self, num_options: int) -> sparse.csr_array:
        """The share as a row."""
        return sparse.csr_array((self.coefficient.astype(float), self.option, [0, len(self.option)]), shape=(1, num_options))


class Shares:
    """The shares that options (n,) of an instance, ascending, have of roundings.

    Of the options of a lot that has no weight none has a share, moves aside, for residents' weights are below the divisor here.
    """

    def __init__(self, instance: Instance, option: IntArray) -> None:
        self._instance = instance
        self._moves = option[instance.move_cap.is_move[option]] if instance.move_cap else option[:0]
        self._by_lot = option[np.argsort(instance.lot[option], kind="stable")]
        self._lot_first = np.searchsorted(instance.lot[self._by_lot], np.arange(len(instance.scenario.lots) + 1))
        self._is_counted = np.zeros(instance.num_options, bool)
        self._is_counted[option] = True

    def completed(self, rounding: Rounding, earlier: Roundings, is_whole: BoolArray) -> tuple[Rounding, Share]:
        """A rounding with weights for residents placed whole, so that they lose nothing by it, and its share.

        Parameters
        ----------
        earlier
            Those that it may be made of.
        is_whole
            (options of the instance,) which are taken whole.
        """
        instance = self._instance
        lots = np.unique(instance.capacities.lot[rounding.minute // instance.capacities.stride])
        option = np.concatenate([np.empty(0, np.int64), *(self._options_of(lot) for lot in lots.tolist())])
        before = earlier.share[rounding.earlier].tocoo()
        counted = self._is_counted[before.col]
        row, column, data = before.row[counted], before.col[counted].astype(np.int64), np.round(before.data[counted]).astype(np.int64)
        moves, most = (self._moves, instance.move_cap.most) if rounding.moves and instance.move_cap else (option[:0], 0)
        option = union(union(option, column), moves)
        pricing = Pricing(instance, select(instance, option, minimal=True), rounding.minute)
        paid, _ = pricing.cheapest(pricing.paid_by_picks(rounding.minute_weight.astype(float)))
        total = np.round(paid).astype(np.int64)
        np.add.at(total, np.searchsorted(option, column), data * rounding.earlier_weight[row])
        total[np.searchsorted(option, moves)] += rounding.moves
        weight = np.zeros(instance.num_residents, np.int64)
        weight[rounding.resident] = rounding.resident_weight
        whole = np.flatnonzero(is_whole[option])
        weight[instance.resident[option[whole]]] = -total[whole] % rounding.divisor
        resident = np.flatnonzero(weight)
        completed = replace(rounding, resident=resident, resident_weight=weight[resident])
        worth = round(float(pricing.spaces @ rounding.minute_weight) + float(earlier.limit[rounding.earlier] @ rounding.earlier_weight))
        worth += rounding.moves * most
        coefficient = (total + weight[instance.resident[option]]) // rounding.divisor
        has_share = coefficient > 0
        return completed, Share(option[has_share], coefficient[has_share], (worth + int(weight.sum())) // rounding.divisor)

    def _options_of(self, lot: int) -> IntArray:
        return self._by_lot[self._lot_first[lot] : self._lot_first[lot + 1]]
