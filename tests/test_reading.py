"""Reading scenarios: files in every form give the same scenario, and plain data survives the round trip."""

from __future__ import annotations

import copy
import csv
import gc
import hashlib
import io
import json
import pickle
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from random_scenarios import random_matrix, random_scenario, random_town

from parking_share.errors import InputError
from parking_share.reading import read_scenario
from parking_share.scenario import Resident, Scenario

RESIDENTS: list[dict[str, Any]] = [
    {"id": "0001", "community": "007", "stays": "daily 18:30-07:30", "plate": "渝A·12345", "home": {"lat": 29.7, "lon": 107.4}},
    {
        "id": "r2",
        "community": "c2",
        "stays": "workday 18:30-07:30; restday 18:00-09:00",
        "home": {"lat": 29.701, "lon": 107.401, "elevation_m": 213.5},
        "plate": '渝A "7", 8',
        "height_m": 1.55,
        "needs": ["charging", "wide"],
        "late_arrival_minutes": 45,
        "early_leave_minutes": 30,
        "max_walk_minutes": 7.5,
        "max_monthly_fee": 120,
        "priority": 3,
        "applied_at": "2026-10-01T09:30",
        "current_lot": "0042",
        "fixed_lot": "l2",
        "excluded_lots": ["0042"],
    },
    {"id": "r3", "community": "c2", "stays": "Sa-Mo 18:30-07:30+2"},
]
SCENARIO: dict[str, Any] = {
    "format": 1,
    "id": "reading",
    "horizon": {"start": "2026-11-23", "days": 3},
    "communities": [{"id": "007", "location": {"lat": 29.7, "lon": 107.4}}, {"id": "c2", "location": {"lat": 29.71, "lon": 107.41}}],
    "lots": [
        {"id": "0042", "location": {"lat": 29.702, "lon": 107.4}, "spaces": 4},
        {
            "id": "l2",
            "location": {"lat": 29.703, "lon": 107.4},
            "spaces": 2,
            "kinds": [{"kind": "charging", "spaces": 1}, {"kind": "wide", "spaces": 1}],
        },
    ],
    "residents": RESIDENTS,
}
COLUMNS = [key for key in Resident.model_fields if key != "home"] + ["home_lat", "home_lon", "home_elevation_m"]


def flat(resident: dict[str, Any]) -> dict[str, Any]:
    """A resident as one row: home in columns of its own."""
    return {key: value for key, value in resident.items() if key != "home"} | {
        f"home_{key}": value for key, value in resident.get("home", {}).items()
    }


def as_csv(residents: list[dict[str, Any]], line_end: str = "\n") -> str:
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS, lineterminator=line_end)
    writer.writeheader()
    for resident in residents:
        writer.writerow({key: "|".join(value) if isinstance(value, list) else value for key, value in flat(resident).items()})
    return text.getvalue()


def contents(scenario: Scenario) -> dict[str, Any]:
    """What a scenario says, whatever file it came from."""
    return scenario.model_dump()


def read(folder: Path, **changes: Any) -> Scenario:
    path = folder / "scenario.json"
    path.write_text(json.dumps(SCENARIO | changes, ensure_ascii=False), encoding="utf-8")
    return read_scenario(path)


# ------------------------------------------------------------------------------------------------ residents in a file


