"""Lots, communities and residents as GeoJSON for planners (RFC 7946: always WGS-84, longitude first)."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from parking_share.exporting.content import Content, File
from parking_share.geography.coordinates import to_wgs84
from parking_share.report.facts import lot_facts
from parking_share.report.places import flows
from parking_share.scenario import Location, Scenario

FOLDER = "maps"
_DECIMALS = 7  # of a degree: a centimetre


def map_files(content: Content) -> list[File]:
    """Four layers: lots and communities with their figures, who goes where, and each resident with lot or reason."""
    _ = content.language.gettext
    return [
        File(f"{FOLDER}/lots.geojson", _("Lots"), lambda: _lots(content)),
        File(f"{FOLDER}/communities.geojson", _("Communities"), lambda: _communities(content)),
        File(f"{FOLDER}/walks.geojson", _("Walks from communities to lots"), lambda: _walks(content)),
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
    facts = lot_facts(content.scenario, content.tables).to_dict("records")
    keys = ("id", "label", "owner", "spaces", "held_back", "residents", "peak", "fill", "room", "out_by")
    rows = [
        {key: fact[key] for key in keys} | {"own_use": lot.own_use, "gate": lot.gate, "monthly_fee": lot.monthly_fee}
        for fact, lot in zip(facts, content.scenario.lots, strict=True)
    ]
    return _collection(_points(content.scenario, [lot.location for lot in content.scenario.lots]), rows)


def _communities(content: Content) -> str:
    scenario, tables = content.scenario, content.tables
    served, refused = (frame["community"].value_counts().to_dict() for frame in (tables.assignments, tables.refused))
    reasons = Counter(zip(tables.refused["community"], tables.refused["reason"], strict=True))
    walks = tables.assignments.groupby("community")["walk_seconds"].mean().to_dict()
    rows = [
        {
            "id": each.id,
            "name": each.name,
            "served": served.get(each.id, 0),
            "refused": refused.get(each.id, 0),
            "refused_why": {reason: count for (community, reason), count in sorted(reasons.items()) if community == each.id},
            "mean_walk_minutes": round(walks[each.id] / 60, 1) if each.id in walks else None,
        }
        for each in scenario.communities
    ]
    return _collection(_points(scenario, [each.location for each in scenario.communities]), rows)


def _walks(content: Content) -> str:
    """A line from each community to each lot where its residents have a place, with how many and their walk; most first."""
    scenario = content.scenario
    means = content.tables.assignments.groupby(["community", "lot"])["walk_seconds"].mean().to_dict()
    going = flows(scenario, content.tables)
    rows, ends = [], []
    for home, lot, count in zip(going["home"], going["lot"], going["residents"], strict=True):
        community, place = scenario.communities[home], scenario.lots[lot]
        mean = round(means[community.id, place.id] / 60, 1)
        rows.append({"community": community.id, "lot": place.id, "residents": count, "mean_walk_minutes": mean})
        ends += [community.location, place.location]
    points = [point[:2] for point in wgs84_points(scenario, ends)]  # without elevation: it may be known of one end only
    lines = ({"type": "LineString", "coordinates": pair} for pair in zip(points[::2], points[1::2], strict=True))
    return _collection(lines, rows)


def _residents(content: Content) -> str:
    scenario = content.scenario
    homes = {each.id: each.location for each in scenario.communities}
    placed = {each.resident: (each.lot, each.walk_seconds) for each in content.schedule.assignments}
    reasons = {each.resident: each.reason for each in content.schedule.refusals}
    rows = []
    for each in scenario.residents:
        lot, seconds = placed.get(each.id, (None, None))
        minutes = None if seconds is None else round(seconds / 60, 1)
        row = {"id": each.id, "community": each.community, "lot": lot, "walk_minutes": minutes, "refused_why": reasons.get(each.id)}
        rows.append(row)
    return _collection(_points(scenario, [each.home or homes[each.community] for each in scenario.residents]), rows)


def _points(scenario: Scenario, places: Sequence[Location]) -> list[dict[str, Any]]:
    return [{"type": "Point", "coordinates": point} for point in wgs84_points(scenario, places)]


def _collection(geometries: Iterable[dict[str, Any]], rows: Iterable[dict[str, Any]]) -> str:
    """A feature collection, one line a feature."""
    encode = json.JSONEncoder(ensure_ascii=False).encode
    features = ",\n".join(
        encode({"type": "Feature", "geometry": geometry, "properties": row}) for geometry, row in zip(geometries, rows, strict=True)
    )
    return f'{{"type": "FeatureCollection", "features": [\n{features}\n]}}\n'
