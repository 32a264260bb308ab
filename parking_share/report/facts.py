"""A few figures of each lot: how many park there, how full it gets, how many spaces are left."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pandas as pd

from parking_share.frames import Tables
from parking_share.scenario import Scenario


def unique_labels(items: list[tuple[str, str]]) -> dict[str, str]:
    """Id to a label that people know and that stands for one thing only: the name, with the id where names repeat."""
    labels = {id_: name or id_ for id_, name in items}
    count = Counter(labels.values())
    return {id_: label if count[label] == 1 else f"{label} ({id_})" for id_, label in labels.items()}


def taken_steps(occupancy: pd.DataFrame) -> pd.DataFrame:
    """The steps on which residents are present, with ``slack`` (shareable spaces left) and ``fill`` (share of them taken)."""
    taken = occupancy[occupancy["present"] > 0]
    return taken.assign(slack=taken["shareable"] - taken["present"], fill=taken["present"] / taken["shareable"].clip(lower=1))


def lot_facts(scenario: Scenario, tables: Tables) -> pd.DataFrame:
    """One row a lot, in scenario order.

    Columns: ``id``, ``label`` (unique), ``owner``, ``spaces``, ``held_back``, ``residents``, ``peak`` (most present at once),
    ``fill`` (the largest of present / shareable), ``room`` (shareable spaces left at the closest moment; where nobody parks,
    the most that are shareable), ``out_by`` (the hours ``HH:MM`` at which spaces are recalled, joined by commas).
    """
    lots = scenario.lots
    ids = pd.Index([lot.id for lot in lots])
    labels = unique_labels([(lot.id, lot.name) for lot in lots])
    by_lot = taken_steps(tables.occupancy).groupby("lot", sort=False)
    most = tables.occupancy.groupby("lot", sort=False)["shareable"].max().reindex(ids, fill_value=0)
    hours = tables.drops.assign(hour=tables.drops["drop"].astype("str").str[11:])[["lot", "hour"]].drop_duplicates().sort_values("hour")
    residents = tables.assignments["lot"].value_counts()
    return pd.DataFrame(
        {
            "id": ids,
            "label": [labels[id_] for id_ in ids],
            "owner": [lot.owner for lot in lots],
            "spaces": np.array([lot.spaces for lot in lots], np.int64),
            "held_back": np.array([lot.held_back for lot in lots], np.int64),
            "residents": residents.reindex(ids, fill_value=0).to_numpy(np.int64),
            "peak": by_lot["present"].max().reindex(ids, fill_value=0).to_numpy(np.int64),
            "fill": by_lot["fill"].max().reindex(ids, fill_value=0.0).to_numpy(np.float64),
            "room": by_lot["slack"].min().reindex(ids).fillna(most).to_numpy(np.int64),
            "out_by": hours.groupby("lot")["hour"].agg(", ".join).reindex(ids, fill_value="").tolist(),
        }
    )
