"""An explanation as blocks of sentences and tables, the same for the terminal and the page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

State = Literal["proved", "gap", "open"]


@dataclass(frozen=True)
class Block:
    """A titled part: sentences, then a table; ``columns`` are its heads, empty where there is none.

    A cell may have several lines. ``kind`` says what sort of table it is, for its looks, and ``numbers`` which columns hold numbers.
    ``chart`` is the name of a chart of the page that stands above the table, with its caption.
    """

    title: str
    sentences: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    notes: tuple[str, ...] = ()
    kind: Literal["pairs", "list", "reached", "figures"] = "list"
    chart: str = ""
    caption: str = ""
    numbers: tuple[int, ...] = ()


@dataclass(frozen=True)
class View:
    """All about one resident or one lot: ``verdict`` is the answer in one or two sentences."""

    heading: str
    verdict: str
    state: State
    blocks: tuple[Block, ...]
