"""The command: one folder with an index, pseudonyms that are stable, nothing written where it must not be."""

from __future__ import annotations

import itertools
import json
import re
import stat
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from command_line import run
from export_cases import town, write_plan
from hypothesis import given
from hypothesis import strategies as st
from report_pages import DESKTOP, PHONE, Page, make_page, scenario_data, schedule_data, start_browser

from parking_share import InputError, Scenario, export, mask, render_report, verify
from parking_share.exporting import FORMATS, INDEX, prepare
from parking_share.masking.salt import read_salt
from parking_share.report.letters import Letters
from parking_share.scenario import Resident
from parking_share.schedule import Schedule

SALT = b"0123456789abcdef of the tests"


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    return write_plan(tmp_path / "plan", *town())


def content_of(path: Path) -> bytes:
    """What is in a file, unpacked where it is packed."""
    if path.suffix not in (".zip", ".xlsx"):
        return path.read_bytes()
    with zipfile.ZipFile(path) as packed:
        return b"\n".join(name.encode() + packed.read(name) for name in packed.namelist())


def test_the_folder_holds_what_the_index_says(files: tuple[Path, Path], tmp_path: Path) -> None:
    result = run("export", *files, "-o", tmp_path / "out")
    assert result.exit_code == 0, result.output
    assert "geojson is left out" in result.output  # the town is on a plane
    index = Page((tmp_path / "out" / INDEX).read_text("utf-8"))
    linked = {item["href"] for item in index.all("a") if item["href"] and not item["href"].startswith("#")}
    assert linked == {str(path.relative_to(tmp_path / "out")) for path in (tmp_path / "out").rglob("*.*")} - {INDEX}
    assert {item.get("id") for item in index.all("section")} == {"overview", *FORMATS} - {"geojson"}
    assert "not to be published" in index.visible() and "local metres" in index.visible()


