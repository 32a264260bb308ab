"""Maps as programs and servers leave them: every lot in its place, or a sentence with its place in the file; nothing guessed."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import pytest

from parking_share import InputError, read_scenario
from parking_share.maps import MapLots, read_map_lots, with_lots

TAGS = {"amenity": "parking", "capacity": "50", "name": "Town hall", "opening_hours": "Mo-Fr 08:00-18:00"}


def point(*position: float) -> dict[str, Any]:
    return {"type": "Point", "coordinates": [*position]}


def feature(properties: Any, geometry: Any = None, **keys: Any) -> dict[str, Any]:
    return {"type": "Feature", "properties": properties, "geometry": geometry or point(106.6, 29.5)} | keys


def read(folder: Path, *features: Any, **keys: Any) -> MapLots:
    file = folder / "map.geojson"
    file.write_text(json.dumps({"type": "FeatureCollection", "features": features} | keys), encoding="utf-8")
    return read_map_lots(file)


def read_overpass(folder: Path, *elements: Any, **keys: Any) -> MapLots:
    file = folder / "map.json"
    file.write_text(json.dumps({"elements": elements} | keys), encoding="utf-8")
    return read_map_lots(file)


def problems_of(folder: Path, *features: Any, **keys: Any) -> list[str]:
    with pytest.raises(InputError) as caught:
        read(folder, *features, **keys)
    return [str(problem) for problem in caught.value.problems]


def test_what_a_program_leaves_null_is_missing(tmp_path: Path) -> None:
    """Tables of features have every column for every feature."""
    nulls = dict.fromkeys(("operator", "maxheight", "capacity:disabled", "access", "spaces", "name:zh"))
    found = read(tmp_path, feature(nulls | TAGS, id=None), feature(nulls | {"amenity": None, "spaces": 5, "id": "own"}, id=None))
    assert [lot["id"] for lot in found.lots] == ["lot-1", "own"]
    assert found.lots[0]["owner"] == ""
    assert found.warnings == ()
    unnamed = read_overpass(tmp_path, {"type": "node", "id": None, "lat": 29.5, "lon": 106.6, "tags": TAGS | {"name": None}})
    assert (unnamed.lots[0]["id"], unnamed.lots[0]["name"]) == ("lot-1", "")


def test_numbers_as_programs_and_people_write_them(tmp_path: Path) -> None:
    written = [50, 50.0, "50", "20-30", "ca. 50", -5, [1], {"a": 1}]
    found = read(tmp_path, *(feature(TAGS | {"capacity": each}) for each in written))
    assert [lot["spaces"] for lot in found.lots] == [50, 50, 50, 0, 0, 0, 0, 0]
    assert found.warnings[0] == "map.geojson features[3] 'Town hall': capacity=20-30 is no number; it has no spaces until you write them"
    assert "max_height_m" not in read(tmp_path, feature(TAGS | {"maxheight": "9" * 400})).lots[0]


@pytest.mark.parametrize(
    ("element", "place"),
    [
        ({"bounds": {"minlat": 29.0, "minlon": 106.0, "maxlat": 29.2, "maxlon": 106.2}}, (29.1, 106.1)),  # out bb
        ({"members": [{"type": "way", "geometry": [{"lat": 29.0, "lon": 106.0}, None, {"lat": 29.2, "lon": 106.2}]}]}, (29.1, 106.1)),
        ({"center": {"lat": 29.1, "lon": 106.1}, "geometry": 7, "members": 7, "bounds": 7}, (29.1, 106.1)),
        ({"nodes": [1, 2], "geometry": 7, "center": "here"}, None),
        ({"lat": "29", "lon": None}, None),
    ],
)
def test_places_of_overpass(element: dict[str, Any], place: tuple[float, float] | None, tmp_path: Path) -> None:
    element = {"type": "relation", "id": 3, "tags": TAGS} | element
    if place is None:
        with pytest.raises(InputError, match=r"map\.json elements\[0\]: has no position"):
            read_overpass(tmp_path, element)
    else:
        assert read_overpass(tmp_path, element).lots[0]["location"] == pytest.approx({"lat": place[0], "lon": place[1]})


def test_what_the_server_remarks_is_told(tmp_path: Path) -> None:
    remark = "runtime error: Query timed out"
    found = read_overpass(tmp_path, {"type": "node", "id": 1, "lat": 29.5, "lon": 106.6, "tags": TAGS}, remark=remark)
    assert remark in found.warnings[0]
    with pytest.raises(InputError, match=remark):
        read_overpass(tmp_path, remark=remark)


def test_a_lot_on_both_sides_of_the_antimeridian_is_there(tmp_path: Path) -> None:
    ring = [[179.996, 10.0], [-179.998, 10.0], [-179.998, 10.002], [179.996, 10.002], [179.996, 10.0]]
    lot = read(tmp_path, feature(TAGS, {"type": "Polygon", "coordinates": [ring]})).lots[0]
    assert lot["location"] == pytest.approx({"lat": 10.001, "lon": 179.999})


def test_lots_without_a_place_are_told_all_at_once(tmp_path: Path) -> None:
    nowhere = {"type": "Feature", "properties": TAGS, "geometry": None}
    bench = {"type": "Feature", "properties": {"amenity": "bench"}, "geometry": None}
    swapped, projected, huge = point(29.5, 106.6), point(11_867_000, 3_440_000), point(10**400, 1)
    found = problems_of(tmp_path, nowhere, bench, feature(TAGS, swapped), feature(TAGS, projected), feature(TAGS, huge))
    assert [text.partition(": ")[0] for text in found] == [f"map.geojson features[{at}]" for at in (0, 2, 3, 4)]
    assert "has no position" in found[0]
    assert "is at 29.5, 106.6, which are no longitude and latitude" in found[1]


@pytest.mark.parametrize("name", ["urn:ogc:def:crs:EPSG::3857", "EPSG:2343"])
def test_coordinates_of_another_system_are_refused(name: str, tmp_path: Path) -> None:
    assert problems_of(tmp_path, feature(TAGS), crs={"type": "name", "properties": {"name": name}}) == [
        f"map.geojson: says that its coordinates are those of '{name}'; save it in degrees (WGS-84, EPSG:4326)"
    ]


@pytest.mark.parametrize("name", ["urn:ogc:def:crs:OGC:1.3:CRS84", "urn:ogc:def:crs:EPSG::4326", "EPSG:4490"])
def test_coordinates_in_degrees_may_say_so(name: str, tmp_path: Path) -> None:
    assert len(read(tmp_path, feature(TAGS), crs={"type": "name", "properties": {"name": name}}).lots) == 1


def test_problems_of_lots_have_their_places_on_the_map(tmp_path: Path) -> None:
    scenario = read_scenario(Path(__file__).parents[1] / "scenarios" / "taiping-street-80.json")
    found = read(tmp_path, feature(TAGS), feature({"spaces": -5}), feature({"spaces": 5, "serves": ["nowhere"]}))
    with pytest.raises(InputError) as caught:
        with_lots(scenario, found, replace=False)
    assert str(caught.value.problems[0]) == "map.geojson features[1].spaces: must be at least 0, not -5"
    fine = read(tmp_path, feature(TAGS), feature({"spaces": 5, "serves": ["nowhere"]}))
    with pytest.raises(InputError, match=r"map\.geojson features\[1\]\.serves\[0\]: 'nowhere' is no community"):
        with_lots(scenario, fine, replace=False)


@pytest.mark.parametrize("depth", [300, 3_000, 300_000])
def test_deep_nesting_is_read_or_refused(depth: int, tmp_path: Path) -> None:
    file = tmp_path / "map.geojson"
    coordinates = "[" * depth + "106.6, 29.5" + "]" * depth
    text = json.dumps({"type": "FeatureCollection", "features": [feature(TAGS)]}).replace("[106.6, 29.5]", coordinates)
    file.write_text(text, encoding="utf-8")
    try:
        assert read_map_lots(file).lots[0]["location"] == {"lat": 29.5, "lon": 106.6}
    except InputError as error:
        assert "is not JSON that can be read" in str(error)


def test_no_hours_take_long(tmp_path: Path) -> None:
    began = time.monotonic()
    found = read(tmp_path, feature(TAGS | {"opening_hours": "Mo" + " " * 100_000 + "x"}))
    assert time.monotonic() - began < 5  # it was 40 seconds
    assert found.lots[0]["own_use"] == "daily 00:00-24:00"
    assert "longer than the 255 characters" in found.warnings[0]
