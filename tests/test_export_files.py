"""Calendars, workbooks and maps, each read back by another program's reader."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
import unicodedata
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from dateutil.tz import tzical
from export_cases import SEEDS, load, plan, solved, town
from report_pages import EVIL, scenario_data, schedule_data

from parking_share import InputError, Scenario, export, frames, solve
from parking_share.exporting import prepare
from parking_share.filenames import unique_names
from parking_share.frames import Tables
from parking_share.geography.coordinates import from_wgs84
from parking_share.report.places import community_facts
from parking_share.schedule import Schedule
from parking_share.walking import shown_minutes

icalendar = pytest.importorskip("icalendar", reason="icalendar is not installed")
openpyxl = pytest.importorskip("openpyxl", reason="openpyxl is not installed")


def zone_of(content: bytes) -> dt.tzinfo:
    """The time zone that a calendar file itself describes, as another library reads it."""
    zones = tzical(io.StringIO(content.decode().replace("\r\n ", "")))
    zone: dt.tzinfo | None = zones.get()
    assert zone is not None
    return zone


def events(content: bytes) -> list[Any]:
    assert all(len(line) <= 75 for line in content.split(b"\r\n"))
    assert b"\n" not in content.replace(b"\r\n", b"")
    found: list[Any] = icalendar.Calendar.from_ical(content).walk("VEVENT")
    return found


def moment(content: bytes, value: Any) -> dt.datetime:
    """The instant of an event's begin or end by the zone of the file."""
    local: dt.datetime = value.dt
    if local.utcoffset() == dt.timedelta(0) and "TZID" not in value.params:
        return local
    return local.replace(tzinfo=zone_of(content)).astimezone(dt.UTC)


def told(content: bytes) -> list[tuple[dt.datetime, dt.datetime]]:
    return sorted((moment(content, event["DTSTART"]), moment(content, event["DTEND"])) for event in events(content))


def expected(schedule: Schedule, **who: str) -> list[tuple[dt.datetime, dt.datetime]]:
    chosen = [each for each in schedule.assignments if all(getattr(each, key) == value for key, value in who.items())]
    instants = [[dt.datetime.fromisoformat(text).astimezone(dt.UTC) for text in (s.arrive, s.leave)] for each in chosen for s in each.stays]
    return sorted((begin, end) for begin, end in instants)


@pytest.mark.parametrize("seed", SEEDS)
def test_calendars_hold_the_stays_at_their_instants(seed: int, tmp_path: Path) -> None:
    scenario, schedule = plan(seed)
    export(scenario, schedule, tmp_path, ["ics"])
    for lot in scenario.lots:
        assert told((tmp_path / "calendars" / f"lot-{lot.id}.ics").read_bytes()) == expected(schedule, lot=lot.id)
    with zipfile.ZipFile(tmp_path / "calendars" / "residents.zip") as packed:
        found = {name: told(packed.read(name)) for name in packed.namelist()}
    assert found == {f"resident-{each.resident}.ics": expected(schedule, resident=each.resident) for each in schedule.assignments}


def test_calendars_say_for_whom_they_are() -> None:
    scenario, schedule = town()
    chosen = schedule.assignments[0].resident
    told = []
    for parameters in ({"residents": [chosen]}, {"mask": b"sixteen secret bytes"}):
        files = prepare(scenario, schedule, ["ics"], **parameters).parts["ics"]  # type: ignore[arg-type]
        lines = [str(icalendar.Calendar.from_ical(file.make())["X-WR-CALDESC"]) for file in files]
        told.append([line.replace("\\;", ";") for line in lines])  # of properties with X- the library leaves texts escaped
    lots = len(scenario.lots)
    assert told[0] == ["For the lot's manager; holds plates and is not for publication."] * lots + ["For this resident only."]
    assert told[1] == ["Plates and residents are pseudonyms."] * lots


def test_a_time_that_comes_twice_is_told_apart() -> None:
    # Berlin, 2026-10-25: 02:30 comes at 00:30 and at 01:30 UTC; a stay between the two has the same time on the clock at both ends.
    scenario, schedule = plan(0)
    moved = scenario.model_copy(
        update={"horizon": scenario.horizon.model_copy(update={"start": "2026-10-24", "timezone": "Europe/Berlin"})}
    )
    del moved.__dict__["time"]
    stay = {"arrive": "2026-10-25T02:30+02:00", "leave": "2026-10-25T02:30+01:00"}
    assignment = {"resident": scenario.residents[0].id, "lot": scenario.lots[0].id, "walk_seconds": 1, "stays": [stay]}
    data = schedule.model_dump(mode="json") | {"assignments": [assignment], "refusals": []}
    again = Schedule.model_validate(data | {"proof": None})
    files = {file.name: file for file in prepare(moved, again, ["ics"]).parts["ics"]}
    content = files[f"calendars/lot-{scenario.lots[0].id}.ics"].make()
    assert isinstance(content, bytes)
    assert told(content) == expected(again)


