"""Lots from a map file, placed in a scenario."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from parking_share.errors import InputError, Problem
from parking_share.geography.coordinates import Degrees, convert
from parking_share.geography.geojson import Feature, features_of, is_position
from parking_share.maps.osm import is_lot, lot_of_tags
from parking_share.reading import file_content, parse_json
from parking_share.scenario import Lot, Scenario
from parking_share.texts import _

PLAIN_KEYS = frozenset(Lot.model_fields) - {"location"}
"""Properties of plain GeoJSON that are keys of a lot."""
_ELEMENTS = {"node": "n", "way": "w", "relation": "r"}


@dataclass(frozen=True)
class MapLots:
    """``lots`` as plain data of the format, in degrees of ``crs``, and where each stands in the file, ``places``; ``warnings`` in
    sentences, with their places; ``left_out`` features."""

    lots: tuple[dict[str, Any], ...]
    places: tuple[str, ...]
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
    features, warnings = _features(path)
    lots, places, problems, ids = [], [], [], set()
    for number, feature in enumerate(features):
        said = {key: value for key, value in feature.properties.items() if value is not None}
        if "amenity" in said:
            if not is_lot(said):
                continue
            lot, notes = lot_of_tags(said)
            warnings += [_("%(place)s '%(name)s': %(note)s", place=feature.place, name=lot["name"][:80], note=note) for note in notes]
        elif "spaces" in said:
            lot = {key: value for key, value in said.items() if key in PLAIN_KEYS}
        else:
            continue
        lot["id"] = str(lot.get("id") or _id_of(feature) or f"lot-{number + 1}")
        middle = _middle(feature)
        if middle is None:
            problems.append(Problem(feature.place, _("has no position")))
        elif abs(middle[0]) > 180 or abs(middle[1]) > 90:
            where = {"first": f"{middle[0]:g}", "second": f"{middle[1]:g}"}
            message = _("is at %(first)s, %(second)s, which are no longitude and latitude; save it in degrees, longitude first", **where)
            problems.append(Problem(feature.place, message))
        elif lot["id"] in ids:
            problems.append(Problem(feature.place, _("the id '%(id)s' stands twice in this file; give each lot its own", id=lot["id"])))
        else:
            ids.add(lot["id"])
            places.append(feature.place)
            lots.append({"id": lot.pop("id"), **lot, "location": {"lat": middle[1], "lon": middle[0]}})
    if not lots and not problems:
        problems += [Problem("", warning) for warning in warnings]
        problems.append(Problem(path.name, _("holds no lot: nothing with amenity=parking, or with a property 'spaces'")))
    if problems:
        raise InputError(problems)
    return MapLots(tuple(lots), tuple(places), crs, tuple(warnings), len(features) - len(lots))


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
    added = [(place, lot) for place, lot in zip(found.places, new, strict=True) if lot["id"] not in ids]
    try:
        return scenario.replace(lots=[*there, *(lot for _place, lot in added)])
    except InputError as error:
        raise InputError([_on_the_map(problem, [place for place, _lot in added], len(there)) for problem in error.problems]) from None


def _on_the_map(problem: Problem, places: list[str], first: int) -> Problem:
    """A problem of a new lot, ``lots[7].spaces``, at its place in the file: ``map.geojson features[2].spaces``."""
    found = re.match(r"lots\[(\d+)\]", problem.place)
    if found is None or int(found[1]) < first:
        return problem
    return Problem(places[int(found[1]) - first] + problem.place[found.end() :], problem.message)


def _features(path: Path) -> tuple[list[Feature], list[str]]:
    """Features of GeoJSON, or elements of Overpass with a place, in one form; and warnings."""
    data = parse_json(file_content(path), path.name)
    if path.suffix.lower() != ".json" or not isinstance(data, dict) or not isinstance(data.get("elements"), list):
        return features_of(data, path.name), []
    features = []
    for at, element in enumerate(data["elements"]):
        if isinstance(element, dict) and isinstance(element.get("tags"), dict):
            kind, number = element.get("type"), element.get("id")
            name = "" if number is None else f"{kind}/{number}"
            features.append(Feature(f"{path.name} elements[{at}]", name, "LineString", [*_of_overpass(element)], element["tags"]))
    remark = data.get("remark")
    if not remark:
        return features, []
    warning = _("the server says '%(remark)s': lots may be missing; ask it again, for a smaller area", remark=str(remark)[:200])
    return features, [f"{path.name}: {warning}"]


def _of_overpass(element: dict[str, Any]) -> Iterator[list[Any]]:
    """Positions of an element, in whatever form the query asked for them: ``out center``, ``geom`` or ``bb``."""
    members = element.get("members")
    for each in (element, *(members if isinstance(members, list) else ())):
        if isinstance(each, dict):
            points, box = each.get("geometry"), each.get("bounds")
            box = box if isinstance(box, dict) else {}
            corners = [{"lon": box.get(f"{end}lon"), "lat": box.get(f"{end}lat")} for end in ("min", "max")]
            for point in (each, each.get("center"), *corners, *(points if isinstance(points, list) else ())):
                if isinstance(point, dict) and is_position(position := [point.get("lon"), point.get("lat")]):
                    yield position


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
    if 180 < np.ptp(east) <= 360:  # on both sides of the antimeridian
        east = np.where(east < 0, east + 360, east)
    middle = float((east.min() + east.max()) / 2)
    return middle - 360 if 180 < middle < 360 and np.ptp(east) else middle, float((north.min() + north.max()) / 2)


def _positions(coordinates: Any) -> Iterator[list[float]]:
    """All positions of nested coordinates, however deep."""
    left = [coordinates]
    while left:
        each = left.pop()
        if is_position(each):
            yield each[:2]
        elif isinstance(each, list):
            left.extend(each)
