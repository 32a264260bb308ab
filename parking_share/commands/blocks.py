"""Blocks of sentences and tables, as pages have them, on the terminal."""

from __future__ import annotations

from collections.abc import Iterable

from rich.table import Table
from rich.text import Text

from parking_share.commands.common import CleanConsole, clean
from parking_share.report.explained.view import Block


def print_blocks(console: CleanConsole, blocks: Iterable[Block]) -> None:
    """Print blocks below each other; titles, sentences and cells are text of the user's and no markup."""
    for number, block in enumerate(blocks):
        if number:
            console.print()
        console.print(block.title, style="bold")
        for sentence in block.sentences:
            console.print(sentence)
        if block.rows:
            console.print(_table(block))
        for note in block.notes:
            console.print(note)


def _table(block: Block) -> Table:
    table = Table(box=None, pad_edge=False, header_style="dim")
    for at, column in enumerate(block.columns):
        table.add_column(Text(column), justify="right" if at in block.numbers else "left", overflow="fold")
    for row in block.rows:
        table.add_row(*(Text(clean(cell)) for cell in row))
    return table
