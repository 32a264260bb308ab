"""Streets as programs and people leave them: walked right, or refused with the place."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from parking_share import InputError
from parking_share.streets import read_streets
from parking_share.streets.network import Network

HEAD = """<graphml xmlns="http://graphml.graphdrawing.org/xmlns">
<key id="x" for="node" attr.name="x" attr.type="string"/><key id="y" for="node" attr.name="y" attr.type="string"/>
<key id="e" for="node" attr.name="elevation" attr.type="string"/><key id="g" for="edge" attr.name="geometry" attr.type="string"/>
<graph edgedefault="undirected">"""


def node(name: int, x: Any, y: Any, elevation: Any = None) -> str:
    height = "" if elevation is None else f'<data key="e">{elevation}</data>'
    return f'<node id="{name}"><data key="x">{x}</data><data key="y">{y}</data>{height}</node>'


def edge(begin: int, end: int, geometry: str | None = None) -> str:
    line = "" if geometry is None else f'<data key="g">{geometry}</data>'
    return f'<edge source="{begin}" target="{end}">{line}</edge>'


def graph(folder: Path, *parts: str) -> Network:
    file = folder / "streets.graphml"
    file.write_text(HEAD + "".join(parts) + "</graph></graphml>", encoding="utf-8")
    return read_streets(file, is_local=True)


def geojson(folder: Path, *lines: Any, is_local: bool = True, **keys: Any) -> Network:
    file = folder / "streets.geojson"
    features = [{"type": "Feature", "geometry": {"type": "LineString", "coordinates": line}} for line in lines]
    file.write_text(json.dumps({"type": "FeatureCollection", "features": features} | keys), encoding="utf-8")
    return read_streets(file, is_local=is_local)


@pytest.mark.parametrize("line", ["0 0, 0 50, 100 50, 100 0", "100 0, 100 50, 0 50, 0 0"])
def test_a_line_may_be_written_from_either_end(line: str, tmp_path: Path) -> None:
    """Where a graph has no directions, programs write the line of an edge as they found it."""
    network = graph(tmp_path, node(1, 0, 0), node(2, 100, 0), edge(1, 2, f"LINESTRING ({line})"))
    assert network.length.sum() == pytest.approx(200)


def test_bends_of_an_edge_lie_on_its_slope(tmp_path: Path) -> None:
    """Else an edge with a bend would count as flat, whatever its ends say."""
    network = graph(tmp_path, node(1, 0, 0, 100), node(2, 60, 60, 130), edge(1, 2, "LINESTRING (0 0, 0 40, 60 40, 60 60)"))
    assert sorted(network.elevation) == pytest.approx([100, 110, 125, 130])  # after 40, 100 and 120 of 120 m


@pytest.mark.parametrize("unknown", ["", "nan", None])
def test_an_elevation_may_be_unknown(unknown: str | None, tmp_path: Path) -> None:
    assert np.isnan(graph(tmp_path, node(1, 0, 0, unknown), node(2, 60, 60, 30), edge(1, 2)).elevation).sum() == 1


def test_every_node_and_edge_that_is_wrong_is_told(tmp_path: Path) -> None:
    nodes = node(1, 0, 0) + node(2, 100, 0) + node(3, "east", 0) + node(4, "nan", 0) + node(5, 1, 1, "inf") + node(6, 1, 1, "high")
    lines = ("LINESTRING (0 0, nan nan, 100 0)", "POINT (1 1)", "LINESTRING EMPTY", "hello", "")
    with pytest.raises(InputError) as caught:
        graph(tmp_path, nodes, edge(1, 7), *(edge(1, 2, line) for line in lines))
    places = [problem.place for problem in caught.value.problems]
    assert places == [f"streets.graphml node {name}" for name in "34567"] + ["streets.graphml edge 1 to 2"] * len(lines)


def test_a_node_at_two_places_is_told(tmp_path: Path) -> None:
    twice = node(1, 0, 0) + node(2, 100, 0) + node(1, 0, 0) + node(2, 100, 30)  # of node 1 both say the same
    with pytest.raises(InputError, match="node 2: stands twice, at different places") as caught:
        graph(tmp_path, twice, edge(1, 2))
    assert len(caught.value.problems) == 1


@pytest.mark.parametrize(("line", "far"), [("0 60, 100 60, 100 0", None), ("0 300, 200 300", "316"), ("0 40, 60 40", None)])
def test_a_geometry_far_from_its_nodes_is_told(line: str, far: str | None, tmp_path: Path) -> None:
    """The second is 200 m long, and its ends are 300 m from the first node and hypot(100, 300) = 316 m from the second. The last ends
    hypot(40, 40) = 57 m from its node, but is 60 m long."""
    parts = node(1, 0, 0), node(2, 100, 0), edge(1, 2, f"LINESTRING ({line})")
    if far is None:
        assert len(graph(tmp_path, *parts).ends)
    else:
        with pytest.raises(InputError, match=f"edge 1 to 2: has a geometry that begins or ends {far} m from its nodes"):
            graph(tmp_path, *parts)


@pytest.mark.parametrize("is_alone", [True, False])
def test_collections_of_geometries_are_told(is_alone: bool, tmp_path: Path) -> None:
    collection = {"type": "GeometryCollection", "geometries": [{"type": "LineString", "coordinates": [[0, 0], [9, 9]]}]}
    file = tmp_path / "streets.geojson"
    file.write_text(json.dumps(collection if is_alone else {"type": "Feature", "geometry": collection}), encoding="utf-8")
    with pytest.raises(InputError, match="is a collection of several geometries; make each of them a feature"):
        read_streets(file, is_local=True)


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ([[0, 0], [0, 0]], "holds no streets"),
        ([[0, 0], [0, 1e-6]], "holds no streets"),
        ([[0, 0, 1e11], [100, 0, 5]], "holds elevations of more than 10,000 m"),
        ([[0, 0], [10**400, 0]], "something else than positions"),
    ],
)
def test_lines_that_nobody_walks(line: Any, words: str, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=words):
        geojson(tmp_path, line)


def test_a_named_system_counts_where_degrees_are_needed(tmp_path: Path) -> None:
    metres = {"crs": {"type": "name", "properties": {"name": "EPSG:4549"}}}
    assert geojson(tmp_path, [[0, 0], [30, 40]], **metres).length.sum() == pytest.approx(math.hypot(30, 40))
    with pytest.raises(InputError, match="says that its coordinates are those of 'EPSG:4549'"):
        geojson(tmp_path, [[0, 0], [30, 40]], is_local=False, **metres)


ENTITIES = '<!ENTITY a "ha">' + "".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefghi", "bcdefghij", strict=True))


@pytest.mark.parametrize("declared", [ENTITIES, '<!ENTITY j SYSTEM "file:///etc/passwd">'])
def test_declarations_that_unfold_or_lead_elsewhere_are_refused(declared: str, tmp_path: Path) -> None:
    file = tmp_path / "streets.graphml"
    text = HEAD + node(1, 0, 0, "&j;") + node(2, 9, 9) + edge(1, 2) + "</graph></graphml>"
    file.write_text(f"<!DOCTYPE x [{declared}]>{text}", encoding="utf-8")
    with pytest.raises(InputError):
        read_streets(file, is_local=True)
