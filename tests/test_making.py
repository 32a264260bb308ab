"""Made-up scenarios: exact sizes, the same from the same seed, always valid, true to the published distributions."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner

from parking_share.commands.make import make_command
from parking_share.commands.new import new_command
from parking_share.errors import InputError
from parking_share.making import STARTER, MakeOptions, make_scenario
from parking_share.making.draws import split, stream
from parking_share.making.published import COMING_HOME_PERCENT, LEAST_SHARED, LEAVING_HOME_PERCENT
from parking_share.reading import read_scenario
from parking_share.scenario import Scenario
from parking_share.walking import walks_within_limit
from parking_share.writing import scenario_files, scenario_json

SMALL = {"communities": 3, "lots": 6, "spaces": 80, "residents": 150}
EVERY_SHARE = ("gates", "kinds", "closures", "restday_use", "day_spaces", "overtime", "recall", "heights")
EVERY_WISH = ("tolerances", "needs", "fee_limits", "current_lots")


def made(**options: Any) -> dict[str, Any]:
    return make_scenario(MakeOptions(**(SMALL | options)))


@pytest.mark.parametrize(
    "options",
    [
        {"communities": 1, "lots": 1, "spaces": 1, "residents": 1},
        {"communities": 1, "lots": 1, "spaces": 5000, "residents": 0},
        {"communities": 40, "lots": 2, "spaces": 2, "residents": 3},
        {"lots": 90, "spaces": 90},
        {"hills_m": 0},
        {"hills_m": 800},
        {"days": 1},
        {"start": "2024-01-03", "days": 364},
        {"start": "2026-01-03", "days": 363},
        {"start": "2027-01-01", "days": 366, "country": ""},
        {"start": "2026-02-10", "days": 14, "seed": 2**63 - 1},
        {"country": "DE", "latitude": -33.9, "longitude": 151.2},
        {"lots_per_km2": 200},
        {"lots_per_km2": 0.01},
        dict.fromkeys(EVERY_SHARE + EVERY_WISH, 0),
        dict.fromkeys(EVERY_SHARE + EVERY_WISH, 1),
        {"points": False},
        {"lots": 3, "spaces": 7, **dict.fromkeys(EVERY_SHARE, 1)},
    ],
    ids=str,
)
def test_valid_with_the_exact_counts(options: dict[str, Any]) -> None:
    wanted = SMALL | options
    read = Scenario.from_dict(made(**options))
    counts = {"communities": len(read.communities), "lots": len(read.lots), "residents": len(read.residents)}
    counts["spaces"] = sum(lot.spaces for lot in read.lots)
    assert counts == {key: wanted[key] for key in SMALL}
    assert all(lot.spaces >= 1 for lot in read.lots)
    assert "made up" in read.origin


def test_same_seed_same_bytes_another_seed_others() -> None:
    first, again, other = (scenario_json(made(seed=seed)) for seed in (7, 7, 8))
    assert first == again
    assert first != other


def test_more_residents_leave_the_lots_as_they_are() -> None:
    few, many = made(residents=10), made(residents=1000)
    assert few["lots"] == many["lots"]
    assert few["communities"] == many["communities"]


@pytest.mark.parametrize("seed", range(12))
def test_split_is_exact(seed: int) -> None:
    total = 10**seed
    parts = split(stream(seed, 0), total, 1 + 7 * seed, spread=0.7)
    assert parts.sum() == total
    assert (parts >= 0).all()


def test_hours_follow_the_published_distributions() -> None:
    stays = [resident["stays"] for resident in made(residents=20_000)["residents"]]
    nights = [text.split()[1] for text in stays if text.startswith("daily ")]
    for side, first, percent in ((1, 14, LEAVING_HOME_PERCENT), (0, 34, COMING_HOME_PERCENT)):
        times = [text.split("-")[side] for text in nights]
        half_hours = np.array([int(time[:2]) * 2 + int(time[3:]) // 30 - first for time in times])
        share = 100 * np.bincount(half_hours, minlength=len(percent)) / len(times)
        np.testing.assert_allclose(share, percent, atol=1.5)
        assert all(int(time[3:]) % 5 == 0 for time in times)


def test_patterns_of_stays_all_occur() -> None:
    first = Counter(resident["stays"].split()[0] for resident in made(residents=2000)["residents"])
    assert first["workday"] > first["daily"] * 0.8 > 400
    assert {"restday", "Mo,We,Fr", "Tu,Th,Sa"} <= set(first)


def test_a_walk_reaches_a_few_lots() -> None:
    read = Scenario.from_dict(made(communities=38, lots=59, spaces=2950, residents=2000))
    pairs = len(walks_within_limit(read)[0])
    assert 1.5 <= pairs / 2000 <= 6


def test_denser_lots_are_nearer() -> None:
    sparse, dense = (Scenario.from_dict(made(lots_per_km2=value, lots=30, residents=500)) for value in (0.3, 6))
    assert len(walks_within_limit(sparse)[0]) * 3 < len(walks_within_limit(dense)[0])


@pytest.mark.parametrize(
    ("option", "section", "shows"),
    [
        ("gates", "lots", lambda lot: "gate" in lot),
        ("kinds", "lots", lambda lot: "kinds" in lot),
        ("closures", "lots", lambda lot: "closures" in lot),
        ("restday_use", "lots", lambda lot: "restday" in lot["own_use"]),
        ("recall", "lots", lambda lot: "recall_minutes" in lot),
        ("heights", "lots", lambda lot: "max_height_m" in lot),
        ("heights", "residents", lambda resident: "height_m" in resident),
        ("tolerances", "residents", lambda resident: "late_arrival_minutes" in resident or "early_leave_minutes" in resident),
        ("needs", "residents", lambda resident: "needs" in resident),
        ("fee_limits", "residents", lambda resident: "max_monthly_fee" in resident),
    ],
)
@pytest.mark.parametrize("share", [0, 0.25, 1])
def test_shares_are_exact(option: str, section: str, shows: Any, share: float) -> None:
    rows = made(**{option: share, "lots": 40, "spaces": 800})[section]
    assert sum(map(bool, map(shows, rows))) == round(share * len(rows))


def test_current_lots_are_at_most_the_share() -> None:
    holders = sum("current_lot" in resident for resident in made(current_lots=0.5)["residents"])
    assert 0 < holders <= 75
    assert not any("current_lot" in resident for resident in made(current_lots=0)["residents"])


def test_day_spaces_leave_some_and_overtime_takes_some() -> None:
    plain = made(day_spaces=0, overtime=0, restday_use=0)["lots"]
    assert not any(" x" in lot["own_use"] for lot in plain)
    for lot in made(day_spaces=1, overtime=0, restday_use=0, lots=20, spaces=800)["lots"]:
        used = int(lot["own_use"].split(" x")[-1])
        assert used < lot["spaces"] - lot.get("held_back", 0)
    assert any(lot["own_use"].count("workday") == 2 for lot in made(overtime=1, restday_use=0, day_spaces=0)["lots"])


def test_lots_share_at_least_the_published_part() -> None:
    for lot in made(lots=200, spaces=4000)["lots"]:
        assert lot["spaces"] - lot.get("held_back", 0) >= LEAST_SHARED * lot["spaces"]


def test_hills() -> None:
    flat = made(hills_m=0)
    assert all("elevation_m" not in item["location"] for item in flat["communities"] + flat["lots"])
    heights = [resident["home"]["elevation_m"] for resident in made(hills_m=60, residents=2000, lots=60)["residents"]]
    assert 0 <= min(heights) < max(heights) <= 60
    assert max(heights) - min(heights) > 15


def test_points() -> None:
    assert not any("priority" in resident for resident in made(points=False)["residents"])
    points = [resident["priority"] for resident in made(residents=2000)["residents"]]
    assert min(points) == 10
    assert max(points) > 20


@pytest.mark.parametrize(
    ("options", "place"),
    [
        ({"lots": 0}, "lots"),
        ({"communities": 0}, "communities"),
        ({"residents": -1}, "residents"),
        ({"seed": -1}, "seed"),
        ({"id": ""}, "id"),
        ({"id": "a\nb"}, "id"),
        ({"id": "x" * 65}, "id"),
        ({"lots": 6, "spaces": 5}, "spaces"),  # a lot has at least one space
        ({"gates": 1.1}, "gates"),
        ({"needs": float("nan")}, "needs"),
        ({"lots_per_km2": 0}, "lots_per_km2"),
        ({"latitude": 89}, "latitude"),
        ({"hills_m": -1}, "hills_m"),
        ({"start": "tomorrow"}, "start"),
        ({"days": 367}, "days"),
        ({"country": "XX"}, "country"),
        ({"start": "2026-12-28"}, "start"),  # reaches into 2027, which is not published
    ],
    ids=str,
)
def test_options_that_cannot_be_met(options: dict[str, Any], place: str) -> None:
    with pytest.raises(InputError) as error:
        MakeOptions(**(SMALL | options))
    assert [problem.place for problem in error.value.problems] == [place]


def test_all_problems_at_once_in_the_words_of_the_command(tmp_path: Path) -> None:
    words = ["-o", str(tmp_path / "a.json"), "--lots-per-km2", "0", "--gates", "2", "--id", ""]
    result = CliRunner().invoke(make_command, words)
    assert result.exit_code == 2
    assert "--lots-per-km2" in result.output
    assert "--gates" in result.output
    assert "--id: '' is no id" in result.output
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("residents_as", ["inline", "csv", "parquet"])
def test_the_command_writes_the_same_scenario_in_each_form(tmp_path: Path, residents_as: str) -> None:
    words = [word for key, value in SMALL.items() for word in (f"--{key}", str(value))]
    file = tmp_path / "street.json"
    result = CliRunner().invoke(make_command, ["-o", str(file), "--residents-as", residents_as, *words], catch_exceptions=False)
    assert result.exit_code == 0
    assert read_scenario(file).to_dict() == Scenario.from_dict(made()).to_dict()


def test_origin_names_the_command_that_makes_it_again() -> None:
    data = made(seed=3, gates=0.5, points=False, published="80 spaces (a paper, 2025).")
    assert data["origin"].startswith("80 spaces (a paper, 2025). The rest is made up")
    command = "parking-share make --seed 3 --communities 3 --lots 6 --spaces 80 --residents 150 --gates 0.5 --no-points"
    assert f"`{command}`" in data["origin"]
    assert "10.19734/j.issn.1001-3695.2018.05.0503" in data["origin"]


def test_files_are_named_after_the_scenario() -> None:
    assert list(scenario_files(made(), "a.b.json", "csv")) == ["a.b-residents.csv", "a.b.json"]


def test_one_line_an_entry() -> None:
    data = made()
    text = scenario_json(data)
    assert json.loads(text) == data
    assert text.count("\n") < 10 + sum(len(data[key]) + 2 for key in ("communities", "lots", "residents"))


def test_new_writes_a_scenario_that_works_and_keeps_what_is_there(tmp_path: Path) -> None:
    file = tmp_path / "my.json"
    result = CliRunner().invoke(new_command, [str(file)], catch_exceptions=False)
    assert result.exit_code == 0
    assert read_scenario(file).warnings == ()
    assert f"parking-share solve {file}" in result.output
    file.write_text("mine")
    refused = CliRunner().invoke(new_command, [str(file)])
    assert refused.exit_code == 2
    assert "--force" in refused.output
    assert file.read_text() == "mine"
    assert CliRunner().invoke(new_command, [str(file), "--force", "--quiet"]).exit_code == 0
    assert json.loads(file.read_text()) == STARTER


def test_new_explains_every_key_that_it_writes(tmp_path: Path) -> None:
    output = CliRunner().invoke(new_command, [str(tmp_path / "my.json")]).output
    for key in {*STARTER, *STARTER["communities"][0], *STARTER["lots"][0], *STARTER["residents"][0]}:
        assert f"  {key} " in output
