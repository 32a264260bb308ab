"""Walks along streets of a made-up town: ``python benchmarks/walking.py`` writes the figures into ``docs/maps.md``.

The whole command is measured, and beside it the quickest ways from every lot by networkx on the same streets, in the same run.
"""

from __future__ import annotations

import datetime
import json
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import networkx
import numpy as np

from parking_share import Scenario, read_scenario
from parking_share.streets import read_streets
from parking_share.walking import walk_time

ROOT = Path(__file__).parent.parent
SCENARIO = ROOT / "scenarios" / "qijiang-59.json"
PAGE = ROOT / "docs" / "maps.md"
CORNERS = 200  # each way
SEED = 1


def main() -> None:
    """Measure, and write."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        streets = folder / "streets.geojson"
        streets.write_text(json.dumps(grid(read_scenario(SCENARIO))), encoding="utf-8")
        began = time.perf_counter()
        words = ["walks", str(SCENARIO), "--streets", str(streets), "-o", "on-foot.json", "--within", "1000"]
        told = subprocess.run(
            [sys.executable, "-m", "parking_share", *words], cwd=folder, check=True, capture_output=True, text=True
        ).stdout
        whole = time.perf_counter() - began
        plain = by_networkx(streets, len(read_scenario(SCENARIO).lots))
    count, length = re.findall(r"([\d,.]+) (?:walks|km)", told)[:2]
    text = "\n".join(
        (
            f"On {datetime.date.today()}, with 2 cores: the {count} walks of all homes and communities of",
            f"`scenarios/qijiang-59.json` to all lots, along {length} km of made-up streets (a grid of {CORNERS} by {CORNERS} corners",
            f"on made-up hills, seed {SEED}, one street in seven left out), took {whole:.1f} s as a whole command. The quickest ways from",
            f"as many corners alone took networkx {plain:.1f} s in the same run. `python benchmarks/walking.py` measures it again.",
        )
    )
    page = re.sub(r"(?<=<!-- measured -->\n).*(?=<!-- end -->)", lambda _: text + "\n", PAGE.read_text("utf-8"), flags=re.DOTALL)
    PAGE.write_text(page, "utf-8")
    print(text)


def grid(scenario: Scenario) -> dict[str, object]:
    """Streets around everything in a scenario."""
    random = np.random.default_rng(SEED)
    places = [each.location for each in (*scenario.communities, *scenario.lots)]
    lat, lon = (
        np.linspace(min(values) - 0.002, max(values) + 0.002, CORNERS) for values in zip(*((p.lat, p.lon) for p in places), strict=True)
    )
    north, east = np.meshgrid(np.arange(CORNERS), np.arange(CORNERS), indexing="ij")
    height = 300 + 40 * np.sin(north / 5) + 30 * np.cos(east / 7)
    jitter = random.uniform(-0.0001, 0.0001, (2, CORNERS, CORNERS))
    corner = np.stack((lon[east] + jitter[0], lat[north] + jitter[1], height), axis=-1).round(7)
    lines = [
        corner[[at, at + step], [to, to + 1 - step]].tolist()
        for at in range(CORNERS)
        for to in range(CORNERS)
        for step in (0, 1)
        if at + step < CORNERS and to + 1 - step < CORNERS and random.random() < 6 / 7
    ]
    features = [{"type": "Feature", "properties": {}, "geometry": {"type": "LineString", "coordinates": line}} for line in lines]
    return {"type": "FeatureCollection", "features": features}


def by_networkx(streets: Path, count: int) -> float:
    """Seconds for the quickest ways from some corners to all others."""
    network = read_streets(streets, is_local=False)
    climb = network.elevation[network.ends[:, 1]] - network.elevation[network.ends[:, 0]]
    graph = networkx.Graph()
    graph.add_weighted_edges_from(zip(*network.ends.T.tolist(), walk_time(network.length, climb, 4.8).tolist(), strict=True))
    began = time.perf_counter()
    for corner in np.random.default_rng(SEED).integers(len(network.point), size=count).tolist():
        networkx.single_source_dijkstra_path_length(graph, corner)
    return time.perf_counter() - began


if __name__ == "__main__":
    main()
