"""Walks along streets: the quickest way, as another library finds it; files of streets as people have them."""

from __future__ import annotations

import csv
import json
import math
from pathlib import Path
from random import Random
from typing import Any

import networkx
import numpy as np
import pytest
from command_line import run

from parking_share import InputError, Scenario, read_scenario
from parking_share.geography.coordinates import from_wgs84
from parking_share.streets import read_streets, street_walks
from parking_share.walking import walk_time


def scenario_of(homes: list[tuple[float, float]], lots: list[tuple[float, float]], **keys: Any) -> dict[str, Any]:
    """Residents who live at (x, y), in metres, and lots there."""
    return {
        "format": 1,
        "id": "streets",
        "horizon": {"start": "2026-11-23", "days": 2},
        "crs": "local",
        "walking": {"speed_kmh": 3.6},  # a metre a second
        "communities": [{"id": "c", "location": {"x": 0, "y": 0}}],
        "lots": [{"id": f"l{at}", "location": {"x": x, "y": y}, "spaces": 1} for at, (x, y) in enumerate(lots)],
        "residents": [
            {"id": f"r{at}", "community": "c", "home": {"x": x, "y": y}, "stays": "daily 20:00-07:00"} for at, (x, y) in enumerate(homes)
        ],
    } | keys


def lines(*pieces: list[list[float]]) -> dict[str, Any]:
    features = [{"type": "Feature", "properties": {}, "geometry": {"type": "LineString", "coordinates": piece}} for piece in pieces]
    return {"type": "FeatureCollection", "features": features}


def walks(data: dict[str, Any], streets: dict[str, Any], folder: Path, off_street_m: float = 1e6) -> dict[tuple[str, str], int]:
    file = folder / "streets.geojson"
    file.write_text(json.dumps(streets), encoding="utf-8")
    network = read_streets(file, is_local=data["crs"] == "local")
    found = street_walks(Scenario.from_dict(data), network, 1000, off_street_m)
    return {(origin, lot): seconds for origin, lot, seconds in found.matrix.rows()}


def test_a_walk_goes_to_the_street_and_along_it(tmp_path: Path) -> None:
    """10 m to the street, 80 m east, 40 m north, 5 m to the lot; a walk within one piece goes along that."""
    data = scenario_of([(20, 10), (30, -10)], [(105, 40)])
    street = lines([[0, 0], [100, 0]], [[100, 0], [100, 200]])
    found = walks(data, street, tmp_path)
    assert found["r0", "l0"] == 10 + 80 + 40 + 5
    assert found["r1", "l0"] == 10 + 70 + 40 + 5
    assert found["c", "l0"] == 100 + 40 + 5
    near = walks(scenario_of([(20, 10)], [(50, -10)]), street, tmp_path)
    assert near["r0", "l0"] == 10 + 30 + 10


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("has_slopes", [False, True])
def test_walks_are_those_of_another_library(seed: int, has_slopes: bool, tmp_path: Path) -> None:
    """Homes and lots stand at corners, so that the quickest ways between corners are all there is to it."""
    random = Random(seed)
    corners = [(random.randrange(1000), random.randrange(1000)) for _ in range(25)]
    height = [random.uniform(0, 60) if has_slopes else math.nan for _ in corners]
    graph = networkx.Graph()
    pieces = []
    for one in range(len(corners)):
        for other in random.sample(range(len(corners)), 3):
            if corners[one] != corners[other]:
                length, climb = math.dist(corners[one], corners[other]), height[other] - height[one]
                seconds = float(walk_time(np.array([length]), np.array([climb]), 3.6)[0])
                graph.add_edge(corners[one], corners[other], seconds=seconds)
                ends = [[*corners[at], *([height[at]] if has_slopes else [])] for at in (one, other)]
                pieces.append(ends)
    main = max(networkx.connected_components(graph), key=lambda part: sum(graph.degree(corner) for corner in part))
    homes, lots = [corner for corner in corners if corner in main][:6], [corner for corner in corners if corner in main][-4:]
    found = walks(scenario_of(homes, lots), lines(*pieces), tmp_path)
    for at, home in enumerate(homes):
        for to, lot in enumerate(lots):
            expected = networkx.dijkstra_path_length(graph, home, lot, weight="seconds")
            assert abs(found[f"r{at}", f"l{to}"] - expected) <= 0.5 + 1e-6


