"""The index of a folder of files: what each is, for whom it is, and whether it holds personal data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from parking_share.report.language import Language
from parking_share.report.shell import render_page
from parking_share.scenario import Scenario
from parking_share.schedule import Schedule


@dataclass(frozen=True)
class Entry:
    """One file, as the index shows it; texts are translated already."""

    name: str
    label: str
    audience: str
    personal: str

    @property
    def address(self) -> str:
        """The file's place beside the index, for a link."""
        return quote(self.name)


@dataclass(frozen=True)
class Part:
    """The files of one format."""

    key: str
    title: str
    what: str
    audience: str
    personal: str
    files: tuple[Entry, ...]


def render_index(
    scenario: Scenario, schedule: Schedule, language: Language, parts: Sequence[Part], notes: Sequence[str], data: Mapping[str, Any]
) -> str:
    """The index as a page that needs no other file; ``notes`` are sentences about what is not there, ``data`` that of ``index_data``."""
    return render_page(
        language,
        "exported.html",
        data,
        has_charts=False,
        scenario=scenario,
        schedule=schedule,
        parts=parts,
        notes=notes,
        is_masked=data["masked"],
    )