def test_events_keep_their_identity_when_a_stay_is_moved() -> None:
    scenario, schedule = town()
    first = schedule.assignments[0]
    later = tuple(stay.model_copy(update={"leave": re.sub(r"T\d\d:\d\d", "T23:59", stay.arrive)}) for stay in first.stays)
    changed = schedule.model_copy(update={"assignments": (first.model_copy(update={"stays": later}), *schedule.assignments[1:])})
    ids = []
    for each in (schedule, changed):
        (file,) = prepare(scenario, each, ["ics"], residents=[first.resident]).parts["ics"][len(scenario.lots) :]
        assert file.name == f"calendars/residents/resident-{first.resident}.ics"
        content = file.make()
        assert isinstance(content, bytes)
        ids.append([str(event["UID"]) for event in events(content)])
    assert ids[0] == ids[1] and len(set(ids[0])) == len(first.stays)


def evil_plan() -> tuple[Scenario, Schedule]:
    data = scenario_data()
    data["residents"][0]["plate"] = "=cmd()\r\nBEGIN:VEVENT\nx"
    data["lots"][0]["id"] = "../../office"
    scenario = Scenario.from_dict(data)
    made = schedule_data(scenario)
    return scenario, Schedule.model_validate(made | {"assignments": [each | {"lot": "../../office"} for each in made["assignments"]]})


@pytest.mark.parametrize(
    "ids",
    [
        ("a", "A", "a-2"),
        ("..", "//", "__"),
        ("\uac00", "\u1100\u1161"),  # one syllable, composed and not
        ("\uf900", "\u8c48"),  # a compatibility ideograph and what it decomposes to
        ("\u00c5", "a\u030a", "\u212b"),
        ("x" * 500, "x" * 501, "\u8def" * 200),
    ],
)
def test_file_names_differ_where_capitals_and_composition_do_not_count(ids: tuple[str, ...]) -> None:
    names = unique_names(ids, "lot-").values()
    for form in ("NFC", "NFD"):
        assert len({unicodedata.normalize(form, name).casefold() for name in names}) == len(ids)  # type: ignore[arg-type]
    assert all(re.fullmatch(r"lot-[\w-]+", name) and len(name.encode()) < 200 for name in names)


def test_names_that_would_do_harm_do_none(tmp_path: Path) -> None:
    scenario, schedule = evil_plan()
    written = export(scenario, schedule, tmp_path / "out")
    assert all(path.resolve().is_relative_to(tmp_path / "out") for path in written)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out"]
    calendar = (tmp_path / "out" / "calendars" / "lot-_office.ics").read_bytes()
    assert len(events(calendar)) == sum(len(each.stays) for each in schedule.assignments)
    assert {str(event["LOCATION"]) for event in events(calendar)} == {EVIL[2]}
    book = openpyxl.load_workbook(tmp_path / "out" / "excel" / "lot-_office.xlsx")
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert not [cell for cell in cells if cell.data_type == "f" or cell.hyperlink]
    assert "=cmd() BEGIN:VEVENT x" in {cell.value for cell in cells}
    for page in (tmp_path / "out").rglob("*.html"):
        text = page.read_text("utf-8")
        assert "<img" not in text and "<script>alert" not in text


def test_a_lot_whose_name_begins_as_a_formula_is_a_title_and_no_reference(tmp_path: Path) -> None:
    scenario, schedule = evil_plan()
    lots = (scenario.lots[0].model_copy(update={"name": "=cmd|'/c calc'!A0"}), *scenario.lots[1:])
    export(scenario.model_copy(update={"lots": lots}), schedule, tmp_path, ["excel"])
    with zipfile.ZipFile(tmp_path / "excel" / "lot-_office.xlsx") as book:
        charts = [book.read(name).decode() for name in book.namelist() if name.startswith("xl/charts/")]
    assert charts
    for chart in charts:
        assert not [reference for reference in re.findall(r"<c:f>(.*?)</c:f>", chart) if "cmd" in reference]


def test_a_row_of_a_gate_list_is_one_line(tmp_path: Path) -> None:
    scenario, schedule = evil_plan()
    export(scenario, schedule, tmp_path, ["gate"])
    lines = (tmp_path / "gate" / "lot-_office.csv").read_text("utf-8-sig").splitlines()
    assert len({len(row) for row in csv.reader(lines)}) == 1
    assert len(list(csv.reader(lines))) == len(lines)
    assert any(line.startswith("'=cmd() BEGIN:VEVENT x,") for line in lines)


