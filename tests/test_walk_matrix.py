"""Walks from a file: the resident's row before the community's before the computed walk, against the naive reference."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
import reference
from random_scenarios import random_matrix, random_scenario

from parking_share import read_scenario
from parking_share.instance import expand


@pytest.mark.parametrize("block", range(4))
def test_options_with_a_matrix(block: int, tmp_path: Path) -> None:
    for seed in range(15 * block, 15 * (block + 1)):
        data = random_scenario(seed)
        matrix = random_matrix(seed, data)
        with (tmp_path / "walks.csv").open("w", newline="", encoding="utf-8") as file:
            csv.writer(file).writerows([("from", "lot", "minutes"), *matrix])
        written = data | {"walking": data.get("walking", {}) | {"matrix": "walks.csv"}}
        (tmp_path / "scenario.json").write_text(json.dumps(written), encoding="utf-8")
        scenario = read_scenario(tmp_path / "scenario.json")
        instance = expand(scenario)
        found = {
            (scenario.residents[resident].id, scenario.lots[lot].id): int(walk)
            for resident, lot, walk in zip(instance.resident, instance.lot, instance.walk_seconds, strict=True)
        }
        assert found == {pair: option.walk_seconds for pair, option in reference.options(data, matrix).items()}, seed
