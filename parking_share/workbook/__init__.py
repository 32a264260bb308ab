"""Scenarios in Excel workbooks and CSV files, where offices have their applicants: read, written, and marked where they are wrong."""

from parking_share.workbook.reading import WorkbookError, read_workbook
from parking_share.workbook.writing import write_workbook

__all__ = ["WorkbookError", "read_workbook", "write_workbook"]
