"""Files of a plan for gates, offices, phones, planners and platforms."""

from parking_share.earlier import INDEX
from parking_share.exporting.exporting import Export, export, prepare
from parking_share.exporting.formats import FORMATS, FormatName

__all__ = ["FORMATS", "INDEX", "Export", "FormatName", "export", "prepare"]
