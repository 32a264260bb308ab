"""GeoJSON as people's maps hold it (RFC 7946): features with coordinates and properties."""

from __future__ import annotations

import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from parking_share.errors import InputError, Problem
from parking_share.reading import file_content, parse_json
from parking_share.texts import _


class Feature(NamedTuple):
    """A feature: its place in the file, its id, the type and coordinates of its geometry, its properties."""

    place: str
    id: str
    geometry: str
    coordinates: Any
    properties: dict[str, Any]


def read_features(path: Path) -> list[Feature]:
    """All features of a file that have a geometry; a geometry alone is a feature, too.

    Raises
    ------
    InputError
        If the file cannot be read or is no GeoJSON.
    """
    data = parse_json(file_content(path), path.name)
    kind = data.get("type") if isinstance(data, dict) else None
    if kind == "FeatureCollection" and isinstance(data.get("features"), list):
        entries = [(f"{path.name} features[{at}]", each) for at, each in enumerate(data["features"])]
    elif kind == "Feature" or (isinstance(kind, str) and "coordinates" in data):
        entries = [(path.name, data)]
    else:
        raise InputError([Problem(path.name, _("is no GeoJSON: it must be a FeatureCollection, a Feature or a geometry"))])
    problems: list[Problem] = []
    features = [feature for place, entry in entries for feature in _features(place, entry, problems)]
    if problems:
        raise InputError(problems)
    return features


def _features(place: str, entry: Any, problems: list[Problem]) -> Iterator[Feature]:
    if not isinstance(entry, dict):
        problems.append(Problem(place, _("is no feature")))
        return
    is_feature = entry.get("type") == "Feature"
    geometry = entry.get("geometry") if is_feature else entry
    properties = entry.get("properties") if is_feature else {}
    if geometry is None:
        return
    if not isinstance(geometry, dict) or not isinstance(geometry.get("type"), str) or not isinstance(geometry.get("coordinates"), list):
        problems.append(Problem(place, _("has a geometry without type or coordinates")))
        return
    name = entry.get("id", "") if is_feature else ""
    yield Feature(place, str(name), geometry["type"], geometry["coordinates"], properties if isinstance(properties, dict) else {})


def is_position(value: Any) -> bool:
    """Whether something is a position: two or more finite numbers."""
    return (
        isinstance(value, list)
        and len(value) >= 2
        and all(isinstance(each, (int, float)) and not isinstance(each, bool) and math.isfinite(each) for each in value[:3])
    )
