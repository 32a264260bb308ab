"""Lots, communities and residents as GeoJSON for planners (RFC 7946: always WGS-84, longitude first)."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import compress
from typing import Any

import numpy as np
import pandas as pd

from parking_share.exporting.content import Content, File
from parking_share.exporting.disclosure import LEAST_COUNT, told, told_flows, told_reasons
from parking_share.geography.coordinates import to_wgs84
from parking_share.report.facts import lot_facts
from parking_share.report.places import flows
from parking_share.scenario import Location, Scenario
from parking_share.walking import shown_minutes

FOLDER = "maps"
_DECIMALS = 7  # of a degree: a centimetre


def map_files(content: Content) -> list[File]:
    """Four layers: lots and communities with their figures, who goes where, and each resident with lot or reason."""
    _ = content.language.gettext
    return [
        File(f"{FOLDER}/lots.geojson", _("Lots"), lambda: _lots(content), is_public=True),
        File(f"{FOLDER}/communities.geojson", _("Communities"), lambda: _communities(content), is_public=True),
        File(f"{FOLDER}/walks.geojson", _("Walks from communities to lots"), lambda: _walks(content), is_public=True),
        File(f"{FOLDER}/residents.geojson", _("Residents"), lambda: _residents(content)),
    ]


def has_degrees(scenario: Scenario) -> bool:
    """Whether a scenario says where on earth it is."""
    return scenario.crs != "local"


def wgs84_points(scenario: Scenario, places: Sequence[Location]) -> list[list[float]]:
    """Longitude and latitude in WGS-84 of places in degrees, and the elevation in metres where it is known."""
    given = np.array([(place.lon, place.lat) for place in places], np.float64).reshape(-1, 2)
    assert scenario.crs != "local"
    points = np.column_stack(to_wgs84(scenario.crs, given[:, 0], given[:, 1])).round(_DECIMALS).tolist()
    return [point + [place.elevation_m] * (place.elevation_m is not None) for point, place in zip(points, places, strict=True)]


def _lots(content: Content) -> str:
    """Lots; where few park, in all or at once, nothing is told of them."""
    frame = lot_facts(content.scenario, content.tables)
    peak = frame["peak"].to_numpy(np.int64)
    keys = ("id", "label", "owner", "spaces", "held_back", "residents", "peak", "fill", "room", "out_by")
    rows = [
        {key: fact[key] for key in keys}
        | ({} if is_told else {"residents": None})
        | ({} if is_told and is_peak_told else dict.fromkeys(("peak", "fill", "room")))
        | {"own_use": lot.own_use, "gate": lot.gate, "monthly_fee": lot.monthly_fee}
        for fact, is_told, is_peak_told, lot in zip(
            frame.to_dict("records"),
            told(frame["residents"].to_numpy(np.int64)).tolist(),
            ((peak == 0) | (peak >= LEAST_COUNT)).tolist(),
            content.scenario.lots,
            strict=True,
        )
    ]
    return _collection(_points(content.scenario, [lot.location for lot in content.scenario.lots]), rows)


def _communities(content: Content) -> str:
    """Communities, with what can be told of their residents."""
    scenario, tables = content.scenario, content.tables
    served, refused = (_told_by_community(scenario, frame) for frame in (tables.assignments, tables.refused))
    reasons: dict[str, Counter[str]] = {each.id: Counter() for each in scenario.communities}
    for community, reason in zip(tables.refused["community"], tables.refused["reason"], strict=True):
        reasons[community][reason] += 1
    walks = _minutes(tables.assignments.groupby("community")["walk_seconds"].mean())
    rows = [
        {
            "id": each.id,
            "name": each.name,
            "served": served[each.id],
            "refused": refused[each.id],
            "refused_why": {} if refused[each.id] is None else told_reasons(reasons[each.id]),
            "mean_walk_minutes": walks[each.id] if served[each.id] else None,
        }
        for each in scenario.communities
    ]
    return _collection(_points(scenario, [each.location for each in scenario.communities]), rows)


def _told_by_community(scenario: Scenario, frame: pd.DataFrame) -> dict[str, int | None]:
    """How many rows each community has; None where that cannot be told."""
    ids = [each.id for each in scenario.communities]
    counts = frame["community"].value_counts().reindex(ids, fill_value=0).to_numpy(np.int64)
    return {id_: count if one else None for id_, count, one in zip(ids, counts.tolist(), told(counts).tolist(), strict=True)}


def _walks(content: Content) -> str:
    """A line from each community to each lot where its residents have a place, with how many and their walk; most first.

    Few are left out, and all from a community or to a lot of which no number is told.
    """
    scenario = content.scenario
    means = _minutes(content.tables.assignments.groupby(["community", "lot"])["walk_seconds"].mean())
    going = flows(scenario, content.tables)
    home_of, lot_of, residents = (np.array(going[name], np.int64) for name in ("home", "lot", "residents"))
    is_told = told_flows(home_of, lot_of, residents)
    for end, places in ((home_of, scenario.communities), (lot_of, scenario.lots)):
        is_told &= told(np.bincount(end, residents, len(places)).astype(np.int64))[end]
    rows, ends = [], []
    for home, lot, count in compress(zip(going["home"], going["lot"], going["residents"], strict=True), is_told):
        community, place = scenario.communities[home], scenario.lots[lot]
        going_there = {"residents": count, "mean_walk_minutes": means[community.id, place.id]}
        rows.append({"community": community.id, "lot": place.id, **going_there})
        ends += [community.location, place.location]
    points = [point[:2] for point in wgs84_points(scenario, ends)]  # without elevation: it may be known of one end only
    lines = ({"type": "LineString", "coordinates": pair} for pair in zip(points[::2], points[1::2], strict=True))
    return _collection(lines, rows)


def _residents(content: Content) -> str:
    scenario = content.scenario
    homes = {each.id: each.location for each in scenario.communities}
    assignments = content.schedule.assignments
    minutes = shown_minutes(np.array([each.walk_seconds for each in assignments], np.float64)).tolist()
    placed = {each.resident: (each.lot, walk) for each, walk in zip(assignments, minutes, strict=True)}
    reasons = {each.resident: each.reason for each in content.schedule.refusals}
    rows = []
    for each in scenario.residents:
        lot, walk = placed.get(each.id, (None, None))
        row = {"id": each.id, "community": each.community, "lot": lot, "walk_minutes": walk, "refused_why": reasons.get(each.id)}
        rows.append(row)
    return _collection(_points(scenario, [each.home or homes[each.community] for each in scenario.residents]), rows)


def _minutes(seconds: pd.Series) -> dict[Any, float]:
    """Minutes of mean walks, by what they are of."""
    return dict(zip(seconds.index, shown_minutes(seconds.to_numpy(np.float64)).tolist(), strict=True))


def _points(scenario: Scenario, places: Sequence[Location]) -> list[dict[str, Any]]:
    return [{"type": "Point", "coordinates": point} for point in wgs84_points(scenario, places)]


def _collection(geometries: Iterable[dict[str, Any]], rows: Iterable[dict[str, Any]]) -> str:
    """A feature collection, one line a feature."""
    encode = json.JSONEncoder(ensure_ascii=False).encode
    features = ",\n".join(
        encode({"type": "Feature", "geometry": geometry, "properties": row}) for geometry, row in zip(geometries, rows, strict=True)
    )
    return f'{{"type": "FeatureCollection", "features": [\n{features}\n]}}\n'
