"""Lots from maps: tags, hours, coordinates; and the warning where two systems of coordinates are mixed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from command_line import run
from hypothesis import given
from hypothesis import strategies as st

from parking_share import InputError, Scenario, read_scenario
from parking_share.geography.coordinates import Degrees, convert, from_wgs84, to_wgs84
from parking_share.geography.shifts import find_shift
from parking_share.maps import read_map_lots, with_lots
from parking_share.maps.hours import ALWAYS, NotReadable, own_use_of
from parking_share.maps.osm import lot_of_tags

SCENARIOS = Path(__file__).parents[1] / "scenarios"


@pytest.mark.parametrize(
    ("hours", "own_use"),
    [
        ("24/7", "daily 00:00-24:00"),
        ("Mo-Fr 08:00-18:00", "workday 08:00-18:00"),
        ("Mo-Fr 08:00-18:00; PH off", "workday 08:00-18:00"),
        ("Mo-Fr 08:00-18:00; Sa,Su,PH 09:00-17:00", "workday 08:00-18:00; restday 09:00-17:00"),
        ("Mo-Fr 08:00-12:00,14:00-18:00; Sa off", "workday 08:00-12:00; workday 14:00-18:00"),
        ("Mo-Fr 08:00-18:00, Sa 09:00-12:00", "Mo,Tu,We,Th,Fr 08:00-18:00; Sa 09:00-12:00"),
        ("Mo-Fr 08:00-12:00, Mo 14:00-18:00", "Mo 08:00-12:00; Mo 14:00-18:00; Tu,We,Th,Fr 08:00-12:00"),
        ("Mo-Su 07:00-22:00", "daily 07:00-22:00"),
        ("Tu-Mo 8:00-9:00", "daily 08:00-09:00"),
        ("07:00-22:00; We off", "Mo,Tu,Th,Fr,Sa,Su 07:00-22:00"),
        ("Fr - Sa 20:00 - 26:00", "Fr,Sa 20:00-02:00+1"),
        ("Mo-Fr 18:00-02:00", "workday 18:00-02:00"),
        ("Mo-Fr: 08:00-18:00;", "workday 08:00-18:00"),
    ],
)
def test_opening_hours_as_own_use(hours: str, own_use: str) -> None:
    assert own_use_of(hours) == own_use


@pytest.mark.parametrize(
    ("hours", "words"),
    [
        ("sunrise-sunset", "more than days and times"),
        ("May-Sep: 08:00-18:00", "more than days and times"),
        ('Mo-Fr 08:00-18:00 || "on call"', "more than days and times"),
        ("Mo-Fr 08:00+", "no times such as"),
        ("Mo-Fr 25:00-26:00", "no times such as"),
        ("Mo-Fr 08:61-09:00", "no times such as"),
        ("Mo-PH 08:00-09:00", "no range of days"),
        ("Mo-Sa 08:00-20:00; PH off", "public holidays"),
        ("Mo-Fr 08:00-18:00; Sa,Su 09:00-12:00; PH off", "public holidays"),
        ("PH off", "no hours of weekdays"),
        ("off", "never open"),  # closed for good, which is not the same as: for everybody, always
        ("Mo-Fr 08:00-18:00; Mo-Su off", "never open"),
        ("", "no hours of weekdays"),
    ],
)
def test_hours_that_own_use_cannot_say_are_refused(hours: str, words: str) -> None:
    with pytest.raises(NotReadable, match=words):
        own_use_of(hours)


def test_tags_of_a_lot() -> None:
    tags = {"amenity": "parking", "name": "税务局", "operator": "区税务局", "capacity": "40", "capacity:disabled": "2"}
    tags |= {"capacity:charging": "4", "maxheight": "2.1 m", "opening_hours": "Mo-Fr 08:30-18:00"}
    lot, warnings = lot_of_tags(tags)
    assert not warnings
    assert lot == {
        "name": "税务局",
        "owner": "区税务局",
        "spaces": 40,
        "kinds": [{"kind": "disabled", "spaces": 2, "exclusive": True}, {"kind": "charging", "spaces": 4, "exclusive": False}],
        "max_height_m": 2.1,
        "own_use": "workday 08:30-18:00",
    }


def test_what_a_map_leaves_open_is_told_and_nothing_is_promised() -> None:
    lot, warnings = lot_of_tags({"amenity": "parking", "capacity": "about 50", "capacity:disabled": "yes", "maxheight": "low"})
    assert (lot["spaces"], lot["own_use"], "kinds" in lot, "max_height_m" in lot) == (0, ALWAYS, False, False)
    assert [warning.split("=")[0].split()[0] for warning in warnings] == ["capacity", "capacity:disabled", "maxheight", "opening_hours"]
    assert lot_of_tags({"maxheight": "6'6\""})[0]["max_height_m"] == 1.98
    assert "leaves no time to share" in lot_of_tags({"capacity": "1", "opening_hours": "24/7"})[1][0]


def parking(id: str, lon: float, lat: float, **tags: Any) -> dict[str, Any]:
    properties = {"amenity": "parking", "capacity": "10", "opening_hours": "Mo-Fr 08:00-18:00"} | tags
    return {"type": "Feature", "id": id, "properties": properties, "geometry": {"type": "Point", "coordinates": [lon, lat]}}


def test_lots_of_overpass_and_of_geojson_are_the_same(tmp_path: Path) -> None:
    """A way of Overpass is where its centre is, or the middle of its corners; in GeoJSON it is an area."""
    tags = {"amenity": "parking", "capacity": "10", "opening_hours": "Mo-Fr 08:00-18:00"}
    corners = [(106.0, 29.0), (106.2, 29.0), (106.2, 29.1), (106.0, 29.1), (106.0, 29.0)]
    overpass = [
        {"type": "node", "id": 1, "lon": 106.5, "lat": 29.5, "tags": tags},
        {"type": "way", "id": 2, "center": {"lon": 106.1, "lat": 29.05}, "tags": tags},
        {"type": "way", "id": 3, "geometry": [{"lon": lon, "lat": lat} for lon, lat in corners], "tags": tags},
        {"type": "way", "id": 4, "geometry": [], "tags": {"amenity": "cafe"}},
        {"type": "node", "id": 5, "lon": 106, "lat": 29, "tags": tags | {"parking": "street_side"}},
        {"type": "node", "id": 6, "lon": 106, "lat": 29, "tags": tags | {"access": "no"}},
        {"type": "node", "id": 7, "lon": 106, "lat": 29},
    ]
    area = {"type": "Polygon", "coordinates": [[[*corner] for corner in corners]]}
    geojson = [
        parking("node/1", 106.5, 29.5),
        *({"type": "Feature", "properties": tags | {"@id": name}, "geometry": area} for name in ("way/2", "way/3")),
    ]
    one, other = tmp_path / "overpass.json", tmp_path / "export.geojson"
    one.write_text(json.dumps({"elements": overpass}), encoding="utf-8")
    other.write_text(json.dumps({"type": "FeatureCollection", "features": geojson}), encoding="utf-8")
    found = read_map_lots(one)
    assert [lot["id"] for lot in found.lots] == ["osm-n1", "osm-w2", "osm-w3"]
    assert found.left_out == 3
    for lot, same in zip(found.lots, read_map_lots(other).lots, strict=True):
        assert lot | {"location": None} == same | {"location": None}
        assert lot["location"] == pytest.approx(same["location"])


def test_plain_geojson_has_the_keys_of_a_lot(tmp_path: Path) -> None:
    file = tmp_path / "lots.geojson"
    plain = {"id": "tax", "spaces": 12, "own_use": "workday 08:00-18:00", "held_back": 2, "colour": "red", "gate": None}
    feature = {"type": "Feature", "properties": plain, "geometry": {"type": "Point", "coordinates": [107.39, 29.7, 250]}}
    bench = {"type": "Feature", "properties": {"amenity": "bench"}, "geometry": {"type": "Point", "coordinates": [107, 29]}}
    file.write_text(json.dumps({"type": "FeatureCollection", "features": [feature, bench]}), encoding="utf-8")
    found = read_map_lots(file)
    kept = {key: value for key, value in plain.items() if key not in ("colour", "gate")}
    assert found.lots == (kept | {"location": {"lat": 29.7, "lon": 107.39}},)
    assert found.left_out == 1


@pytest.mark.parametrize(
    ("features", "words"),
    [
        ([], ["holds no lot"]),
        ([parking("a", 107, 29), parking("a", 107, 29)], ["features[1]", "stands twice"]),
        ([parking("a", 107, 29) | {"geometry": {"type": "Polygon", "coordinates": []}}], ["has no position"]),
        ([7], ["is no feature"]),
    ],
)
def test_maps_without_lots(features: list[Any], words: list[str], tmp_path: Path) -> None:
    file = tmp_path / "map.geojson"
    file.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
    with pytest.raises(InputError) as error:
        read_map_lots(file)
    assert all(word in str(error.value) for word in words)


degrees = st.floats(73, 135), st.floats(3, 54)


@given(*degrees, st.sampled_from(["GCJ02", "BD09"]))
def test_coordinates_come_back_within_a_centimetre(longitude: float, latitude: float, crs: Degrees) -> None:
    there = from_wgs84(crs, np.array([longitude]), np.array([latitude]))
    back = to_wgs84(crs, *there)
    assert abs(back[0][0] - longitude) < 1e-7
    assert abs(back[1][0] - latitude) < 1e-7
    if crs == "GCJ02":
        metres = 111_000 * np.hypot((there[0][0] - longitude) * np.cos(np.radians(latitude)), there[1][0] - latitude)
        assert metres < 1000


def test_coordinates_of_known_places() -> None:
    """Tiananmen by three maps, and Paris, where no map is shifted; the figures are those of a published converter."""
    wgs = np.array([116.391187]), np.array([39.90783])
    assert np.column_stack(convert("WGS84", "GCJ02", *wgs)) == pytest.approx(np.array([[116.397429, 39.909231]]), abs=2e-5)
    gcj = np.array([116.404]), np.array([39.915])
    assert np.column_stack(convert("GCJ02", "BD09", *gcj)) == pytest.approx(np.array([[116.41036949, 39.92133699]]), abs=2e-7)
    paris = np.array([2.35]), np.array([48.86])
    assert convert("WGS84", "GCJ02", *paris) == paris


def test_lots_are_placed_in_the_scenarios_coordinates(tmp_path: Path) -> None:
    """A lot of a WGS-84 map in a GCJ-02 scenario stands where that system has it; a second time nothing is added."""
    scenario, file = tmp_path / "s.json", tmp_path / "map.geojson"
    data = read_scenario(SCENARIOS / "taiping-street-80.json").to_dict() | {"crs": "GCJ02", "residents": []}
    scenario.write_text(json.dumps(data), encoding="utf-8")
    features = [parking("way/9", 107.3960, 29.7010, name="<img onerror=x>")]
    file.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
    result = run("lots", scenario, file, "-o", tmp_path / "new.json")
    assert result.exit_code == 0, result.output
    assert "1 lots added of 1" in result.stdout
    new = read_scenario(tmp_path / "new.json")
    place = new.lots[-1].location
    expected = np.concatenate(from_wgs84("GCJ02", np.array([107.3960]), np.array([29.7010])))
    assert [place.lon, place.lat] == pytest.approx(expected.tolist(), abs=1e-6)
    assert len(with_lots(new, read_map_lots(file), replace=False).lots) == len(new.lots)
    only = run("lots", scenario, file, "--replace", "-o", tmp_path / "only.json")
    assert only.exit_code == 0, only.output
    assert [lot.id for lot in read_scenario(tmp_path / "only.json").lots] == ["osm-w9"]


def test_no_place_for_degrees_in_a_scenario_of_metres(tmp_path: Path) -> None:
    data = read_scenario(SCENARIOS / "taiping-street-80.json").to_dict() | {"crs": "local", "residents": []}
    for entry in (*data["communities"], *data["lots"]):
        entry["location"] = {"x": 0, "y": 0}
    file = tmp_path / "map.geojson"
    file.write_text(json.dumps(parking("a", 107, 29)), encoding="utf-8")
    with pytest.raises(InputError, match="metres in a plane"):
        with_lots(Scenario.from_dict(data), read_map_lots(file), replace=False)


def moved(data: dict[str, Any], what: str, crs: Degrees) -> Scenario:
    """The scenario with lots or communities written in another system."""
    for entry in data[what]:
        place = entry["location"]
        (lon,), (lat,) = from_wgs84(crs, np.array([place["lon"]]), np.array([place["lat"]]))
        entry["location"] = place | {"lon": float(lon), "lat": float(lat)}
    return Scenario.from_dict(data)


@pytest.mark.parametrize("what", ["lots", "communities"])
@pytest.mark.parametrize("crs", ["GCJ02", "BD09"])
def test_mixed_systems_of_coordinates_are_told(what: str, crs: Degrees) -> None:
    data = read_scenario(SCENARIOS / "taiping-street-80.json").to_dict()
    assert find_shift(Scenario.from_dict(data)) is None
    mixed = moved(data, what, crs)
    shift = find_shift(mixed)
    assert shift is not None
    assert (shift.what, shift.crs) == (what, crs)
    assert any(f"{what} seem to be written in {crs} and not in WGS84" in warning for warning in mixed.warnings)
