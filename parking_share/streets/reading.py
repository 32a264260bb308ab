"""Streets from a file: GeoJSON lines, or GraphML as OpenStreetMap tools write it."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NoReturn
from xml.etree.ElementTree import ParseError

import numpy as np

from parking_share.calendar import FloatArray
from parking_share.errors import InputError, Problem
from parking_share.geography.geojson import Feature, is_position, read_features
from parking_share.reading import file_content
from parking_share.streets.network import Network, in_plane
from parking_share.texts import _

Line = list[list[float]]
"""Positions: east or longitude, north or latitude, and perhaps the elevation in metres."""


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
    lines = list(_of_graphml(path) if path.suffix.lower() in (".graphml", ".xml") else _of_geojson(path))
    count = np.array([len(line) for line in lines], np.int64)
    if not (count > 1).any():
        raise InputError([Problem(path.name, _("holds no streets: lines of two or more positions are needed"))])
    position = np.array([(*each, np.nan)[:3] for line in lines for each in line], np.float64)
    if not is_local and (np.abs(position[:, :2]) > (180, 90)).any():
        message = _("holds coordinates that are no longitude and latitude; save it in degrees (WGS-84, EPSG:4326)")
        raise InputError([Problem(path.name, message)])
    middle = None if is_local else float(np.mean(position[:, 1]))
    point = position[:, :2] if middle is None else in_plane(position[:, 0], position[:, 1], middle)
    begins = np.delete(np.arange(len(position)), np.cumsum(count) - 1)
    return Network.of(point, position[:, 2], np.column_stack((begins, begins + 1)), middle)


def _of_geojson(path: Path) -> Iterator[Line]:
    problems = []
    for feature in read_features(path):
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


def _of_graphml(path: Path) -> Iterator[Line]:
    import networkx  # large, and seldom needed
    import shapely

    content = file_content(path)
    try:
        graph = networkx.read_graphml(io.BytesIO(content))
        nodes = {name: _node(data) for name, data in graph.nodes(data=True)}
        for begin, end, data in graph.edges(data=True):
            line = [nodes[begin], nodes[end]]
            if "geometry" in data:
                between: FloatArray = shapely.get_coordinates(shapely.from_wkt(data["geometry"]))[1:-1]
                line[1:1] = between.tolist()
            yield line
    except ParseError as error:
        _refuse(path, _("is no XML (%(error)s)", error=error))
    except (networkx.NetworkXError, KeyError, ValueError, shapely.errors.GEOSException) as error:
        _refuse(path, _("is no GraphML with x and y at each node (%(error)s)", error=error))


def _node(data: dict[str, Any]) -> list[float]:
    place = [float(data["x"]), float(data["y"]), float(data.get("elevation", "nan"))]
    if not np.isfinite(place[:2]).all():
        raise ValueError(_("a node has no finite coordinates"))
    return place


def _refuse(path: Path, message: str) -> NoReturn:
    raise InputError([Problem(path.name, message)]) from None
