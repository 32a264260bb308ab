"""Every kind of mistake in the files that a scenario names: residents as CSV and Parquet, the walk matrix, and where they lie."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from test_invalid_inputs import VALID, changed, problems_of

from parking_share.errors import InputError
from parking_share.reading import read_scenario

HEADER = "id,community,stays"
ROW = "r1,c1,daily 18:30-07:30"


def csv_problems(folder: Path, content: str | bytes, name: str = "residents.csv") -> list[tuple[str, str]]:
    (folder / name).write_bytes(content.encode() if isinstance(content, str) else content)
    return problems_of(changed("residents", name), folder)


# (content of residents.csv, place reported, words of the message)
TABLES = [
    # columns
    (f"{HEADER},plat\n{ROW},x\n", "residents.csv, column 'plat'", "did you mean 'plate'?"),
    (f"{HEADER},home\n{ROW},x\n", "residents.csv, column 'home'", "no key of the format"),
    (f"{HEADER},\n{ROW},\n", "residents.csv, column ''", "no key of the format"),
    (f"{HEADER},plate,plate\n{ROW},a,b\n", "residents.csv, column 'plate'", "stands twice"),
    ("id,community\nr1,c1\n", "residents.csv", "the column 'stays' is required"),
    ("", "residents.csv", "the column 'id' is required"),
    ("id;community;stays\nr1;c1;daily 18:30-07:30\n", "residents.csv, column 'id;community;stays'", "no key of the format"),
    # rows
    (f"{HEADER}\n{ROW}\nr2,c1\n", "residents.csv line 3", "has 2 cells where the header has 3"),
    (f"{HEADER}\n{ROW},x\n", "residents.csv line 2", "has 4 cells where the header has 3"),
    (f'{HEADER}\n"r1,c1,daily\n', "residents.csv line 2", "is not CSV"),
    (f'{HEADER}\n"r1"x,c1,daily\n', "residents.csv line 2", "is not CSV"),
    (f"{HEADER}\n".encode() + b"\xb3\xa4,c1,daily 18:30-07:30\n", "residents.csv", "not UTF-8 text (byte 20)"),
    (f"{HEADER}\n{ROW}\n".encode("utf-16"), "residents.csv", "not UTF-8"),
    # cells: a place by line and column
    (f"{HEADER}\n{ROW}\n\nr2,c9,daily 18:30-07:30\n", "residents.csv line 4, community", "'c9' is no community"),
    (f"{HEADER}\n{ROW}\nr1,c2,daily 18:30-07:30\n", "residents.csv line 3, id", "'r1' is the id of residents.csv line 2 already"),
    (f"{HEADER}\n,c1,daily 18:30-07:30\n", "residents.csv line 2, id", "required"),
    (f"{HEADER}\nr1,c1,\n", "residents.csv line 2, stays", "required"),
    (f"{HEADER}\nr1,c1,daily\n", "residents.csv line 2, stays", "character 6"),
    (f"{HEADER},priority\n{ROW},0\n", "residents.csv line 2, priority", "at least 1"),
    (f"{HEADER},priority\n{ROW},high\n", "residents.csv line 2, priority", "must be a whole number"),
    (f"{HEADER},priority\n{ROW},2.5\n", "residents.csv line 2, priority", "must be a whole number"),
    (f"{HEADER},priority\n{ROW},1_0\n", "residents.csv line 2, priority", "must be a whole number"),
    (f"{HEADER},priority\n{ROW},٣\n", "residents.csv line 2, priority", "must be a whole number"),
    (f"{HEADER},height_m\n{ROW},1_0.5\n", "residents.csv line 2, height_m", "must be a number"),
    (f"{HEADER},height_m\n{ROW},tall\n", "residents.csv line 2, height_m", "must be a number"),
    (f"{HEADER},height_m\n{ROW},-1\n", "residents.csv line 2, height_m", "at least 0"),
    (f"{HEADER},height_m\n{ROW},inf\n", "residents.csv line 2, height_m", "must be a number"),
    (f"{HEADER},height_m\n{ROW},nan\n", "residents.csv line 2, height_m", "must be"),
    (f"{HEADER},late_arrival_minutes\n{ROW},-5\n", "residents.csv line 2, late_arrival_minutes", "at least 0"),
    (f"{HEADER},applied_at\n{ROW},1.3.2026\n", "residents.csv line 2, applied_at", "YYYY-MM-DDTHH:MM"),
    (f"{HEADER},needs\n{ROW},charging||wide\n", "residents.csv line 2, needs[1]", "1 to 64 characters"),
    (f"{HEADER},excluded_lots\n{ROW},l1|l9\n", "residents.csv line 2, excluded_lots[1]", "'l9' is no lot"),
    (f"{HEADER},fixed_lot\n{ROW},l9\n", "residents.csv line 2, fixed_lot", "'l9' is no lot"),
    (f"{HEADER},home_x\n{ROW},5\n", "residents.csv line 2, home_y", "required where crs is local"),
    (f"{HEADER},home_lat,home_lon\n{ROW},5,6\n", "residents.csv line 2, home_lat", "no meaning where crs is local"),
    (f"{HEADER},home_x,home_y\n{ROW},5,north\n", "residents.csv line 2, home_y", "must be a number"),
]


@pytest.mark.parametrize(("content", "place", "words"), TABLES)
def test_residents_in_csv(tmp_path: Path, content: str | bytes, place: str, words: str) -> None:
    found = csv_problems(tmp_path, content)
    assert any(at == place and words in message for at, message in found), found


def test_many_bad_rows_are_all_reported_at_once(tmp_path: Path) -> None:
    rows = [HEADER + ",priority", "r1,c9,daily 18:30-07:30,1", "r2,c1", "r3,c1,daily,0", "r3,c1,daily 18:30-07:30,1"]
    places = [place for place, _ in csv_problems(tmp_path, "\n".join(rows))]
    lines = ["line 2, community", "line 3", "line 4, stays", "line 4, priority", "line 5, id"]
    assert set(places) == {f"residents.csv {line}" for line in lines}


def test_a_quoted_line_break_does_not_spoil_the_line_numbers(tmp_path: Path) -> None:
    """A row is placed at the line where it ends, as editors and csv readers count."""
    content = f'{HEADER},plate\n{ROW},"a\nb"\nr2,c9,daily 18:30-07:30,\n'
    assert ("residents.csv line 4, community", "'c9' is no community of the scenario") in csv_problems(tmp_path, content)


ONE: dict[str, list[Any]] = {"id": ["r1"], "community": ["c1"], "stays": ["daily 18:30-07:30"]}
TWO: dict[str, list[Any]] = {"id": ["r1", "r2"], "community": ["c1", "c2"], "stays": ["daily 18:30-07:30"] * 2}
# (columns of residents.parquet, place reported, words of the message)
FRAMES: list[tuple[dict[str, list[Any]], str, str]] = [
    ({"id": ["r1"], "community": ["c1"]}, "residents.parquet", "the column 'stays' is required"),
    (ONE | {"colour": ["red"]}, "residents.parquet, column 'colour'", "no key of the format"),
    (TWO | {"community": ["c1", "c9"]}, "residents.parquet row 2, community", "no community"),
    (TWO | {"id": ["r1", "r1"]}, "residents.parquet row 2, id", "row 1 already"),
    (ONE | {"stays": [None]}, "residents.parquet row 1, stays", "required"),
    (ONE | {"stays": [5.5]}, "residents.parquet row 1, stays", "must be text"),
    (ONE | {"priority": [1.5]}, "residents.parquet row 1, priority", "must be a whole number"),
    (ONE | {"priority": [True]}, "residents.parquet row 1, priority", "must be a whole number"),
    (ONE | {"height_m": [True]}, "residents.parquet row 1, height_m", "must be a number"),
    (ONE | {"needs": [5]}, "residents.parquet row 1, needs", "must be a list"),
    (ONE | {"home_x": [1.0]}, "residents.parquet row 1, home_y", "required where crs is local"),
]


@pytest.mark.parametrize(("columns", "place", "words"), FRAMES)
def test_residents_in_parquet(tmp_path: Path, columns: dict[str, list[Any]], place: str, words: str) -> None:
    pd.DataFrame(columns).to_parquet(tmp_path / "residents.parquet")
    found = problems_of(changed("residents", "residents.parquet"), tmp_path)
    assert any(at == place and words in message for at, message in found), found


def test_what_is_no_parquet_file(tmp_path: Path) -> None:
    ((place, message),) = csv_problems(tmp_path, f"{HEADER}\n{ROW}\n", "residents.parquet")
    assert place == "residents.parquet" and "cannot be read as Parquet" in message


def test_parquet_with_text_that_is_not_utf_8(tmp_path: Path) -> None:
    table = {key: pa.array(cells) for key, cells in ONE.items()} | {"plate": pa.array([b"\xb3\xa4"]).view(pa.string())}
    pq.write_table(pa.table(table), tmp_path / "residents.parquet")
    ((place, message),) = problems_of(changed("residents", "residents.parquet"), tmp_path)
    assert place == "residents.parquet, column 'plate'" and "not UTF-8" in message


def test_one_wrong_row_among_thousands(tmp_path: Path) -> None:
    """Rows are validated many at a time; what is wrong is still told of its own row, in order, and of no other."""
    count = 2500
    table: dict[str, list[Any]] = {
        "id": [f"r{at}" for at in range(count)],
        "community": ["c1"] * count,
        "stays": ["daily 18:30-07:30"] * count,
    }
    table["priority"] = [1] * count
    table["priority"][1234], table["id"][1234], table["priority"][2200] = 0, "", 1001
    pd.DataFrame(table).to_parquet(tmp_path / "residents.parquet")
    places = [place for place, _ in problems_of(changed("residents", "residents.parquet"), tmp_path)]
    assert places == ["residents.parquet row 1235, id", "residents.parquet row 1235, priority", "residents.parquet row 2201, priority"]


# (rows of walks.csv, place reported, words of the message)
WALKS = [
    ("from,lot\nr1,l1\n", "walks.csv", "the column 'minutes' is required"),
    ("from,lot,minutes,seconds\nr1,l1,5,300\n", "walks.csv, column 'seconds'", "no key"),
    ("from,lot,minutes\nr1,l1,5\nr9,l1,5\n", "walks.csv line 3, from", "'r9' is neither a resident nor a community"),
    ("from,lot,minutes\nr1,l9,5\n", "walks.csv line 2, lot", "'l9' is no lot"),
    ("from,lot,minutes\nc1,l1,5\nr1,l1,5\nc1,l1,6\n", "walks.csv line 4", "'c1' to 'l1' stands already in line 2"),
    ("from,lot,minutes\nr1,l1,-1\n", "walks.csv line 2, minutes", "at least 0, not '-1'"),
    ("from,lot,minutes\nr1,l1,far\n", "walks.csv line 2, minutes", "not 'far'"),
    ("from,lot,minutes\nr1,l1,\n", "walks.csv line 2, minutes", "must be a number"),
    ("from,lot,minutes\nr1,l1,NaN\n", "walks.csv line 2, minutes", "must be a number"),
    ("from,lot,minutes\nr1,l1,Infinity\n", "walks.csv line 2, minutes", "must be a number"),
    ("from,lot,minutes\nr1,l1\n", "walks.csv line 2", "has 2 cells"),
]


@pytest.mark.parametrize(("content", "place", "words"), WALKS)
def test_walk_matrix(tmp_path: Path, content: str, place: str, words: str) -> None:
    (tmp_path / "walks.csv").write_text(content)
    found = problems_of(changed("walking.matrix", "walks.csv"), tmp_path)
    assert any(at == place and words in message for at, message in found), found


# --------------------------------------------------------------------------------------------------- where files may lie


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A scenario's folder with a good file outside, and a link to it inside."""
    (tmp_path / "outside.csv").write_text(f"{HEADER}\n{ROW}\n")
    inside = tmp_path / "inside"
    (inside / "sub").mkdir(parents=True)
    (inside / "link.csv").symlink_to(tmp_path / "outside.csv")
    return inside


