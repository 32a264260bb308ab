"""The plan in the terms of APDS, the parking data standard (ISO/TS 5206-1): places, what is granted there, and to whom.

Each file is the answer that the interface gives to a list request: ``meta``, and ``data`` with the objects. A lot is a Place with its
Supply over time; what residents may do there is its RightSpecification, with a pool of rights for the hours at which spaces are
shareable; a place for a resident is an AssignedRight with a PlannedUse for each stay.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import numpy as np

from parking_share.calendar import merge
from parking_share.calendar.walls import date_ranges, iso_dates, wall_windows
from parking_share.exporting.content import Content, File
from parking_share.exporting.geojson import has_degrees, wgs84_points
from parking_share.report.lots import by_lot
from parking_share.scenario import Lot
from parking_share.schedule import Assignment, HeldStay

FOLDER = "apds"
_VERSION = 1
Data = dict[str, Any]


def apds_files(content: Content) -> list[File]:
    """Places, the rights that they grant, and the rights that residents have.

    Places alone are public: specifications of rights must have exact counts, also of one resident.
    """
    return [
        File(f"{FOLDER}/places.json", "Place", lambda: _answer(content, _places(content)), is_public=True),
        File(f"{FOLDER}/right-specifications.json", "RightSpecification", lambda: _answer(content, _specifications(content))),
        File(f"{FOLDER}/assigned-rights.json", "AssignedRight", lambda: _answer(content, _assigned(content))),
    ]


def _answer(content: Content, objects: Iterator[Data]) -> str:
    """The objects as one page of a list, one line each."""
    encode = json.JSONEncoder(ensure_ascii=False).encode
    lines = [encode(each) for each in objects]
    now = content.scenario.time.minute_of(content.made) - content.scenario.time.minute_of("1970-01-01T00:00Z")
    meta = encode({"referenceInstant": now * 60, "offset": 0, "pageSize": len(lines), "total": len(lines)})
    data = ",\n".join(lines)
    return f'{{"meta": {meta}, "data": [\n{data}\n]}}\n'


def _places(content: Content) -> Iterator[Data]:
    """A Place for each lot; its Supply is the shareable spaces, period by period."""
    scenario = content.scenario
    steps = by_lot(content.tables.occupancy)
    points = wgs84_points(scenario, [lot.location for lot in scenario.lots]) if has_degrees(scenario) else []
    for number, lot in enumerate(scenario.lots):
        supply = [
            {
                "supplyViewType": "spaceView",
                "supplyQuantity": spaces,
                "supplyValidityStart": _instant(content, begin),
                "supplyValidityEnd": _instant(content, end),
            }
            for begin, end, spaces in _periods(steps[lot.id])
        ]
        place: Data = {
            "id": lot.id,
            "version": _VERSION,
            "name": _text(content, content.lot_labels[lot.id]),
            "layer": 1,
            "type": "parkingPlace",
            "hierarchyElementRecord": {"creationTime": content.made},
            "rightSpecifications": [_reference(_specification_id(lot), "RightSpecification")],
            "hierarchyElementReference": {"elementId": _reference(lot.id, "Place"), "supply": supply},
            "timeZone": scenario.horizon.timezone,
            "characteristics": [{"spacesTotal": lot.spaces}],
        }
        if points:
            place["indicativePlacePointLocation"] = [{"type": "Point", "coordinates": points[number][:2]}]
        yield place


def _specifications(content: Content) -> Iterator[Data]:
    """What each lot grants to residents: at most so many of them, at the hours at which spaces are shareable."""
    steps = by_lot(content.tables.occupancy)
    residents = content.tables.assignments["lot"].value_counts().to_dict()
    start, end = (_instant(content, minute) for minute in (0, content.scenario.time.length))
    for lot in content.scenario.lots:
        periods = [period for period in _periods(steps[lot.id]) if period[2] > 0]
        issuer = _reference(lot.owner or lot.id, "Organisation")
        validity = {
            "validityStatus": "definedByValidityTimeSpec",
            "validityTimeSpecification": {"overallStartTime": start, "overallEndTime": end, "validPeriods": _recurring(content, periods)},
        }
        pool = {
            "id": f"{_specification_id(lot)}-pool",
            "version": _VERSION,
            "assignedRightsIssuer": issuer,
            "availableAssignedRights": max((spaces for _, _, spaces in periods), default=0),
            "distributedAssignedRights": residents.get(lot.id, 0),
            "validity": validity,
        }
        yield {
            "id": _specification_id(lot),
            "version": _VERSION,
            "description": _text(content, content.language.gettext("Parking for residents at staggered hours")),
            "issuer": issuer,
            "transferable": False,
            "type": "permitParking",
            "expiry": end,
            "hierarchyElements": [_reference(lot.id, "Place")],
            "credentials": [{"type": "licensePlate"}],
            "rightPools": [pool],
            "validity": {"validityTimeSpecification": {"overallStartTime": start, "overallEndTime": end}},
        }


def _assigned(content: Content) -> Iterator[Data]:
    """A right for each resident who is served."""
    lots = {lot.id: lot for lot in content.scenario.lots}
    expiry = _instant(content, content.scenario.time.length)
    for each in content.schedule.assignments:
        lot = lots[each.lot]
        yield {
            "id": each.resident,
            "version": _VERSION,
            "rightHolder": {"credentials": [_credential(content, each)]},
            "rightSpecification": _reference(_specification_id(lot), "RightSpecification"),
            "issuanceTime": content.made,
            "expiry": expiry,
            "issueMethod": "electronic",
            "plannedUses": [_use(stay) for stay in each.stays],
        }


def _credential(content: Content, each: Assignment) -> Data:
    """The plate; where there is none, the permit under the resident's id."""
    plate = content.plates[each.resident]
    kind, class_name, id_ = ("licensePlate", "NumberPlate", plate) if plate else ("permit", "Permit", each.resident)
    return {"type": kind, "identifier": {"className": class_name, "id": id_}, "issuer": _text(content, content.scenario.id)}


