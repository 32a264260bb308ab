"""Lots from a map file, placed in a scenario."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from parking_share.errors import InputError, Problem
from parking_share.geography.coordinates import Degrees, convert
from parking_share.geography.geojson import Feature, is_position, read_features
from parking_share.maps.osm import is_lot, lot_of_tags
from parking_share.reading import file_content, parse_json
from parking_share.scenario import Lot, Scenario
from parking_share.texts import _

PLAIN_KEYS = frozenset(Lot.model_fields) - {"location"}
"""Properties of plain GeoJSON that are keys of a lot."""
_ELEMENTS = {"node": "n", "way": "w", "relation": "r"}


@dataclass(frozen=True)
class MapLots:
    """``lots`` as plain data of the format, in degrees of ``crs``; ``warnings`` in sentences, with their places; ``left_out`` features."""

    lots: tuple[dict[str, Any], ...]
    crs: Degrees
    warnings: tuple[str, ...]
    left_out: int


def read_map_lots(path: Path, crs: Degrees = "WGS84") -> MapLots:
    """Lots of a file: Overpass JSON (``out center`` or ``out geom``), GeoJSON with tags of OpenStreetMap, or GeoJSON with a lot's keys.

    Parameters
    ----------
    crs
        What the coordinates are; those of OpenStreetMap are WGS84.

    Raises
    ------
    InputError
        If the file cannot be read, or holds no lot.
    """
    features = list(_features(path))
    lots, warnings, problems, ids = [], [], [], set()
    for number, feature in enumerate(features):
        if "amenity" in feature.properties:
            if not is_lot(feature.properties):
                continue
            lot, notes = lot_of_tags(feature.properties)
            warnings += [_("%(place)s '%(name)s': %(note)s", place=feature.place, name=lot["name"], note=note) for note in notes]
        elif "spaces" in feature.properties:
            lot = {key: value for key, value in feature.properties.items() if key in PLAIN_KEYS and value is not None}
        else:
            continue
        lot["id"] = str(lot.get("id") or _id_of(feature) or f"lot-{number + 1}")
        middle = _middle(feature)
        if middle is None:
            problems.append(Problem(feature.place, _("has no position")))
        elif lot["id"] in ids:
            problems.append(Problem(feature.place, _("the id '%(id)s' stands twice in this file; give each lot its own", id=lot["id"])))
        else:
            ids.add(lot["id"])
            lots.append({"id": lot.pop("id"), **lot, "location": {"lat": middle[1], "lon": middle[0]}})
    if not lots and not problems:
        problems.append(Problem(path.name, _("holds no lot: nothing with amenity=parking, or with a property 'spaces'")))
    if problems:
        raise InputError(problems)
    return MapLots(tuple(lots), crs, tuple(warnings), len(features) - len(lots))


def with_lots(scenario: Scenario, found: MapLots, *, replace: bool) -> Scenario:
    """The scenario with lots of a map, in its own coordinates; those whose id it has already stay as they are there.

    Parameters
    ----------
    replace
        Whether the lots of the map are all the lots that there are then.

    Raises
    ------
    InputError
        If the scenario's coordinates are metres, or a lot breaks a rule of the format.
    """
    if scenario.crs == "local":
        raise InputError(
            [Problem("crs", _("the scenario's coordinates are metres in a plane of its own; a map's lots cannot be placed there"))]
        )
    lon, lat = np.array([(lot["location"]["lon"], lot["location"]["lat"]) for lot in found.lots], np.float64).T
    places = np.round(np.column_stack(convert(found.crs, scenario.crs, lon, lat)), 7).tolist()  # a centimetre
    new = [lot | {"location": {"lat": north, "lon": east}} for lot, (east, north) in zip(found.lots, places, strict=True)]
    there = () if replace else scenario.lots
    ids = {lot.id for lot in there}
    return scenario.replace(lots=[*there, *(lot for lot in new if lot["id"] not in ids)])


def _features(path: Path) -> Iterator[Feature]:
    """Features of GeoJSON, or elements of Overpass with a place, in one form."""
    data = parse_json(file_content(path), path.name) if path.suffix.lower() == ".json" else None
    if not isinstance(data, dict) or not isinstance(data.get("elements"), list):
        yield from read_features(path)
        return
    for at, element in enumerate(data["elements"]):
        if isinstance(element, dict) and isinstance(element.get("tags"), dict):
            points = [element.get("center") or element, *(element.get("geometry") or ())]
            ring = [[point["lon"], point["lat"]] for point in points if isinstance(point, dict) and {"lon", "lat"} <= point.keys()]
            name = f"{element.get('type')}/{element.get('id')}"
            yield Feature(f"{path.name} elements[{at}]", name, "LineString", ring, element["tags"])


def _id_of(feature: Feature) -> str:
    """The id of an element of OpenStreetMap, ``way/17`` as ``osm-w17``, or whatever id there is."""
    name = str(feature.properties.get("@id") or feature.id)
    kind, _, number = name.partition("/")
    return f"osm-{_ELEMENTS[kind]}{number}" if kind in _ELEMENTS and number.isdigit() else name


def _middle(feature: Feature) -> tuple[float, float] | None:
    """The middle of what a feature covers: of the box around all its positions."""
    positions = [*_positions(feature.coordinates)]
    if not positions:
        return None
    east, north = np.array(positions, np.float64)[:, :2].T
    return float((east.min() + east.max()) / 2), float((north.min() + north.max()) / 2)


def _positions(coordinates: Any) -> Iterator[list[float]]:
    """All positions of nested coordinates."""
    if is_position(coordinates):
        yield coordinates[:2]
    elif isinstance(coordinates, list):
        for each in coordinates:
            yield from _positions(each)
