"""Explanations in words: what the terminal prints and the page shows, in either language."""

from parking_share.report.explained.page import render_explanation, view_of
from parking_share.report.explained.view import Block, View

__all__ = ["Block", "View", "render_explanation", "view_of"]