def _use(stay: HeldStay) -> Data:
    """One stay. The standard has no word for a numbered bay in a planned use; it stands in keys of ours, which its schema lets through."""
    use: Data = {"startTime": _with_seconds(stay.arrive), "endTime": _with_seconds(stay.leave)}
    if stay.bay is not None:
        use["bay"] = stay.bay
    if stay.moves:
        use["moves"] = [{"at": _with_seconds(move.at), "bay": move.bay} for move in stay.moves]
    return use


def _periods(steps: dict[str, list[Any]]) -> list[tuple[int, int, int]]:
    """(begin, end, shareable spaces) of a lot, as long as these stay the same."""
    spaces, begins = np.array(steps["shareable"], np.int64), steps["start_minute"]
    changes = [0, *(np.flatnonzero(np.diff(spaces)) + 1).tolist()] if len(spaces) else []
    ends = [*(begins[index] for index in changes[1:]), *steps["end_minute"][-1:]]
    return [(begins[index], end, int(spaces[index])) for index, end in zip(changes, ends, strict=True)]


def _recurring(content: Content, periods: list[tuple[int, int, int]]) -> list[Data]:
    """The hours of periods, day by day: a TimePeriodOfDay never goes over midnight, so that a night is two of them."""
    bounds = np.array([period[:2] for period in periods], np.int64).reshape(-1, 2)
    parts = wall_windows(content.scenario.time, *merge(bounds[:, 0], bounds[:, 1]))
    row, first, last = date_ranges(np.column_stack((parts.begin, parts.end)), parts.ordinal)
    time = content.scenario.time
    return [
        {
            "startOfPeriod": _with_seconds(time.iso(time.minute_of(f"{begin_date}T00:00"))),
            "endOfPeriod": _with_seconds(time.iso(time.minute_of(f"{after_date}T00:00"))),
            "recurringTimePeriodOfDay": [{"startTimeOfPeriod": _time_of_day(begin), "endTimeOfPeriod": _time_of_day(end)}],
        }
        for begin_date, after_date, begin, end in zip(
            iso_dates(first), iso_dates(last + 1), parts.begin[row].tolist(), parts.end[row].tolist(), strict=True
        )
    ]


def _time_of_day(minute: int) -> str:
    """A time as ISO 8601 writes it; midnight at the end of a day is 24:00:00."""
    return f"{minute // 60:02}:{minute % 60:02}:00"


def _specification_id(lot: Lot) -> str:
    return f"{lot.id}-residents"


def _reference(id_: str, class_name: str) -> Data:
    return {"id": id_, "version": _VERSION, "className": class_name}


def _text(content: Content, text: str) -> list[Data]:
    return [{"language": content.language.lang, "string": text}]


def _instant(content: Content, minute: int) -> str:
    return _with_seconds(content.scenario.time.iso(minute))


def _with_seconds(moment: str) -> str:
    """A date-time as RFC 3339 has it, which wants seconds."""
    return f"{moment[:16]}:00{moment[16:]}"
