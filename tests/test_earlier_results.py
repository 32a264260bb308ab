"""Folders that have been written before: lots that are gone leave nothing behind, and pseudonyms never stand beside names."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from command_line import run
from export_cases import town, write_plan

from parking_share import InputError, Scenario, export, mask, solve, write_lots
from parking_share.atomic import write_atomically
from parking_share.earlier import Earlier, look_at
from parking_share.exporting import INDEX, prepare
from parking_share.schedule import Schedule

SALT = b"0123456789abcdef of the tests"


def smaller() -> tuple[Scenario, Schedule]:
    """The town without its first lot."""
    scenario = town()[0]
    free = {"current_lot": None, "fixed_lot": None, "excluded_lots": ()}
    again = scenario.replace(lots=scenario.lots[1:], residents=[each.model_copy(update=free) for each in scenario.residents])
    return again, solve(again, method="fcfs").schedule


@pytest.fixture
def plans(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[tuple[Path, Path], tuple[Path, Path]]:
    monkeypatch.setenv("PARKING_SHARE_SALT", SALT.decode())
    return write_plan(tmp_path / "before", *town()), write_plan(tmp_path / "after", *smaller())


def names_in(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize("command", [("export", "-o"), ("report", "--lots-to")])
@pytest.mark.parametrize("masks", [(), ("--mask",)])
def test_files_of_lots_that_are_gone_go(command: tuple[str, str], masks: tuple[str, ...], plans: Any, tmp_path: Path) -> None:
    (before, after), gone = plans, f"lot-{town()[0].lots[0].id}."
    name, option = command
    assert run(name, *before, option, tmp_path / "out", *masks).exit_code == 0
    (tmp_path / "out" / "excel").mkdir(exist_ok=True)
    mine = tmp_path / "out" / "excel" / "notes of the office.txt"
    if not masks:
        mine.write_text("mine", "utf-8")
    assert any(gone in each for each in names_in(tmp_path / "out"))
    result = run(name, *after, option, tmp_path / "out", *masks)
    assert result.exit_code == 0, result.output
    assert "of earlier results: " in result.output and gone in result.output
    assert run(name, *after, option, tmp_path / "fresh", *masks).exit_code == 0
    assert names_in(tmp_path / "out") == names_in(tmp_path / "fresh") | ({"excel/notes of the office.txt"} if not masks else set())
    assert "earlier" not in run(name, *after, option, tmp_path / "out", *masks).output


@pytest.mark.parametrize("was_there", [False, True])
@pytest.mark.parametrize("salt", [None, SALT])
def test_a_run_that_ended_midway_is_in_nobodys_way(
    was_there: bool, salt: bytes | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The disk is full at the last file; the next run is of a plan without a lot, of which there is a file already, and removes it."""
    full, formats = prepare(*town(), ["ics", "apds"], mask=salt), ("ics", "apds")
    if was_there:
        full.write(tmp_path)

    def write(path: Path, content: str | bytes) -> None:
        if Path(path).name == "assigned-rights.json":
            raise OSError(28, "No space left on device", str(path))
        write_atomically(path, content)

    with monkeypatch.context() as patched:
        patched.setattr("parking_share.exporting.exporting.write_atomically", write)
        with pytest.raises(OSError, match="No space left"):
            full.write(tmp_path)
    assert "not complete" in (tmp_path / INDEX).read_text("utf-8")
    gone = f"calendars/{full.content.lot_names[town()[0].lots[0].id]}.ics"
    assert gone in names_in(tmp_path)
    written = prepare(*smaller(), formats, mask=salt).write(tmp_path)
    assert names_in(tmp_path) == {path.relative_to(tmp_path).as_posix() for path in written}
    assert gone not in names_in(tmp_path) and "not complete" not in (tmp_path / INDEX).read_text("utf-8")