def test_slope_between_home_and_lot_counts_where_streets_have_none(tmp_path: Path) -> None:
    data = scenario_of([(0, 0)], [(100, 0)])
    data["residents"][0]["home"]["elevation_m"], data["lots"][0]["location"]["elevation_m"] = 0, 20
    found = walks(data, lines([[0, 0], [50, 50]], [[50, 50], [100, 0]]), tmp_path)
    length = 2 * math.hypot(50, 50)
    assert found["r0", "l0"] == round(float(walk_time(np.array([length]), np.array([20.0]), 3.6)[0]))


def test_degrees_are_metres_on_the_globe(tmp_path: Path) -> None:
    """A way along a parallel far from the middle of the network is as long as the parallel there."""
    data = scenario_of([], [], crs="WGS84")
    data["communities"][0]["location"] = {"lat": 30.5, "lon": 106.0}
    data["lots"] = [{"id": "l", "location": {"lat": 30.5, "lon": 106.01}, "spaces": 1}]
    found = walks(data, lines([[106.0, 29.0], [106.0, 30.5], [106.01, 30.5]]), tmp_path)
    assert found["c", "l"] == pytest.approx(math.radians(0.01) * 6_371_008.8 * math.cos(math.radians(30.5)), abs=1)


def test_places_of_chinese_maps_meet_streets_of_others(tmp_path: Path) -> None:
    """The same town in GCJ-02, on the same streets."""
    data = scenario_of([], [], crs="WGS84")
    places = [(106.0, 30.5), (106.01, 30.502)]
    streets = lines([[106.0, 30.5], [106.01, 30.5], [106.01, 30.502]])
    found = []
    for crs in ("WGS84", "GCJ02"):
        lon, lat = from_wgs84(crs, *np.array(places).T)
        home, lot = ({"lat": float(north), "lon": float(east)} for east, north in zip(lon, lat, strict=True))
        data["crs"], data["communities"][0]["location"], data["lots"] = crs, home, [{"id": "l", "location": lot, "spaces": 1}]
        found.append(walks(data, streets, tmp_path, off_street_m=1)["c", "l"])
    assert found[0] == found[1]


def test_places_far_from_streets_keep_their_computed_walks(tmp_path: Path) -> None:
    file = tmp_path / "streets.geojson"
    file.write_text(json.dumps(lines([[0, 0], [100, 0]], [[9000, 9000], [9001, 9000]])), encoding="utf-8")
    network = read_streets(file, is_local=True)
    assert network.left_out_m == 1
    found = street_walks(Scenario.from_dict(scenario_of([(50, 300), (50, 10)], [(90, 0)])), network, 60, 100)
    assert found.off_streets == ("r0",)
    assert [*found.matrix.rows()] == [("c", "l0", 90), ("r1", "l0", 50)]


@pytest.mark.parametrize(("home", "lot", "nearest"), [((50, 10), (50, 500), "500"), ((50, 10), (103, 154), "154")])
def test_streets_of_another_place_are_an_error(home: tuple[int, int], lot: tuple[int, int], nearest: str, tmp_path: Path) -> None:
    """Else all walks would stay as they are, with a warning that nobody reads. From the end of the street, (100, 0), it is 3 m east and
    154 m north to the second lot."""
    file = tmp_path / "streets.geojson"
    file.write_text(json.dumps(lines([[0, 0], [100, 0]])), encoding="utf-8")
    network = read_streets(file, is_local=True)
    with pytest.raises(InputError, match=f"all are over 100 m from every street, the nearest {nearest} m"):
        street_walks(Scenario.from_dict(scenario_of([home], [lot])), network, 60, 100)


def test_pairs_are_left_out_only_beyond_what_matters(tmp_path: Path) -> None:
    """At a metre a second a minute is 60 m; a lot 61 m away as the crow flies is beyond it by street and as computed."""
    data = scenario_of([(0, 0)], [(61, 0), (59, 0)])
    file = tmp_path / "streets.geojson"
    file.write_text(json.dumps(lines([[0, 0], [30, 40], [100, 0]], [[0, 0], [100, 0]])), encoding="utf-8")
    found = street_walks(Scenario.from_dict(data), read_streets(file, is_local=True), 1, 100)
    assert {lot for _, lot, _ in found.matrix.rows()} == {"l1"}


