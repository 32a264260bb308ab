"""Streets from a file: GeoJSON lines, or GraphML as OpenStreetMap tools write it."""

from __future__ import annotations

import contextlib
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NoReturn
from xml.etree import ElementTree

import numpy as np

from parking_share.calendar import FloatArray
from parking_share.errors import InputError, Problem
from parking_share.geography.geojson import Feature, is_position, read_features
from parking_share.reading import file_content
from parking_share.streets.network import Network, in_plane
from parking_share.texts import _

Line = list[list[float]]
"""Positions: east or longitude, north or latitude, and perhaps the elevation in metres."""

FURTHEST_M = 50.0
"""A line may begin so far from its node, and as far as it is long: programs simplify lines and move nodes."""

HIGHEST_M = 10_000.0
"""No street is higher, or deeper."""


def read_streets(path: Path, *, is_local: bool) -> Network:
    """Read a network of streets that people can walk on.

    In GeoJSON, lines join where they share a position, which may have an elevation as its third number. In GraphML, nodes have ``x``,
    ``y`` and perhaps ``elevation``, edges perhaps a ``geometry`` in WKT: so osmnx writes them.

    Parameters
    ----------
    is_local
        Whether coordinates are metres; else they are longitude and latitude (WGS-84).

    Raises
    ------
    InputError
        If the file cannot be read, holds no streets, or coordinates that are no degrees.
    """
    is_graph = path.suffix.lower() in (".graphml", ".xml")
    lines = list(_of_graphml(path, is_local=is_local) if is_graph else _of_geojson(path, is_in_degrees=not is_local))
    count = np.array([len(line) for line in lines], np.int64)
    none = _("holds no streets: lines of two or more positions are needed")
    if not (count > 1).any():
        raise InputError([Problem(path.name, none)])
    position = np.array([(*each, np.nan)[:3] for line in lines for each in line], np.float64)
    if not is_local and (np.abs(position[:, :2]) > (180, 90)).any():
        message = _("holds coordinates that are no longitude and latitude; save it in degrees (WGS-84, EPSG:4326)")
        raise InputError([Problem(path.name, message)])
    if (np.abs(position[:, 2]) > HIGHEST_M).any():
        message = _("holds elevations of more than %(most)s m; correct them, or leave them out", most=f"{HIGHEST_M:,.0f}")
        raise InputError([Problem(path.name, message)])
    middle = None if is_local else float(np.mean(position[:, 1]))
    point = position[:, :2] if middle is None else in_plane(position[:, 0], position[:, 1], middle)
    begins = np.delete(np.arange(len(position)), np.cumsum(count) - 1)
    network = Network.of(point, position[:, 2], np.column_stack((begins, begins + 1)), middle)
    if not len(network.ends):  # all of them are shorter than what is one place
        raise InputError([Problem(path.name, none)])
    return network


def _of_geojson(path: Path, *, is_in_degrees: bool) -> Iterator[Line]:
    problems = []
    for feature in read_features(path, is_in_degrees=is_in_degrees):
        for line in _lines(feature):
            if isinstance(line, list) and line and all(is_position(each) for each in line):
                yield line
            else:
                problems.append(Problem(feature.place, _("has a line with something else than positions of two or three numbers")))
    if problems:
        raise InputError(problems)


def _lines(feature: Feature) -> list[Any]:
    """The lines of a feature; points and areas have none."""
    if feature.geometry == "LineString":
        return [feature.coordinates]
    return feature.coordinates if feature.geometry == "MultiLineString" else []


def _of_graphml(path: Path, *, is_local: bool) -> Iterator[Line]:
    import networkx  # large, and seldom needed

    content = file_content(path)
    try:
        graph = networkx.read_graphml(io.BytesIO(content))
    except ElementTree.ParseError as error:
        _refuse(path, _("is no XML (%(error)s)", error=error))
    except (networkx.NetworkXError, KeyError, ValueError) as error:
        _refuse(path, _("is no GraphML with x and y at each node (%(error)s)", error=error))
    problems = [Problem(f"{path.name} node {name}", _("stands twice, at different places; keep one")) for name in _at_two_places(content)]
    nodes = {name: _node(data, f"{path.name} node {name}", problems) for name, data in graph.nodes(data=True)}
    for begin, end, data in graph.edges(data=True):
        bends: Line = []
        if "geometry" in data:
            place = f"{path.name} edge {begin} to {end}"
            bends = _between(data["geometry"], nodes[begin], nodes[end], place, problems, is_local=is_local)
        yield [nodes[begin], *bends, nodes[end]]
    if problems:
        raise InputError(problems)


def _at_two_places(content: bytes) -> list[str]:
    """The nodes of a GraphML file whose id stands twice with other coordinates."""
    root = ElementTree.fromstring(content)
    keys = {key.get("id"): key.get("attr.name") for key in root.iterfind("{*}key") if key.get("attr.name") in ("x", "y")}
    places: dict[str, dict[str | None, str]] = {}
    found = dict[str, None]()
    for node in root.iterfind(".//{*}node"):
        name, place = node.get("id", ""), {keys[key]: (data.text or "").strip() for data in node if (key := data.get("key")) in keys}
        if places.setdefault(name, place) != place:
            found[name] = None
    return list(found)


def _node(data: dict[str, Any], place: str, problems: list[Problem]) -> list[float]:
    """A node's position; an elevation that is not there, or blank, is not known."""
    try:
        position = [float(data["x"]), float(data["y"]), float(data.get("elevation") or "nan")]
    except (KeyError, TypeError, ValueError):
        position = [np.nan] * 3
    if not np.isfinite(position[:2]).all() or np.isinf(position[2]):
        problems.append(Problem(place, _("needs x and y, and an elevation if any, as finite numbers")))
    return position


def _between(wkt: str, begin: list[float], end: list[float], place: str, problems: list[Problem], *, is_local: bool) -> Line:
    """The positions of an edge's line between its ends, from the one to the other, on an even slope.

    Graphs without directions may have the line either way.
    """
    import shapely

    line = None
    with contextlib.suppress(shapely.errors.GEOSException), np.errstate(invalid="ignore"):
        line = shapely.from_wkt(str(wkt))
    found: FloatArray = shapely.get_coordinates(line)
    if line is None or line.geom_type != "LineString" or len(found) < 2 or not np.isfinite(found).all():
        problems.append(Problem(place, _("has a geometry that is no line in WKT, such as LINESTRING (106.1 29.5, 106.2 29.6)")))
        return []
    if np.hypot(*(found[0] - begin[:2])) > np.hypot(*(found[-1] - begin[:2])):
        found = found[::-1]
    metres = np.array([begin[:2], *found, end[:2]])
    metres = metres if is_local else in_plane(metres[:, 0], metres[:, 1], begin[1])
    to_first, *pieces, to_last = np.hypot(*np.diff(metres, axis=0).T).tolist()
    far_m = max(to_first, to_last)
    if far_m > max(FURTHEST_M, sum(pieces)):
        message = _("has a geometry that begins or ends %(n)s m from its nodes; correct it, or leave it out", n=f"{far_m:,.0f}")
        problems.append(Problem(place, message))
    along = np.cumsum(np.hypot(*np.diff(found, axis=0).T))
    elevation = begin[2] + (end[2] - begin[2]) * along[:-1] / max(along[-1], 1e-12)
    positions: Line = np.column_stack((found[1:-1], elevation)).tolist()
    return positions


def _refuse(path: Path, message: str) -> NoReturn:
    raise InputError([Problem(path.name, message)]) from None
