"""How many of something, in words, as parts of sentences."""

from __future__ import annotations

from parking_share.texts import ngettext


def communities(n: int) -> str:
    """So many communities."""
    return ngettext("%(n)s community", "%(n)s communities", n)


def lots(n: int) -> str:
    """So many lots."""
    return ngettext("%(n)s lot", "%(n)s lots", n)


def spaces(n: int) -> str:
    """So many spaces."""
    return ngettext("%(n)s space", "%(n)s spaces", n)


def residents(n: int) -> str:
    """So many residents."""
    return ngettext("%(n)s resident", "%(n)s residents", n)


def days(n: int) -> str:
    """So many days."""
    return ngettext("%(n)s day", "%(n)s days", n)
