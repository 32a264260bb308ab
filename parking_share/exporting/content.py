"""What all files of one export are made of: the plan, its tables, its words, and the names of files."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any

from parking_share.filenames import unique_names
from parking_share.frames import Tables
from parking_share.frames.bays import has_bays
from parking_share.report.facts import unique_labels
from parking_share.report.language import Language
from parking_share.report.lots import by_lot
from parking_share.scenario import Scenario
from parking_share.schedule import Schedule


@dataclass(frozen=True)
class File:
    """A file to write: where in the folder, what the index calls it, its content, made when it is written, and for whom it is.

    ``audience`` is to be translated; empty: as the format says. What ``is_public`` has no personal data, nor what would give it away, and
    is for everybody.
    """

    name: str
    label: str
    make: Callable[[], str | bytes]
    audience: str = ""
    is_public: bool = False


@dataclass(frozen=True)
class Content:
    """One plan on its way out.

    Parameters
    ----------
    scenario, schedule
        The plan as it is shown: masked already where it is to be.
    made
        When, as UTC, such as ``2026-11-26T22:30:00Z``.
    is_masked
        Whether residents and plates are pseudonyms.
    car_type
        Number for the type of car in gate lists; None: no such column.
    residents
        Ids of the residents whose calendars are wanted; empty: of all, packed in one file.
    """

    scenario: Scenario
    schedule: Schedule
    language: Language
    made: str
    is_masked: bool = False
    car_type: int | None = None
    residents: tuple[str, ...] = ()

    @cached_property
    def tables(self) -> Tables:
        """The plan as tables."""
        return Tables.of(self.scenario, self.schedule)

    @cached_property
    def lot_names(self) -> dict[str, str]:
        """Lot to the begin of the names of its files."""
        return unique_names([lot.id for lot in self.scenario.lots], "lot-")

    @cached_property
    def lot_labels(self) -> dict[str, str]:
        """Lot to what people call it, a different one for each."""
        return unique_labels([(lot.id, lot.name) for lot in self.scenario.lots])

    @property
    def note_to_manager(self) -> str:
        """For whom the files of one lot are, as a sentence in them."""
        _ = self.language.gettext
        if self.is_masked:
            return _("Plates and residents are pseudonyms.")
        return _("For the lot's manager; holds plates and is not for publication.")

    @cached_property
    def has_bays(self) -> bool:
        """Whether bays are numbered."""
        return has_bays(self.schedule)

    @cached_property
    def stays(self) -> defaultdict[str, dict[str, list[Any]]]:
        """The rows of the roster of each lot, as columns."""
        return by_lot(self.tables.roster)

    @cached_property
    def plates(self) -> dict[str, str]:
        """Resident to plate; empty for those who have none."""
        return {each.id: each.shown_plate for each in self.scenario.residents}

    def lot_files(self, folder: str, ending: str, make: Callable[[str], str | bytes], audience: str = "") -> list[File]:
        """One file for each lot, made of its id."""
        return [
            File(f"{folder}/{self.lot_names[lot.id]}.{ending}", self.lot_labels[lot.id], partial(make, lot.id), audience)
            for lot in self.scenario.lots
        ]
