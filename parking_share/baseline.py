"""What a town would do without us: first come first served, or a lottery."""

from __future__ import annotations

import numpy as np

from parking_share.calendar import IntArray, local_datetime
from parking_share.filling import fill
from parking_share.instance import Instance, tickets
from parking_share.plan import Plan


def first_come_first_served(instance: Instance) -> Plan:
    """In order of ``applied_at``, those without it last, ties in file order: the nearest usable lot with room."""
    return fill(instance, options_in_turn(instance))


def options_in_turn(instance: Instance) -> IntArray:
    """All options in the order in which first come first served looks at them."""
    applied = [resident.applied_at for resident in instance.scenario.residents]
    instants = {index: local_datetime(text) for index, text in enumerate(applied) if text is not None}
    order = sorted(instants, key=instants.__getitem__) + [index for index, text in enumerate(applied) if text is None]
    return _one_by_one(instance, np.array(order, np.int64))


def lottery(instance: Instance) -> Plan:
    """In order of the lottery tickets, highest first, ties in file order: the nearest usable lot with room."""
    return fill(instance, _one_by_one(instance, np.argsort(-tickets(instance.scenario), kind="stable")))


def _one_by_one(instance: Instance, order: IntArray) -> IntArray:
    """All options, those of one resident after those of another, the nearest lot first."""
    rank = np.empty(len(order), np.int64)
    rank[order] = np.arange(len(order))
    # Options are sorted by resident, then lot: a stable sort leaves lots at the same walk in file order.
    turn = rank[instance.resident] * (1 + int(instance.walk_seconds.max(initial=0))) + instance.walk_seconds
    return np.argsort(turn, kind="stable")