def sheets(path: Path) -> dict[str, list[tuple[Any, ...]]]:
    """The rows below the headings of each sheet."""
    return {sheet.title: list(sheet.iter_rows(min_row=4, values_only=True)) for sheet in openpyxl.load_workbook(path)}


def test_workbooks_say_who_is_there_and_who_must_be_out(tmp_path: Path) -> None:
    scenario, schedule = town()
    export(scenario, schedule, tmp_path, ["excel"])
    for lot in scenario.lots:
        found = sheets(tmp_path / "excel" / f"lot-{lot.id}.xlsx")
        assert list(found) == ["Roster", "Out by", "Occupancy", "Chart data"]
        here = [each for each in schedule.assignments if each.lot == lot.id]
        end = scenario.time.iso(scenario.time.length)
        roster = {row[1]: row for row in found["Roster"]}
        assert roster.keys() == {each.resident for each in here}
        for each in here:
            times = [f"{stay.arrive[11:16]}–{'…' if stay.leave == end else stay.leave[11:16]}" for stay in each.stays]
            cells = [text for text in roster[each.resident][3:] if text]
            assert [re.sub(r" \+\d+| \(.*?\)", "", part) for cell in cells for part in cell.split("\n")] == times
            bays = {stay.bay for stay in each.stays}
            assert roster[each.resident][2] == (bays.pop() if len(bays) == 1 and not any(stay.moves for stay in each.stays) else None)
        leaving = [stay.leave for each in here for stay in each.stays if stay.leave != end]
        assert sum(row[4] for row in found["Out by"]) == len(leaving)
        told = sorted(car for row in found["Out by"] for car in re.split(r"  |\n", row[5]))
        plates = {each.id: each.plate for each in scenario.residents}
        last_bays = [
            f"{plates[each.resident]} ({stay.moves[-1].bay if stay.moves else stay.bay})"
            for each in here
            for stay in each.stays
            if stay.leave != end
        ]
        assert told == sorted(last_bays)
        steps = frames.occupancy(scenario, schedule)
        steps = steps[steps["lot"] == lot.id]
        assert [row[1:5] for row in found["Occupancy"] if row[0]] == list(
            steps[["present", "shareable", "own_use", "closed"]].itertuples(index=False, name=None)
        )


def test_rows_are_as_high_as_their_text(tmp_path: Path) -> None:
    """Nine cars that leave at once, and nights that begin in the one before: no program has to work the height out."""
    place = {"x": 0, "y": 0}
    scenario = Scenario.from_dict(
        {
            "format": 1,
            "id": "nights",
            "horizon": {"start": "2026-11-23", "days": 3},
            "crs": "local",
            "communities": [{"id": "c", "location": place}],
            "lots": [{"id": "lot", "location": place, "spaces": 9}],
            "residents": [{"id": f"r-{n}", "community": "c", "plate": f"渝Z{n:06}", "stays": "daily 18:00-08:00"} for n in range(9)],
        }
    )
    export(scenario, solve(scenario).schedule, tmp_path, ["excel"])
    book = openpyxl.load_workbook(tmp_path / "excel" / f"lot-{scenario.lots[0].id}.xlsx")
    most = {}
    for name in ("Roster", "Out by"):
        lines = {row[0].row: max(str(cell.value or "").count("\n") + 1 for cell in row) for row in book[name].iter_rows(min_row=4)}
        assert all(book[name].row_dimensions[row].height >= 15 * count for row, count in lines.items())
        most[name] = max(lines.values())
    assert most["Roster"] == 2 and most["Out by"] > 1


def test_the_chart_points_at_its_data(tmp_path: Path) -> None:
    scenario, schedule = town()
    export(scenario, schedule, tmp_path, ["excel"])
    path = tmp_path / "excel" / f"lot-{scenario.lots[0].id}.xlsx"
    (chart,) = openpyxl.load_workbook(path)["Occupancy"]._charts
    points = sheets_of_chart(path)
    for series, column in zip(chart.series, (1, 2), strict=True):
        assert series.yVal.numRef.f.replace("'", "") == f"Chart data!${'ABC'[column]}$1:${'ABC'[column]}${len(points)}"
    assert all(present <= shareable for _, present, shareable in points)
    assert [at for at, *_ in points] == sorted(at for at, *_ in points)


def sheets_of_chart(path: Path) -> list[tuple[float, int, int]]:
    rows: list[Any] = list(openpyxl.load_workbook(path)["Chart data"].iter_rows(values_only=True))
    return rows