def test_formats_and_residents_can_be_chosen(files: tuple[Path, Path], tmp_path: Path) -> None:
    first, second = (each.resident for each in town()[1].assignments[:2])
    result = run("export", *files, "-o", tmp_path / "out", "--to", "ics, gate", "--residents", f"{first},{second}", "--gate-type", "12")
    assert result.exit_code == 0, result.output
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["calendars", "gate", INDEX]
    alone = [path.name for path in (tmp_path / "out" / "calendars" / "residents").iterdir()]
    assert sorted(alone) == sorted(f"resident-{id_}.ics" for id_ in (first, second))


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--to", "pdf,gate"), "pdf: is no format; known are gate, excel"),
        (("--to", "geojson"), "local metres"),
        (("--to", "gate", "--mask"), "no use with pseudonyms"),
        (("--residents", "nobody"), "'nobody' is no resident who is served"),
        (("--salt", "salt"), "give both or none"),
    ],
)
def test_what_cannot_be_is_said_and_nothing_written(
    arguments: tuple[str, ...], message: str, files: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PARKING_SHARE_SALT", SALT.decode())
    result = run("export", *files, "-o", tmp_path / "out", *arguments)
    assert result.exit_code == 2
    assert message in " ".join(result.output.split())
    assert not (tmp_path / "out").exists()


def test_a_schedule_that_breaks_a_rule_gets_no_files(files: tuple[Path, Path], tmp_path: Path) -> None:
    scenario, schedule = files
    data = json.loads(schedule.read_text("utf-8"))
    data["assignments"] = data["assignments"][1:]
    schedule.write_text(json.dumps(data), "utf-8")
    result = run("export", scenario, schedule, "-o", tmp_path / "out")
    assert result.exit_code == 1 and "nothing is made of it" in result.output
    assert not (tmp_path / "out").exists()


def test_inputs_and_folders_in_the_way_are_not_replaced(files: tuple[Path, Path], tmp_path: Path) -> None:
    out = tmp_path / "out"
    (out / "gate" / f"lot-{town()[0].lots[0].id}.csv").mkdir(parents=True)
    result = run("export", *files, "-o", out, "--to", "gate")
    assert result.exit_code == 2 and "is a folder" in result.output
    assert [path.name for path in out.iterdir()] == ["gate"]
    (tmp_path / "file").write_text("mine", "utf-8")
    assert run("export", *files, "-o", tmp_path / "file").exit_code == 2
    assert (tmp_path / "file").read_text("utf-8") == "mine"


def names_of(scenario: Scenario) -> list[bytes]:
    """What says who somebody is: ids and plates."""
    return [text.encode() for each in scenario.residents for text in (f'"{each.id}"', f">{each.id}<", each.plate) if text]


def test_masked_files_and_pages_name_nobody(files: tuple[Path, Path], tmp_path: Path) -> None:
    scenario, schedule = town()
    salt = tmp_path / "salt"
    result = run("export", *files, "-o", tmp_path / "out", "--mask", "--salt", salt)
    assert result.exit_code == 0, result.output
    page = run("report", *files, "-o", tmp_path / "page.html", "--mask", "--salt", salt)
    assert page.exit_code == 0, page.output
    assert stat.S_IMODE(salt.stat().st_mode) == 0o600
    written = list((tmp_path / "out").rglob("*.*"))
    assert {path.parent.name for path in written} == {"out", "excel", "calendars", "apds"}
    secret = salt.read_text("utf-8").strip().encode()
    for path in (*written, tmp_path / "page.html"):
        content = content_of(path)
        assert not [name for name in names_of(scenario) if name in content], path
        assert secret not in content
    rights = json.loads((tmp_path / "out" / "apds" / "assigned-rights.json").read_text("utf-8"))["data"]
    masked = mask(scenario, schedule, secret)[1]
    assert [right["id"] for right in rights] == [each.resident for each in masked.assignments]
    assert rights[0]["id"] in (tmp_path / "page.html").read_text("utf-8")
    assert (tmp_path / "page.html").read_text("utf-8") == render_masked(scenario, schedule, secret, tmp_path / "page.html")


def render_masked(scenario: Scenario, schedule: Schedule, salt: bytes, page: Path) -> str:
    """The page again: pseudonyms are the same each time; the schedule is first come first served, so there is nothing to compare."""
    assert schedule.run.method == "fcfs"
    text = page.read_text("utf-8")
    again = render_report(*mask(scenario, schedule, salt))
    fingerprint = re.compile(r"fingerprint [0-9a-f]*")
    return again.replace(fingerprint.findall(again)[0], fingerprint.findall(text)[0])


def test_no_pseudonyms_beside_names(files: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The gate lists of an earlier export would stay, and the index would say that nobody is named."""
    monkeypatch.setenv("PARKING_SHARE_SALT", SALT.decode())
    out = tmp_path / "out"
    assert run("export", *files, "-o", out).exit_code == 0
    before = {path: path.read_bytes() for path in out.rglob("*.*")}
    result = run("export", *files, "-o", out, "--mask")
    told = " ".join(result.output.split())
    assert result.exit_code == 2 and "choose an empty folder" in told
    assert all(name in told for name in ("gate", "residents.zip", "notices")) and "excel" not in told  # workbooks are replaced
    assert {path: path.read_bytes() for path in out.rglob("*.*")} == before
    with pytest.raises(InputError, match="may name people"):
        export(*town(), out, ["apds"], mask=SALT)
    (tmp_path / "public" / ".git").mkdir(parents=True)
    (tmp_path / "public" / ".git" / "HEAD").write_text("not of an export", "utf-8")
    for _again in range(2):
        assert run("export", *files, "-o", tmp_path / "public", "--mask").exit_code == 0


def test_masks_change_names_and_nothing_else() -> None:
    scenario, schedule = town()
    shown, plan = mask(scenario, schedule, SALT)
    assert [each.stays for each in plan.assignments] == [each.stays for each in schedule.assignments]
    assert [each.walk_seconds // 60 for each in plan.assignments] == [each.walk_seconds // 60 for each in schedule.assignments]
    assert {each.walk_seconds % 60 for each in plan.assignments} == {30}  # to the second a walk tells where a home is
    kept = {"community", "stays", "late_arrival_minutes", "early_leave_minutes", "priority", "current_lot"}
    assert [each.model_dump(include=kept) for each in shown.residents] == [each.model_dump(include=kept) for each in scenario.residents]
    for each in shown.residents:
        assert each.model_dump(exclude=kept | {"id", "plate"}) == Resident(id="r", community="c", stays="daily 00:00-24:00").model_dump(
            exclude=kept | {"id", "plate"}
        )
    assert len({each.id for each in shown.residents}) == len(scenario.residents)
    assert scenario == town()[0] and verify(*town()) == ()
    with pytest.raises(ValueError, match="salt"):
        mask(scenario, schedule, b"")


@given(st.binary(min_size=16, max_size=40), st.binary(min_size=16, max_size=40))
def test_pseudonyms_depend_on_the_salt_alone(one: bytes, other: bytes) -> None:
    scenario, schedule = town()
    few = scenario.model_copy(update={"residents": scenario.residents[:3]})
    none = schedule.model_copy(update={"assignments": (), "refusals": ()})
    ids = [[each.id for each in mask(few, none, salt)[0].residents] for salt in (one, one, other)]
    assert ids[0] == ids[1]
    assert (ids[0] == ids[2]) == (one == other)


def test_the_salt_comes_from_file_environment_or_the_users_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PARKING_SHARE_SALT", raising=False)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    made, path = read_salt()
    assert path is not None and len(made) == 64
    assert read_salt() == (made, None)
    monkeypatch.setenv("PARKING_SHARE_SALT", SALT.decode())
    assert read_salt() == (SALT, None)
    (tmp_path / "own").write_text("a salt of somebody's own\n", "utf-8")
    assert read_salt(tmp_path / "own") == (b"a salt of somebody's own", None)
    (tmp_path / "short").write_text("salt", "utf-8")
    with pytest.raises(InputError, match="at least 16"):
        read_salt(tmp_path / "short")


def test_notices_tell_everybody_place_times_or_reason() -> None:
    scenario, schedule = town()
    letters = Letters(scenario, schedule)
    told: dict[str, Any] = {letter.resident: letter for each in scenario.communities for letter in letters.letters(each.id)}
    assert list(told) == [each.id for group in letters.members.values() for each in group]
    names = {lot.id: lot.name or lot.id for lot in scenario.lots}
    end = scenario.time.iso(scenario.time.length)
    for each in schedule.assignments:
        letter = told[each.resident]
        assert letter.is_served and names[each.lot] in letter.sentence
        assert sum(len(expand(row[0])) for row in letter.rows) == len(each.stays)
        goes_on = any(stay.leave == end for stay in each.stays)
        assert any("goes on" in note for note in letter.notes) == goes_on
        assert any("closed" in note for note in letter.notes) == bool(each.excused)
    for refusal in schedule.refusals:
        assert not told[refusal.resident].is_served and len(told[refusal.resident].notes) == 2


def expand(dates: str) -> range:
    """The dates of a row: ``Mon 23 Nov`` or ``Mon 23 Nov – Thu 26 Nov``."""
    days = [int(re.findall(r"\d+", part)[0]) for part in dates.split(" – ")]
    return range(days[0], days[-1] + 1)


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    yield from start_browser()


def evil() -> tuple[Scenario, Schedule]:
    scenario = Scenario.from_dict(scenario_data())
    return scenario, Schedule.model_validate(schedule_data(scenario))


@pytest.mark.parametrize(("lang", "size"), list(itertools.product(("en", "zh"), (DESKTOP, PHONE))))
def test_index_and_notices_in_a_browser(lang: Any, size: dict[str, int], browser: Any, tmp_path: Path) -> None:
    scenario, schedule = evil()
    export(scenario, schedule, tmp_path, lang=lang)
    for name in (INDEX, "notices/community-c.html"):
        page, complaints = browser.new_page(viewport=size), []
        page.on("console", lambda message, complaints=complaints: complaints.append(message.text))
        page.on("pageerror", lambda error, complaints=complaints: complaints.append(str(error)))
        page.on("dialog", lambda dialog, complaints=complaints: (complaints.append("dialog"), dialog.dismiss()))
        page.goto((tmp_path / name).as_uri())
        assert complaints == []
        assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]
        assert page.evaluate("document.documentElement.lang") == {"en": "en", "zh": "zh-CN"}[lang]
        if name != INDEX:
            sheets = re.findall(rb"/Type\s*/Page[^s]", page.pdf())
            assert len(sheets) == len(scenario.residents)  # one sheet each
        page.close()


def test_pages_without_charts_carry_no_script_for_them(tmp_path: Path) -> None:
    export(*evil(), tmp_path)
    sizes = [path.stat().st_size for path in tmp_path.rglob("*.html")]
    assert max(sizes) < 60_000 < len(make_page())


def test_files_are_prepared_without_writing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    files = prepare(*town())
    assert files.names[0] == INDEX and len(files.names) == len(set(files.names))
    assert not list(tmp_path.iterdir())


def test_a_library_that_is_missing_is_named_with_the_way_to_get_it(
    files: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As on a machine without the extra; the brackets are no markup."""
    monkeypatch.setattr("parking_share.exporting.formats.find_spec", lambda name: None)
    result = run("export", *files, "-o", tmp_path / "out")
    assert result.exit_code == 0, result.output
    assert "ics is left out: it needs a library that is not installed: pip install 'parking-share[calendar]'" in result.output
    assert not (tmp_path / "out" / "calendars").exists()
