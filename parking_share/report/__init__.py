"""The report: pages of a schedule, for operators, lot managers and planners."""

from parking_share.report.answered import render_answers
from parking_share.report.compared import render_comparison
from parking_share.report.lotpages import render_lots, write_lots
from parking_share.report.page import render_report
from parking_share.report.swept import render_sweep

__all__ = ["render_answers", "render_comparison", "render_lots", "render_report", "render_sweep", "write_lots"]