def haversine_m(lat1: Any, lon1: Any, lat2: Any, lon2: Any) -> Any:
    """Distance of points in degrees, metres."""
    phi1, phi2, half_lon = np.radians(lat1), np.radians(lat2), np.radians(np.subtract(lon2, lon1)) / 2
    h = np.sin((phi2 - phi1) / 2) ** 2 + np.cos(phi1) * np.cos(phi2) * np.sin(half_lon) ** 2
    return 2 * 6_371_008.8 * np.arcsin(np.sqrt(h))


@pytest.mark.parametrize("crs", ["WGS84", "GCJ02", "BD09"])
def test_maps_are_in_wgs84_and_hold_everybody(crs: Any, tmp_path: Path) -> None:
    data = next(made for made in (plan(seed)[0].to_dict() for seed in range(60)) if made.get("crs") != "local")
    scenario, schedule = solved(data | {"crs": crs})
    export(scenario, schedule, tmp_path, ["geojson"])
    homes = {each.id: each.location for each in scenario.communities}
    layers = {
        "lots": [lot.location for lot in scenario.lots],
        "communities": [each.location for each in scenario.communities],
        "residents": [each.home or homes[each.community] for each in scenario.residents],
    }
    for name, places in layers.items():
        layer = load(tmp_path / "maps" / f"{name}.geojson")
        assert layer["type"] == "FeatureCollection" and len(layer["features"]) == len(places)
        for feature, place in zip(layer["features"], places, strict=True):
            lon, lat, *_ = feature["geometry"]["coordinates"]
            there_lon, there_lat = from_wgs84(crs, np.array(lon), np.array(lat))
            assert haversine_m(there_lat, there_lon, place.lat, place.lon) < 0.02
    found = {each["properties"]["id"]: each["properties"] for each in load(tmp_path / "maps" / "residents.geojson")["features"]}
    assert {id_: row["lot"] for id_, row in found.items() if row["lot"]} == {each.resident: each.lot for each in schedule.assignments}
    assert {id_: row["refused_why"] for id_, row in found.items() if not row["lot"]} == {e.resident: e.reason for e in schedule.refusals}


@pytest.mark.parametrize("crs", ["WGS84", "GCJ02"])
def test_lines_lead_from_communities_to_the_lots_of_their_residents(crs: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Counted resident by resident, and read by shapely; few are told, too, here."""
    monkeypatch.setattr("parking_share.exporting.disclosure.LEAST_COUNT", 1)
    geometry = pytest.importorskip("shapely.geometry", reason="shapely is not installed")
    data = next(made for made in (plan(seed)[0].to_dict() for seed in range(60)) if made.get("crs") != "local")
    scenario, schedule = solved(data | {"crs": crs})
    export(scenario, schedule, tmp_path, ["geojson"])
    homes = {each.id: each.community for each in scenario.residents}
    going: dict[tuple[str, str], list[int]] = {}
    for each in schedule.assignments:
        going.setdefault((homes[each.resident], each.lot), []).append(each.walk_seconds)
    layers = {name: load(tmp_path / "maps" / f"{name}.geojson")["features"] for name in ("lots", "communities", "walks")}
    points = {
        name: {each["properties"]["id"]: geometry.shape(each["geometry"]) for each in layers[name]} for name in ("lots", "communities")
    }
    facts = community_facts(scenario, Tables.of(scenario, schedule)).set_index("id")
    for feature in layers["communities"]:
        row = feature["properties"]
        assert row["mean_walk_minutes"] is None or row["mean_walk_minutes"] == facts.loc[row["id"], "walk"]
    assert len(layers["walks"]) == len(going) > 0
    for feature in layers["walks"]:
        row, line = feature["properties"], geometry.shape(feature["geometry"])
        walks = going[row["community"], row["lot"]]
        assert row["residents"] == len(walks) and abs(row["mean_walk_minutes"] - sum(walks) / len(walks) / 60) <= 0.05 + 1e-9
        ends = points["communities"][row["community"]], points["lots"][row["lot"]]
        assert list(line.coords) == [(end.x, end.y) for end in ends]


def test_local_metres_make_no_map(tmp_path: Path) -> None:
    scenario, schedule = town()
    with pytest.raises(InputError, match="local metres"):
        export(scenario, schedule, tmp_path, ["geojson"])
    assert "geojson" in prepare(scenario, schedule).left_out
    assert not list(tmp_path.iterdir())


def test_minutes_are_shown_with_halves_up() -> None:
    """267, 273 and 279 s are 4.45, 4.55 and 4.65 min, which binary fractions have a little too low or too high."""
    assert shown_minutes(np.array([267.0, 273.0, 279.0, 270.0, 272.9])).tolist() == [4.5, 4.6, 4.7, 4.5, 4.5]