GRAPHML = """<?xml version='1.0' encoding='utf-8'?>
<graphml xmlns="http://graphml.graphdrawing.org/xmlns">
<key id="d0" for="node" attr.name="x" attr.type="string"/><key id="d1" for="node" attr.name="y" attr.type="string"/>
<key id="d2" for="edge" attr.name="geometry" attr.type="string"/>
<graph edgedefault="directed">
<node id="1"><data key="d0">0</data><data key="d1">0</data></node>
<node id="2"><data key="d0">100</data><data key="d1">0</data></node>
<node id="3"><data key="d0">100</data><data key="d1">50</data></node>
<edge source="1" target="2"><data key="d2">LINESTRING (0 0, 50 50, 100 0)</data></edge>
<edge source="2" target="1"><data key="d2">LINESTRING (100 0, 50 50, 0 0)</data></edge>
<edge source="2" target="3"/>
</graph></graphml>"""


def test_graphml_as_osmnx_writes_it(tmp_path: Path) -> None:
    """Directions of traffic are none of walkers' business; edges may bend."""
    file = tmp_path / "streets.graphml"
    file.write_text(GRAPHML, encoding="utf-8")
    network = read_streets(file, is_local=True)
    assert network.length.sum() == pytest.approx(2 * math.hypot(50, 50) + 50)
    found = street_walks(Scenario.from_dict(scenario_of([(100, 50)], [(0, 0)])), network, 60, 10)
    assert [*found.matrix.rows()][-1] == ("r0", "l0", round(50 + 2 * math.hypot(50, 50)))


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.geojson", "{", "is not JSON"),
        ("a.geojson", "[]", "is no GeoJSON"),
        ("a.geojson", '{"type": "FeatureCollection", "features": [7, {"type": "Feature", "geometry": {}}]}', "2 problems"),
        ("a.geojson", json.dumps(lines()), "holds no streets"),
        ("a.geojson", json.dumps(lines([[0, 0]])), "holds no streets"),
        ("a.geojson", '{"type": "LineString", "coordinates": [[0, 0], ["a", 1]]}', "positions of two or three numbers"),
        ("a.geojson", '{"type": "MultiLineString", "coordinates": [7]}', "positions of two or three numbers"),
        ("a.graphml", "<graphml", "is no XML"),
        ("a.graphml", GRAPHML.replace('attr.name="x"', 'attr.name="z"'), "3 problems"),
        ("a.graphml", GRAPHML.replace(">100<", ">far<"), "a.graphml node 2: needs x and y"),
        ("a.graphml", GRAPHML.replace("LINESTRING (0 0", "LINE (0 0"), "a.graphml edge 1 to 2: has a geometry that is no line"),
        ("missing.geojson", None, "cannot be read"),
    ],
)
def test_files_that_are_no_streets(name: str, content: str | None, words: str, tmp_path: Path) -> None:
    scenario, streets = tmp_path / "s.json", tmp_path / name
    scenario.write_text(json.dumps(scenario_of([(0, 0)], [(1, 1)])), encoding="utf-8")
    if content is not None:
        streets.write_text(content, encoding="utf-8")
    result = run("walks", scenario, "--streets", streets, "-o", tmp_path / "w.csv")
    assert result.exit_code == 2
    assert words in result.stderr
    assert not (tmp_path / "w.csv").exists()


def test_streets_in_metres_for_places_in_degrees_are_refused(tmp_path: Path) -> None:
    file = tmp_path / "streets.geojson"
    file.write_text(json.dumps(lines([[500_000, 3_300_000], [500_100, 3_300_000]])), encoding="utf-8")
    with pytest.raises(InputError, match="in degrees"):
        read_streets(file, is_local=False)


def test_the_command_writes_walks_or_a_scenario_that_has_them(tmp_path: Path) -> None:
    data = scenario_of([(20, 10)], [(100, 40)])
    scenario, streets = tmp_path / "s.json", tmp_path / "streets.geojson"
    scenario.write_text(json.dumps(data), encoding="utf-8")
    streets.write_text(json.dumps(lines([[0, 0], [100, 0]], [[100, 0], [100, 200]])), encoding="utf-8")
    result = run("walks", scenario, "--streets", streets, "-o", tmp_path / "w.csv")
    assert result.exit_code == 0, result.output
    with (tmp_path / "w.csv").open(encoding="utf-8", newline="") as file:
        assert [*csv.DictReader(file)][-1] == {"from": "r0", "lot": "l0", "minutes": f"{130 / 60:.4f}"}
    assert run("walks", scenario, "--streets", streets, "-o", tmp_path / "on-foot.json").exit_code == 0
    assert [*read_scenario(tmp_path / "on-foot.json").walk_matrix.rows()] == [("c", "l0", 140), ("r0", "l0", 130)]
    assert "would be both" in run("walks", scenario, "--streets", streets, "-o", scenario).stderr
