"""The report: one self-contained page of a schedule, for operators, lot managers and planners."""

from parking_share.report.page import render_report

__all__ = ["render_report"]