def test_names_of_a_run_that_ended_midway_are_not_taken_for_pseudonyms(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Files with names, of which a masked run has replaced some when it ended: what still names people is told as before."""
    prepare(*town(), ["apds"]).write(tmp_path)
    with monkeypatch.context() as patched:
        patched.setattr("parking_share.exporting.exporting.write_atomically", lambda *_given: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            prepare(*town(), ["apds"], mask=SALT).write(tmp_path)
    with pytest.raises(InputError, match="they may name people"):
        prepare(*town(), ["ics"], mask=SALT).write(tmp_path)


def test_other_formats_stay_and_are_known_later(plans: Any, tmp_path: Path) -> None:
    """Gate lists are written, then workbooks alone, then gate lists of a smaller plan: the index still knows the first ones."""
    (before, after), out = plans, tmp_path / "out"
    assert run("export", *before, "-o", out, "--to", "gate").exit_code == 0
    gates = names_in(out) - {INDEX}
    assert run("export", *before, "-o", out, "--to", "excel").exit_code == 0
    assert gates <= names_in(out)
    assert run("export", *after, "-o", out, "--to", "gate").exit_code == 0
    assert {name for name in names_in(out) if name.startswith("gate/")} == gates - {f"gate/lot-{town()[0].lots[0].id}.csv"}


def test_gate_lists_of_somebody_else_are_refused(plans: Any, tmp_path: Path) -> None:
    """A program that loads the folder would let their cars in; that they may be removed nobody has said."""
    (before, _), out = plans, tmp_path / "out"
    (out / "gate").mkdir(parents=True)
    (out / "gate" / "VIP.CSV").write_text("plate\n", "utf-8")
    result = run("export", *before, "-o", out, "--to", "gate,apds")
    told = " ".join(result.output.split())
    assert result.exit_code == 2 and "VIP.CSV" in told and "would still let in" in told
    assert names_in(out) == {"gate/VIP.CSV"}
    assert run("export", *before, "-o", out, "--to", "apds").exit_code == 0  # no gate list, no harm


@pytest.mark.parametrize("first", [("export", "-o"), ("report", "--lots-to")])
@pytest.mark.parametrize("second", [("export", "-o"), ("report", "--lots-to")])
def test_pseudonyms_never_stand_beside_names(first: tuple[str, str], second: tuple[str, str], plans: Any, tmp_path: Path) -> None:
    before, after = plans
    out = tmp_path / "out"
    assert run(first[0], *before, first[1], out).exit_code == 0
    content = {name: (out / name).read_bytes() for name in names_in(out)}
    result = run(second[0], *after, second[1], out, "--mask")
    assert result.exit_code == 2 and "choose an empty folder" in " ".join(result.output.split())
    assert {name: (out / name).read_bytes() for name in names_in(out)} == content


@pytest.mark.parametrize("name", ["residents.csv", "lots/lot-old.html", "gate/.lot-old.csv.x.part", ".index.html.x.part", "a/b/c"])
def test_whatever_may_name_people_is_refused_beside_pseudonyms(name: str, tmp_path: Path) -> None:
    (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / name).write_text("渝B00001", "utf-8")
    with pytest.raises(InputError, match="may name people"):
        export(*town(), tmp_path, ["apds"], mask=SALT)
    with pytest.raises(InputError, match="may name people"):
        write_lots(*mask(*town(), SALT), tmp_path, is_masked=True)
    assert names_in(tmp_path) == {name}


def test_the_salt_does_not_lie_in_the_folder(plans: Any, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    result = run("export", *plans[0], "-o", tmp_path / "out", "--mask", "--salt", tmp_path / "out" / "salt")
    assert result.exit_code == 2 and INDEX not in names_in(tmp_path / "out")


@pytest.mark.parametrize(
    "listed",
    ['["../mine"]', '["gate/../../mine"]', '["/mine"]', '"gate"', "[1]", "{}", "[["],
)
def test_an_index_that_lists_what_is_not_in_the_folder_removes_nothing(listed: str, tmp_path: Path) -> None:
    (tmp_path / "mine").write_text("mine", "utf-8")
    out = tmp_path / "out"
    (out / "gate").mkdir(parents=True)
    page = f'<script type="application/json" id="data">{{"files": {listed}, "masked": false}}</script>'
    (out / INDEX).write_text(page, "utf-8")
    export(*town(), out, ["gate"])
    assert (tmp_path / "mine").exists()
    assert 'mine"' not in (out / INDEX).read_text("utf-8")


def test_a_name_in_other_capitals_may_be_the_same_file(tmp_path: Path) -> None:
    """As on disks that do not tell capitals apart, here by a second name of one file: what was just written is not removed."""
    (tmp_path / "gate").mkdir()
    page = '<script type="application/json" id="data">{"files": ["gate/lot-A.csv"], "masked": false}</script>'
    (tmp_path / INDEX).write_text(page, "utf-8")
    (tmp_path / "gate" / "lot-A.csv").write_text("x", "utf-8")
    assert look_at(tmp_path, ["gate/lot-a.csv"], is_masked=False).gone == ("gate/lot-A.csv",)
    os.link(tmp_path / "gate" / "lot-A.csv", tmp_path / "gate" / "lot-a.csv")
    assert look_at(tmp_path, ["gate/lot-a.csv"], is_masked=False).gone == ()


def test_files_where_folders_would_be_are_named_once(plans: Any, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "gate").write_text("mine", "utf-8")
    result = run("export", *plans[0], "-o", tmp_path / "out", "--to", "gate,apds")
    assert result.exit_code == 2 and result.output.count("is a file") == 1
    assert names_in(tmp_path / "out") == {"gate"}


@pytest.mark.parametrize("is_there", [False, True])
def test_a_page_does_not_replace_the_salt(is_there: bool, plans: Any, tmp_path: Path) -> None:
    salt = tmp_path / "salt"
    if is_there:
        salt.write_bytes(SALT)
    result = run("report", *plans[0], "--mask", "--salt", salt, "-o", salt)
    assert result.exit_code == 2 and "the salt" in result.output
    assert salt.exists() == is_there and (not is_there or salt.read_bytes() == SALT)


def test_a_full_disk_says_which_file_and_leaves_nothing_half(tmp_path: Path) -> None:
    """Files are limited to a kilobyte here, which ends as a full disk does."""
    resource = pytest.importorskip("resource", reason="no such limits on this system")
    signal = pytest.importorskip("signal")
    path = tmp_path / "page.html"
    path.write_text("as it was", "utf-8")
    limits, handler = resource.getrlimit(resource.RLIMIT_FSIZE), signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1024, limits[1]))
    try:
        with pytest.raises(OSError) as full:
            write_atomically(path, "x" * 4096)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        signal.signal(signal.SIGXFSZ, handler)
    assert full.value.filename == str(path)
    assert path.read_text("utf-8") == "as it was" and names_in(tmp_path) == {"page.html"}


@pytest.mark.skipif(os.name == "nt", reason="making links needs a right there")
def test_a_linked_folder_beside_pseudonyms_is_refused(tmp_path: Path) -> None:
    (tmp_path / "shared").mkdir()
    (tmp_path / "shared" / "lot-a.xlsx").write_text("names", "utf-8")
    out = tmp_path / "out"
    out.mkdir()
    (out / "excel").symlink_to(tmp_path / "shared", target_is_directory=True)
    with pytest.raises(InputError, match="they may name people"):
        look_at(out, [INDEX, "gate/lot-b.csv"], is_masked=True)


@pytest.mark.parametrize("files", ["[" * 100_000, f'["{"a" * 300}"]', '["../x", "/etc/x", 3]', "{}"])
def test_an_index_that_is_damaged_lists_nothing(files: str, tmp_path: Path) -> None:
    (tmp_path / INDEX).write_text(f'<script type="application/json" id="data">{{"masked": false, "files": {files}}}</script>', "utf-8")
    assert look_at(tmp_path, [INDEX, "gate/lot-b.csv"], is_masked=False) == Earlier((), ())
