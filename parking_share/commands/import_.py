"""``parking-share import``: a scenario from an Excel workbook or CSV files."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import click

from parking_share.commands import counts
from parking_share.commands.common import FILE, RESIDENTS_AS, err, input_errors, out, print_warnings, wrote
from parking_share.commands.places import Place, check_places
from parking_share.errors import InputError
from parking_share.scenario import FileHash
from parking_share.texts import _
from parking_share.workbook.marking import marked_copy
from parking_share.workbook.reading import WorkbookError, files_of, read_workbook
from parking_share.writing import ResidentsAs, write_scenario


@click.command("import")
@click.argument("source", type=click.Path(path_type=Path), nargs=-1, required=True)
@click.option("-o", "--output", type=FILE, required=True, help="scenario file to write (JSON); an older one is replaced")
@RESIDENTS_AS
@click.option("--marked", type=FILE, help="the copy with marked cells, if there are errors  [default: NAME.errors.xlsx beside SOURCE]")
@click.option("--no-marked", is_flag=True, help="make no such copy")
def import_command(source: tuple[Path, ...], output: Path, residents_as: ResidentsAs, marked: Path | None, no_marked: bool) -> None:
    """Read a scenario from SOURCE: an Excel workbook, a folder of CSV files, or several CSV files, one a sheet.

    Cells may be written as people write them: full-width digits, 工作日 or workday, dates of Excel or as text. What could
    mean two things is an error. All errors are told at once, each with its sheet and cell, and marked in a copy of the
    workbook: correct them there and import the copy. Macros are not run and formulas not worked out.

    \b
    Examples:
      parking-share import book.xlsx -o scenario.json
      parking-share import tables -o scenario.json --residents-as parquet
      parking-share import lots.csv residents.csv communities.csv settings.csv -o scenario.json

    See also: `new --excel` writes a workbook to fill in, `workbook` writes a scenario back to Excel.

    Exit code 2 if there are errors; then no scenario is written.
    """
    with input_errors():
        files = files_of(source)
        copy = None if no_marked else marked or _default_copy(source[0])
        inputs = {path.resolve(): _("what is imported") for path in files}
        check_places(inputs, _places(output, residents_as, copy))
        try:
            with err.status(_("reading ...")):
                scenario = read_workbook(source)
        except WorkbookError as error:
            if copy is not None:
                _mark(error, files[0], copy)
            raise
        written = write_scenario(scenario, output, residents_as)
    print_warnings(scenario)
    for file in (FileHash(output.name, ""), *written.files):
        wrote(output.with_name(file.name))
    imported = _(
        "imported: %(communities)s, %(lots)s with %(spaces)s, %(residents)s",
        communities=counts.communities(len(scenario.communities)),
        lots=counts.lots(len(scenario.lots)),
        spaces=counts.spaces(sum(lot.spaces for lot in scenario.lots)),
        residents=counts.residents(len(scenario.residents)),
    )
    out.print(imported)
    out.print(_("next: %(command)s", command=f"parking-share solve {output}"))


def _default_copy(source: Path) -> Path:
    """The copy's place where none is given: named after the workbook, the folder, or the first file."""
    if source.is_dir():
        source = source.resolve()  # '.' has a name then
        return source.with_name(f"{source.name}.errors.xlsx")
    return source.with_name(f"{source.stem}.errors.xlsx")


def _places(output: Path, residents_as: ResidentsAs, copy: Path | None) -> Iterable[Place]:
    """Everything that may be written."""
    yield Place(_("the scenario"), output)
    yield Place(_("the table of walks"), output.with_name(f"{output.stem}-walks.csv"))
    if residents_as != "inline":
        yield Place(_("the table of residents"), output.with_name(f"{output.stem}-residents.{residents_as}"))
    yield Place(_("the marked copy"), copy)


def _mark(error: WorkbookError, source: Path, copy: Path) -> None:
    """Write the marked copy; the errors are told even where it cannot be written."""
    try:
        is_copy = marked_copy(error, source, copy)
    except OSError as reason:
        refused = _(
            "%(path)s: the marked copy cannot be written (%(reason)s); choose another place with --marked",
            path=copy,
            reason=reason.strerror,
        )
        err.print(refused)
    except InputError as reason:
        err.print(_("no marked copy: %(reason)s", reason=reason))
    else:
        marked = _("wrote %(path)s: a copy with the cells marked; correct it and import it", path=copy)
        listed = _("wrote %(path)s: a list of what is wrong, which is too much to be marked; correct %(source)s", path=copy, source=source)
        err.print(marked if is_copy else listed)
