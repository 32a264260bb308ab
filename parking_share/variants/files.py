"""A changed scenario as the files that can be read back as it."""

from __future__ import annotations

import csv
import hashlib
import io

from parking_share.making.writing import scenario_json
from parking_share.scenario import FileHash, Scenario, Source


def scenario_files(scenario: Scenario, stem: str) -> dict[str, bytes]:
    """Names and contents of a scenario's files: a table of walks if it has one, then the scenario itself, residents inline.

    Parameters
    ----------
    stem
        What the names of the files begin with.
    """
    data, files = scenario.to_dict(), {}
    if scenario.walking.matrix is not None:
        name = f"{stem}-walks.csv"
        files[name] = _walks(scenario)
        data["walking"] = data["walking"] | {"matrix": name}
    return files | {f"{stem}.json": scenario_json(data).encode()}


def source_of(files: dict[str, bytes]) -> Source:
    """The source of a scenario that was written to these files, the scenario's own last."""
    *tables, own = ((name, hashlib.sha256(content).hexdigest()) for name, content in files.items())
    return Source(None, own[1], tuple(FileHash(name, sha256) for name, sha256 in tables))


def _walks(scenario: Scenario) -> bytes:
    """The walk matrix: so many decimals of minutes that they are the same whole seconds again."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(("from", "lot", "minutes"))
    matrix = scenario.walk_matrix
    rows = zip(matrix.origins, matrix.lots, matrix.seconds, strict=True)
    writer.writerows((origin, lot, f"{seconds / 60:.4f}") for origin, lot, seconds in rows)
    return text.getvalue().encode()
