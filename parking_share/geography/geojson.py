"""GeoJSON as people's maps hold it (RFC 7946): features with coordinates and properties."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from parking_share.errors import InputError, Problem
from parking_share.reading import file_content, parse_json
from parking_share.texts import N_, _

DEGREES = re.compile(r"(?i).*\b(CRS:?84|EPSG:.*\b(4326|4979|4490))")
"""Names of systems that have longitude and latitude of WGS-84; CGCS2000 of China (4490) is the same within a metre."""
_COLLECTION = "GeometryCollection"
_COLLECTED = N_("is a collection of several geometries; make each of them a feature of its own (in QGIS: Multipart to singleparts)")
FURTHEST = 1e12
"""No position has larger coordinates, whatever they are counted in."""


class Feature(NamedTuple):
    """A feature: its place in the file, its id, the type and coordinates of its geometry, its properties; without a geometry no type."""

    place: str
    id: str
    geometry: str
    coordinates: Any
    properties: dict[str, Any]


def read_features(path: Path, *, is_in_degrees: bool = True) -> list[Feature]:
    """All features of a file; a geometry alone is a feature, too.

    Parameters
    ----------
    is_in_degrees
        Whether coordinates must be longitude and latitude: a file that names another system is refused.

    Raises
    ------
    InputError
        If the file cannot be read, is no GeoJSON, or says that its coordinates are others.
    """
    return features_of(parse_json(file_content(path), path.name), path.name, is_in_degrees=is_in_degrees)


def features_of(data: Any, file: str, *, is_in_degrees: bool = True) -> list[Feature]:
    """As ``read_features``, of the parsed content of a ``file``."""
    kind = data.get("type") if isinstance(data, dict) else None
    if kind == "FeatureCollection" and isinstance(data.get("features"), list):
        entries = [(f"{file} features[{at}]", each) for at, each in enumerate(data["features"])]
    elif kind == "Feature" or (isinstance(kind, str) and "coordinates" in data):
        entries = [(file, data)]
    elif kind == _COLLECTION:
        raise InputError([Problem(file, _(_COLLECTED))])
    else:
        raise InputError([Problem(file, _("is no GeoJSON: it must be a FeatureCollection, a Feature or a geometry"))])
    problems: list[Problem] = []
    name = _system(data)
    if is_in_degrees and name and not DEGREES.match(name):
        message = _("says that its coordinates are those of '%(name)s'; save it in degrees (WGS-84, EPSG:4326)", name=name[:80])
        problems.append(Problem(file, message))
    features = [feature for place, entry in entries for feature in _features(place, entry, problems)]
    if problems:
        raise InputError(problems)
    return features


def _system(data: dict[str, Any]) -> str:
    """The name of the coordinate system, which GeoJSON had until 2016 and some programs still write."""
    found = data.get("crs")
    properties = found.get("properties") if isinstance(found, dict) else None
    return str(properties.get("name") or "") if isinstance(properties, dict) else ""


def _features(place: str, entry: Any, problems: list[Problem]) -> Iterator[Feature]:
    if not isinstance(entry, dict):
        problems.append(Problem(place, _("is no feature")))
        return
    is_feature = entry.get("type") == "Feature"
    geometry = entry.get("geometry") if is_feature else entry
    properties = entry.get("properties") if is_feature else {}
    properties = properties if isinstance(properties, dict) else {}
    name = entry.get("id") if is_feature else None
    name = "" if name is None else str(name)
    if geometry is None:
        yield Feature(place, name, "", [], properties)
        return
    if isinstance(geometry, dict) and geometry.get("type") == _COLLECTION:
        problems.append(Problem(place, _(_COLLECTED)))
        return
    if not isinstance(geometry, dict) or not isinstance(geometry.get("type"), str) or not isinstance(geometry.get("coordinates"), list):
        problems.append(Problem(place, _("has a geometry without type or coordinates")))
        return
    yield Feature(place, name, geometry["type"], geometry["coordinates"], properties)


def is_position(value: Any) -> bool:
    """Whether something is a position: two or more finite numbers."""
    return (
        isinstance(value, list)
        and len(value) >= 2
        and all(isinstance(each, (int, float)) and not isinstance(each, bool) and abs(each) <= FURTHEST for each in value[:3])
    )