@pytest.mark.parametrize("start", ["", "\ufeff"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_residents_in_csv_are_those_inline(tmp_path: Path, start: str, line_end: str) -> None:
    (tmp_path / "residents.csv").write_bytes((start + as_csv(RESIDENTS, line_end)).encode())
    scenario = read(tmp_path, residents="residents.csv")
    assert contents(scenario) == contents(Scenario.from_dict(SCENARIO))
    assert scenario.residents[0].id == "0001" and scenario.residents[0].community == "007"


def test_csv_columns_in_any_order_blank_lines_and_no_last_line_end(tmp_path: Path) -> None:
    (tmp_path / "r.CSV").write_text("stays,id,needs,community\n\ndaily 18:00-07:00,0001,charging|wide,c2\n,,,\ndaily 18:00-07:00,2,,c2")
    first, second = read(tmp_path, residents="r.CSV").residents
    assert (first.id, first.needs, second.id, second.needs) == ("0001", ("charging", "wide"), "2", ())


def test_csv_in_a_folder_below(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "residents.csv").write_text(as_csv(RESIDENTS))
    assert len(read(tmp_path, residents="data/residents.csv").residents) == 3


def test_ids_of_digits_stay_text_everywhere(tmp_path: Path) -> None:
    row = {"id": "0001", "community": "007", "stays": "daily 18:00-07:00", "plate": "007", "current_lot": "0042", "excluded_lots": ["0042"]}
    (tmp_path / "residents.csv").write_text(as_csv([row]))
    assert read(tmp_path, residents="residents.csv").to_dict()["residents"] == [row]


def test_residents_in_parquet_are_those_inline(tmp_path: Path) -> None:
    pd.DataFrame([flat(resident) for resident in RESIDENTS]).to_parquet(tmp_path / "residents.parquet")
    assert contents(read(tmp_path, residents="residents.parquet")) == contents(Scenario.from_dict(SCENARIO))


def test_parquet_lists_joined_and_times_as_times(tmp_path: Path) -> None:
    """What ``read_csv`` and ``to_parquet`` of pandas make of such a table: whole numbers as floats, times as timestamps."""
    table = pd.DataFrame([flat(resident) for resident in RESIDENTS])
    table["needs"] = ["", "charging|wide", None]
    table["excluded_lots"] = [None, "0042", None]
    table["applied_at"] = pd.to_datetime(table["applied_at"])
    assert table["priority"].dtype == float
    table.to_parquet(tmp_path / "residents.parquet")
    scenario = read(tmp_path, residents="residents.parquet")
    expected = Scenario.from_dict(SCENARIO)
    times = [resident.applied_at for resident in scenario.residents]
    assert [time and time[:16] for time in times] == [None, "2026-10-01T09:30", None]
    plain = [resident.model_copy(update={"applied_at": None}) for resident in scenario.residents]
    assert plain == [resident.model_copy(update={"applied_at": None}) for resident in expected.residents]


def test_whole_numbers_as_ids_in_parquet_are_text(tmp_path: Path) -> None:
    pd.DataFrame({"id": [1, 2], "community": [7, 7], "stays": ["daily 18:00-07:00"] * 2}).to_parquet(tmp_path / "r.parquet")
    communities = [{"id": "7", "location": {"lat": 29.7, "lon": 107.4}}]
    assert [resident.id for resident in read(tmp_path, residents="r.parquet", communities=communities).residents] == ["1", "2"]


@pytest.mark.parametrize("count", [0, 1])
def test_few_residents(tmp_path: Path, count: int) -> None:
    (tmp_path / "residents.csv").write_text(as_csv(RESIDENTS[:count]))
    assert len(read(tmp_path, residents="residents.csv").residents) == count
    assert len(Scenario.from_dict(SCENARIO | {"residents": RESIDENTS[:count]}).residents) == count


# ---------------------------------------------------------------------------------------------------------- walk matrix


def test_walk_matrix_in_whole_seconds_halves_up(tmp_path: Path) -> None:
    (tmp_path / "walks.csv").write_text("\ufefflot,from,minutes\n0042,0001,5\nl2,007,0.008333\nl2,c2,0.025\n0042,c2,0\n", encoding="utf-8")
    matrix = read(tmp_path, walking={"matrix": "walks.csv"}).walk_matrix
    rows = list(zip(matrix.origins, matrix.lots, matrix.seconds, strict=True))
    assert rows == [("0001", "0042", 300), ("007", "l2", 0), ("c2", "l2", 2), ("c2", "0042", 0)]


# --------------------------------------------------------------------------------------------------------------- hashes


def test_hashes_are_those_of_the_bytes(tmp_path: Path) -> None:
    residents, walks = as_csv(RESIDENTS).encode(), b"from,lot,minutes\n"
    (tmp_path / "residents.csv").write_bytes(residents)
    (tmp_path / "walks.csv").write_bytes(walks)
    source = read(tmp_path, residents="residents.csv", walking={"matrix": "walks.csv"}).source
    assert source.sha256 == hashlib.sha256((tmp_path / "scenario.json").read_bytes()).hexdigest()
    assert {(file.name, file.sha256) for file in source.files} == {
        ("residents.csv", hashlib.sha256(residents).hexdigest()),
        ("walks.csv", hashlib.sha256(walks).hexdigest()),
    }


def test_a_scenario_made_in_python_has_a_hash_of_its_data() -> None:
    first, again, other = (Scenario.from_dict(SCENARIO | {"name": name}) for name in ("a", "a", "b"))
    assert first.source.sha256 == again.source.sha256 != other.source.sha256


def test_a_byte_order_mark_before_json_is_read_over(tmp_path: Path) -> None:
    (tmp_path / "s.json").write_bytes(b"\xef\xbb\xbf" + json.dumps(SCENARIO).encode())
    assert contents(read_scenario(tmp_path / "s.json")) == contents(Scenario.from_dict(SCENARIO))


# ------------------------------------------------------------------------------------------------- round trip, variants


@pytest.mark.parametrize("seed", range(40))
def test_round_trip(seed: int) -> None:
    scenario = Scenario.from_dict(random_scenario(seed))
    data = scenario.to_dict()
    assert contents(Scenario.from_dict(json.loads(json.dumps(data)))) == contents(scenario)
    assert Scenario.from_dict(data).to_dict() == data


def test_plain_data_is_left_as_it_was() -> None:
    data = copy.deepcopy(SCENARIO)
    Scenario.from_dict(data).replace(name="other")
    assert data == SCENARIO


def test_replace_gives_a_new_validated_scenario() -> None:
    scenario = Scenario.from_dict(SCENARIO)
    fewer = scenario.replace(residents=scenario.residents[1:], policy={"objectives": ["served"]})
    assert [resident.id for resident in fewer.residents] == ["r2", "r3"]
    assert fewer.policy.objectives == ("served",)
    assert len(scenario.residents) == 3
    with pytest.raises(InputError, match="fixed_lot"):
        scenario.replace(lots=scenario.lots[:1])
    with pytest.raises(InputError, match="no key of the format"):
        scenario.replace(lotz=[])


def test_replace_keeps_a_walk_matrix(tmp_path: Path) -> None:
    (tmp_path / "walks.csv").write_text("from,lot,minutes\nc2,l2,4\n")
    scenario = read(tmp_path, walking={"matrix": "walks.csv"})
    assert scenario.replace(name="variant").walk_matrix == scenario.walk_matrix


def test_a_scenario_is_frozen() -> None:
    scenario = Scenario.from_dict(SCENARIO)
    with pytest.raises(ValueError):
        scenario.name = "other"  # type: ignore[misc]
    with pytest.raises(ValueError):
        scenario.lots[0].spaces = 9  # type: ignore[misc]


def test_a_scenario_survives_pickling(tmp_path: Path) -> None:
    """As it must for variants to be solved side by side in processes; what its calendar remembers need not come along."""
    (tmp_path / "walks.csv").write_text("from,lot,minutes\nc2,l2,4\n")
    calendar = {"country": "CN", "holidays": ["2026-11-24"]}
    scenario = read(tmp_path, walking={"matrix": "walks.csv"}, calendar=calendar)
    before = scenario.time.stay_periods("restday 18:00-08:00")
    copied = pickle.loads(pickle.dumps(scenario))
    assert copied == scenario and contents(copied) == contents(scenario)
    assert (copied.source, copied.walk_matrix, copied.warnings) == (scenario.source, scenario.walk_matrix, scenario.warnings)
    after = copied.time.stay_periods("restday 18:00-08:00")
    assert after.start.tolist() == before.start.tolist() == [0, 1080 + 1440]  # Sunday, and the day made a holiday
    assert copied.time.iso(0) == scenario.time.iso(0)


@pytest.mark.parametrize("is_on", [True, False])
def test_the_garbage_collector_is_left_as_it_was(is_on: bool) -> None:
    was_on = gc.isenabled()
    try:
        gc.enable() if is_on else gc.disable()
        Scenario.from_dict(SCENARIO)
        with pytest.raises(InputError):
            Scenario.from_dict({})
        assert gc.isenabled() == is_on
    finally:
        gc.enable() if was_on else gc.disable()


def test_models_of_the_same_keys_know_which_were_given() -> None:
    first, second, third = Scenario.from_dict(SCENARIO).residents
    assert first.model_fields_set == {"id", "community", "stays", "plate", "home"}
    assert third.model_fields_set == {"id", "community", "stays"}
    assert third.model_copy(update={"plate": "x"}).model_fields_set == {"id", "community", "stays", "plate"}
    assert third.model_fields_set == {"id", "community", "stays"} and second.model_fields_set == set(RESIDENTS[1])


# ------------------------------------------------------------------------------------------------------------- warnings


def test_an_unknown_current_lot_is_only_a_warning() -> None:
    residents = [*RESIDENTS, {"id": "r4", "community": "c2", "stays": "daily 18:00-07:00", "current_lot": "pulled-down"}]
    (warning,) = Scenario.from_dict(SCENARIO | {"residents": residents}).warnings
    assert "'r4'" in warning and "'pulled-down'" in warning


def test_no_warning_without_a_reason() -> None:
    assert Scenario.from_dict(SCENARIO).warnings == ()


# ----------------------------------------------------------------------------------------------------- random scenarios


def test_random_matrices_and_towns_are_valid(tmp_path: Path) -> None:
    town = random_town(1)
    rows = random_matrix(1, town)
    (tmp_path / "walks.csv").write_text("from,lot,minutes\n" + "".join(",".join(row) + "\n" for row in rows))
    scenario = Scenario.from_dict(town | {"walking": {"matrix": "walks.csv"}}, tmp_path)
    assert (len(scenario.residents), len(scenario.lots), len(scenario.walk_matrix.lots)) == (60, 6, len(rows))