@pytest.mark.parametrize("name", ["../outside.csv", "sub/../../outside.csv", "link.csv"])
@pytest.mark.parametrize("key", ["residents", "walking.matrix"])
def test_files_outside_the_folder(folder: Path, key: str, name: str) -> None:
    ((place, message),) = problems_of(changed(key, name), folder)
    assert place == key and f"'{name}' lies outside" in message


def test_an_absolute_name_is_outside(folder: Path) -> None:
    ((_, message),) = problems_of(changed("residents", str((folder / "link.csv").absolute())), folder)
    assert "lies outside" in message


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("missing.csv", "cannot be read"),
        ("sub.csv/missing.csv", "cannot be read"),
        ("residents.xlsx", "must end in .csv or .parquet"),
        ("", "must end in .csv or .parquet"),
        ("a\x00b.csv", "cannot be read"),
    ],
)
def test_names_that_are_no_good(folder: Path, name: str, words: str) -> None:
    ((place, message),) = problems_of(changed("residents", name), folder)
    assert place == "residents" and words in message


def test_a_folder_is_no_file(folder: Path) -> None:
    (folder / "folder.csv").mkdir()
    assert "cannot be read" in problems_of(changed("residents", "folder.csv"), folder)[0][1]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_a_pipe_is_no_file(folder: Path) -> None:
    """Nobody writes into it: reading would wait for ever."""
    os.mkfifo(folder / "pipe.csv")
    assert "a pipe or a device" in problems_of(changed("residents", "pipe.csv"), folder)[0][1]
    with pytest.raises(InputError, match="a pipe or a device"):
        read_scenario(folder / "pipe.csv")


def test_mistakes_in_file_and_scenario_are_reported_together(tmp_path: Path) -> None:
    (tmp_path / "residents.csv").write_text(f"{HEADER}\nr1,c9,daily 18:30-07:30\n")
    (tmp_path / "walks.csv").write_text("from,lot,minutes\nr1,l9,5\n")
    data = VALID | {"residents": "residents.csv", "walking": {"matrix": "walks.csv"}, "policy": {"objectives": ["keep"]}}
    places = {place for place, _ in problems_of(data, tmp_path)}
    assert places == {"residents.csv line 2, community", "walks.csv line 2, lot", "policy.objectives"}
