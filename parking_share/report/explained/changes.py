"""What would get a resident a place, in words."""

from __future__ import annotations

from collections.abc import Iterator

from parking_share.explaining.changing import MOST_TOLERANCE_MINUTES, Change, Kind
from parking_share.explaining.deciding import Answer
from parking_share.explaining.residents import ResidentExplanation
from parking_share.explaining.searching import Finding
from parking_share.report.explained.view import Block
from parking_share.report.hours import rules_as_written
from parking_share.report.language import Language
from parking_share.texts import N_

KIND_NAMES: dict[Kind, str] = {
    "points": N_("Priority points"),
    "late": N_("How much later a stay may begin"),
    "early": N_("How much earlier a stay may end"),
    "walk": N_("Longest walk"),
    "fee": N_("Highest fee a month"),
    "excluded": N_("The resident excludes %(lot)s"),
    "fixed": N_("Fixed to one lot"),
    "serves": N_("%(lot)s serves the community"),
    "space": N_("Spaces of %(lot)s"),
    "own-use-begins": N_("%(lot)s: own use begins later"),
    "own-use-ends": N_("%(lot)s: own use ends earlier"),
}
_TRIED: dict[Kind, str] = {
    "points": N_("priority points up to %(most)s"),
    "late": N_("arriving up to %(most)s later than wanted"),
    "early": N_("leaving up to %(most)s earlier than wanted"),
    "walk": N_("a walk of up to %(most)s"),
    "fee": N_("a fee of up to %(most)s a month"),
    "excluded": N_("no exclusion of %(lots)s"),
    "fixed": N_("no fixed lot"),
    "serves": N_("that the community is served by %(lots)s"),
    "space": N_("one more space at %(lots)s"),
    "own-use-begins": N_("own use that begins up to two hours later at %(lots)s"),
    "own-use-ends": N_("own use that ends up to two hours earlier at %(lots)s"),
}
_ANSWERS: dict[Answer, str] = {
    "yes": N_("a place"),
    "tie": N_("a tie: a place is possible, not certain"),
    "no": N_("no place"),
    "undecided": N_("not decided in the time given"),
}


def changes(language: Language, explanation: ResidentExplanation) -> Block:
    """The block of the smallest single changes."""
    _ = language.gettext
    helps = [each for each in explanation.findings if each.helps]
    rows = tuple(_row(language, each) for each in helps)
    sentences = [] if rows else [_("None of the single changes that were tried gets this resident a place.")]
    tried = _tried(language, [each for each in explanation.findings if each not in helps and each.answer != "undecided"])
    undecided = _tried(language, [each for each in explanation.findings if each.answer == "undecided"])
    notes = []
    if rows:
        notes.append(_("Each is the smallest of its kind, found by search and confirmed by solving with the resident and without."))
    for text, listed in (
        (_("Tried, and not enough by itself: %(list)s."), tried),
        (_("Not decided in the time given: %(list)s."), undecided),
    ):
        items = _("; ").join(listed)
        notes += [text % {"list": items}] if items else []
    return Block(
        _("The smallest single changes that would get this resident a place"),
        tuple(sentences),
        (_("What changes"), _("Now"), _("Needed"), _("Then"), _("Next smaller step")) if rows else (),
        rows,
        tuple(notes),
    )


def _name(language: Language, change: Change) -> str:
    return language.gettext(KIND_NAMES[change.kind]) % {"lot": change.lot}


def _row(language: Language, finding: Finding) -> tuple[str, ...]:
    change = finding.change
    smaller = next(_smaller(language, finding))
    answer = language.gettext(_ANSWERS[finding.smaller_answer or "no"])
    now, needed = (_value(language, change, value) for value in (change.before, change.after))
    return (
        _name(language, change),
        now,
        needed,
        language.gettext(_ANSWERS[finding.answer]),
        language.gettext("%(name)s: %(result)s") % {"name": smaller, "result": answer},
    )


def _smaller(language: Language, finding: Finding) -> Iterator[str]:
    """The next smaller step: one unit less where nothing changes between that and the step before, which was solved."""
    change, before = finding.change, finding.smaller
    if change.kind in ("points", "late", "early", "walk") and change.after - 1 > change.before:
        yield _value(language, change, change.after - 1)
    yield _value(language, change, change.before if before is None else before.after)


def _value(language: Language, change: Change, value: object) -> str:
    """A value of what is changed."""
    _ = language.gettext
    if change.kind in ("late", "early", "walk"):
        return _("%(n)s min") % {"n": f"{value:.10g}"}
    if change.kind in ("excluded", "serves"):
        is_so = value if change.kind == "excluded" else value is change.after
        return _("yes") if is_so else _("no")
    if change.kind == "space":
        assert isinstance(value, dict)
        kinds = _(", ").join(f"{kind} {count}" for kind, count in value.items() if kind != "spaces")
        return f"{value['spaces']} ({kinds})" if kinds else str(value["spaces"])
    if change.kind in ("own-use-begins", "own-use-ends"):
        return rules_as_written(language, _moved_rules(change, str(value)))
    if change.kind == "fee":
        return f"{value:.10g}"
    return "–" if value is None else str(value)


def _moved_rules(change: Change, own_use: str) -> str:
    """Those rules of own use that the change moves."""
    before, after, rules = ([rule.strip() for rule in text.split(";")] for text in (change.before, change.after, own_use))
    return "; ".join(rule for rule, old, new in zip(rules, before, after, strict=True) if old != new)


def _tried(language: Language, findings: list[Finding]) -> Iterator[str]:
    """Kind by kind what was tried, up to its limit, and at which lots."""
    _ = language.gettext
    by_kind: dict[Kind, list[Change]] = {}
    for finding in findings:
        by_kind.setdefault(finding.change.kind, []).append(finding.change)
    for kind, same in by_kind.items():
        most: object = same[0].after
        if kind in ("late", "early"):  # more than the last step changes nothing up to there
            most = same[0].before + MOST_TOLERANCE_MINUTES
        values = {"most": _value(language, same[0], most), "lots": _(", ").join(str(each.lot) for each in same)}
        yield _(_TRIED[kind]) % values
