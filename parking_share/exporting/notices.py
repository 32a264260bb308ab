"""Notices to residents: one page to print for each, one file for each community."""

from __future__ import annotations

from functools import partial

from parking_share.exporting.content import Content, File
from parking_share.filenames import unique_names
from parking_share.report.letters import Letters

FOLDER = "notices"


def notice_files(content: Content) -> list[File]:
    """A file of each community in which somebody wants a place."""
    letters = Letters(content.scenario, content.schedule, content.language.lang, content.tables)
    names = unique_names([each.id for each in content.scenario.communities], "community-")
    return [
        File(f"{FOLDER}/{names[each.id]}.html", letters.communities[each.id], partial(letters.page, each.id))
        for each in content.scenario.communities
        if letters.members[each.id]
    ]
