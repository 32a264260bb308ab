"""A scenario as files: JSON with one line an entry, residents inline or in a table beside it."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from pathlib import Path, PurePath
from typing import Any, Literal

from parking_share.atomic import write_atomically
from parking_share.comparison.solved import Solved
from parking_share.scenario import FileHash, Location, Resident, Scenario, Source, WalkMatrix
from parking_share.schedule import HashedFile, ScenarioReference, Schedule, write_schedule

ResidentsAs = Literal["inline", "csv", "parquet"]
_LINE_BY_LINE = ("communities", "lots", "residents")


def write_scenario(scenario: Scenario, path: str | Path, residents_as: ResidentsAs = "inline") -> Source:
    """Write a scenario, with its walks in a table beside it if it has any; read back, it has the source returned.

    Parameters
    ----------
    residents_as
        Residents stand in the scenario, or in a table beside it.

    Raises
    ------
    OSError
        If a file cannot be written.
    """
    path, data = Path(path), scenario.to_dict()
    files: dict[str, str | bytes] = {}
    if scenario.walking.matrix is not None:
        files[f"{path.stem}-walks.csv"] = walks_csv(scenario.walk_matrix)
        data["walking"] = data["walking"] | {"matrix": f"{path.stem}-walks.csv"}
    files |= scenario_files(data, path.name, residents_as)
    for name, content in files.items():
        write_atomically(path.with_name(name), content)
    hashes = ((name, hashlib.sha256(content.encode() if isinstance(content, str) else content)) for name, content in files.items())
    *tables, own = (FileHash(name, each.hexdigest()) for name, each in hashes)
    return Source(path.parent, own.sha256, tuple(tables))


def write_solved(scenario: Scenario, schedule: Schedule, path: str | Path) -> Solved:
    """Write a scenario, and beside it as ``NAME.schedule.json`` a schedule of it; returns both as they would be read again.

    Raises
    ------
    OSError
        If a file cannot be written.
    """
    path = Path(path)
    source = write_scenario(scenario, path)
    files = tuple(HashedFile(name=file.name, sha256=file.sha256) for file in source.files)
    reference = ScenarioReference(id=scenario.id, sha256=source.sha256, files=files)
    written = schedule.model_copy(update={"scenario": reference})
    write_schedule(written, path.with_name(f"{path.stem}.schedule.json"))
    read = scenario.model_copy()
    read._source = source
    return Solved(read, written)


def walks_csv(matrix: WalkMatrix) -> str:
    """A walk matrix as the text of its file: so many decimals of minutes that they are the same whole seconds again."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(("from", "lot", "minutes"))
    writer.writerows((origin, lot, f"{seconds / 60:.4f}") for origin, lot, seconds in matrix.rows())
    return text.getvalue()


def scenario_json(data: dict[str, Any]) -> str:
    """The text of a scenario file: one line for each community, lot and resident, so that versions compare line by line."""
    parts = []
    for key, value in data.items():
        if key in _LINE_BY_LINE and isinstance(value, list) and value:
            lines = ",\n".join("  " + json.dumps(row, ensure_ascii=False) for row in value)
            parts.append(f' "{key}": [\n{lines}\n ]')
        else:
            parts.append(f' "{key}": {json.dumps(value, ensure_ascii=False)}')
    return "{\n" + ",\n".join(parts) + "\n}\n"


def scenario_files(data: dict[str, Any], name: str, residents_as: ResidentsAs = "inline") -> dict[str, str | bytes]:
    """File names and contents of a scenario, the scenario's own file last.

    Parameters
    ----------
    data
        Plain data with the residents inline.
    name
        File name of the scenario; a table of residents is named after it.
    """
    if residents_as == "inline":
        return {name: scenario_json(data)}
    table = f"{PurePath(name).stem}-residents.{residents_as}"
    rows = [_flat(row) for row in data["residents"]]
    content = _csv(rows) if residents_as == "csv" else _parquet(rows)
    return {table: content, name: scenario_json(data | {"residents": table})}


def _flat(row: dict[str, Any]) -> dict[str, Any]:
    """A resident as one row of a table: the home in columns of its own, lists joined."""
    home = {f"home_{key}": value for key, value in row.get("home", {}).items()}
    cells = {key: "|".join(value) if isinstance(value, list) else value for key, value in row.items() if key != "home"}
    return cells | home


def _columns(rows: list[dict[str, Any]]) -> list[str]:
    """The columns that some row fills, in the order of the format."""
    used = {key for row in rows for key in row} | {"id", "community", "stays"}
    keys = [key for key in Resident.model_fields if key != "home"] + [f"home_{key}" for key in Location.model_fields]
    return [key for key in keys if key in used]


def _csv(rows: list[dict[str, Any]]) -> str:
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, _columns(rows), restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def _parquet(rows: list[dict[str, Any]]) -> bytes:
    import pyarrow
    import pyarrow.parquet

    columns = {key: [row.get(key) for row in rows] for key in _columns(rows)}
    sink = pyarrow.BufferOutputStream()
    pyarrow.parquet.write_table(pyarrow.table(columns), sink)
    return bytes(sink.getvalue().to_pybytes())
