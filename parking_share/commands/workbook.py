"""``parking-share workbook``: a scenario as an Excel workbook or CSV files."""

from __future__ import annotations

from pathlib import Path

import click

from parking_share.catalogue import Lang
from parking_share.commands.common import FILE, input_errors, wrote
from parking_share.commands.languages import LANG
from parking_share.commands.places import Place, check_folder, check_places, files_of
from parking_share.reading import read_scenario
from parking_share.texts import _
from parking_share.workbook.csv_writing import csv_names, write_csv_files
from parking_share.workbook.writing import write_workbook


@click.command("workbook")
@click.argument("scenario", type=FILE)
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    required=True,
    help="workbook to write (.xlsx), or with --csv the folder for the files; older ones are replaced",
)
@click.option("--csv", "as_csv", is_flag=True, help="write a folder of CSV files instead, one a sheet")
@LANG
def workbook_command(scenario: Path, output: Path, as_csv: bool, lang: Lang) -> None:
    """Write SCENARIO as an Excel workbook, to edit it there; `import` reads it back as the same scenario.

    \b
    Examples:
      parking-share workbook scenario.json -o book.xlsx
      parking-share workbook scenario.json -o book.xlsx --lang zh
      parking-share workbook scenario.json -o tables --csv
    """
    with input_errors():
        found = read_scenario(scenario)
        inputs = files_of(found, scenario)
        if as_csv:
            check_folder(inputs, output, csv_names(lang))
            written = write_csv_files(found, output, lang)
        else:
            check_places(inputs, [Place(_("the workbook"), output)])
            write_workbook(found, output, lang)
            written = [output]
    for path in written:
        wrote(path)
