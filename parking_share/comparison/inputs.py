"""What differs in the inputs of two scenarios: keys of the format by themselves, whichever there are, and walks from a file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, get_args, get_origin

from pydantic.fields import FieldInfo

from parking_share.comparison.pair import Presence
from parking_share.comparison.walks import walk_differences
from parking_share.scenario import Model, Scenario

SCENARIO = "scenario"
RESIDENTS = "residents"
WALKS = "walks"
DECIMALS = 9  # degrees, too, are numbers
MOST_IDS = 100
MOST_WAYS = 100
MOST_WAYS_OF_RESIDENTS = 5  # a few examples, and how many others; there may be as many ways as residents
WITHHELD = ("plate", "home")  # a comparison names no car and no door

_TOLD_ELSEWHERE = ("format", "id", "name", "origin", "walking.matrix")  # who they are; the rows of the matrix, not the name of its file

Way = tuple[Any, Any]


@dataclass(frozen=True)
class InputRow:
    """A key with another value, of one or of many alike; or what is in one of the two scenarios only.

    ``part`` is ``scenario``, the name of a list of it (``communities``, ``lots``, ``residents``), or ``walks``, those of the file that
    replaces computed ones. ``key`` is as in the format, dotted where it is within another, and empty where ``presence`` is ``added`` or
    ``removed``.

    ``base`` and ``variant`` are the values as plain data; of a list in which no order counts, the items that the other does
    not have, and None where it is empty: no item may mean every one.
    Where they are not ``told``, they are None: plates and homes are not shown, and many may differ in too many ways. ``difference`` is
    variant - base of a number, also where all differ by it from different values.

    ``number`` of the ``among`` that both have (or of all that the one has) are concerned; ``ids`` are the first 100 of them.
    """

    part: str
    key: str
    presence: Presence
    told: bool
    base: Any
    variant: Any
    difference: float | None
    number: int
    among: int
    ids: tuple[str, ...]

    @property
    def size(self) -> tuple[float, ...]:
        """What is of the whole, comes or goes first, then by how many are concerned."""
        return float(self.part == SCENARIO or self.presence != "both"), self.number


def input_rows(base: Scenario, variant: Scenario) -> Iterator[InputRow]:
    """Every difference, in the order of the format; equal ones of many residents, lots or communities are one row.

    Of the ways in which a key differs, the 100 most frequent have a row each, of residents the 5 most frequent; the others are counted in
    one more, as are walks. The order of communities, lots and residents is no difference.
    """
    lists = [name for name, field in Scenario.model_fields.items() if _has_ids(field)]
    for key, *way in _differences(base, variant, but=lists):
        if key not in _TOLD_ELSEWHERE:
            yield _row(SCENARIO, key, (way[0], way[1]), (), 1)
    for name in lists:
        yield from _record_rows(name, *({each.id: each for each in getattr(scenario, name)} for scenario in (base, variant)))
    for presence, pairs, number, among in walk_differences(base, variant, MOST_IDS):
        ids = tuple(f"{origin} -> {lot}" for origin, lot in pairs)
        yield InputRow(WALKS, "minutes" if presence == "both" else "", presence, False, None, None, None, number, among, ids)


def as_text(value: Any, nothing: str = "", names: Callable[[str], str] = str) -> str:
    """A value of a row as a person reads it: ``nothing`` where it is null or empty, keys within it by their ``names``."""
    if isinstance(value, Mapping):
        return ", ".join(f"{names(key)} {as_text(item, nothing, names)}" for key, item in value.items()) or nothing
    if isinstance(value, list):
        return "; ".join(as_text(item, nothing, names) for item in value) or nothing
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return nothing if value is None or value == "" else str(value)


def _record_rows(part: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[InputRow]:
    """Those that only one has, then the keys in which those of both differ, in the order of the format."""
    sides: tuple[tuple[Presence, Mapping[str, Any], Mapping[str, Any]], ...] = (("removed", before, after), ("added", after, before))
    for presence, own, others in sides:
        ids = [id_ for id_ in own if id_ not in others]
        if ids:
            yield _untold(part, "", ids, len(own), presence=presence)
    shared = [id_ for id_ in before if id_ in after]
    ways: dict[str, dict[Way, list[int]]] = {}
    for place, id_ in enumerate(shared):
        old, new = before[id_], after[id_]
        if old is not new and vars(old) != vars(new):  # nearly all are the same, and there may be 300,000
            withheld = ((key, None, None) for key in WITHHELD if getattr(old, key, None) != getattr(new, key, None))
            for key, was, now in (*withheld, *_differences(old, new, but=WITHHELD)):
                ways.setdefault(key, {}).setdefault((was, now), []).append(place)
    order = _keys(type(before[shared[0]])) if shared else []
    for key in sorted(ways, key=lambda key: order.index(key.partition(".")[0])):
        yield from _ways_told(part, key, ways[key], shared)


def _ways_told(part: str, key: str, ways: dict[Way, list[int]], shared: Sequence[str]) -> Iterator[InputRow]:
    """A row for each way in which a key differs, most frequent first; one row where the values are withheld or all differ by one number.

    ``ways`` has the places of those concerned among the ``shared`` ids.
    """
    steps = {_difference(*way) for way in ways}
    ordered = sorted(ways.items(), key=lambda item: len(item[1]), reverse=True)
    is_same_step = len(ways) > 1 and len(steps) == 1 and None not in steps
    most = MOST_WAYS_OF_RESIDENTS if part == RESIDENTS else MOST_WAYS
    told = 0 if key in WITHHELD or is_same_step else most
    for way, places in ordered[:told]:
        yield _row(part, key, way, [shared[place] for place in places], len(shared))
    rest = sorted(place for _, places in ordered[told:] for place in places)
    if rest:
        yield _untold(part, key, [shared[place] for place in rest], len(shared), difference=steps.pop() if is_same_step else None)


def _row(part: str, key: str, way: Way, ids: Sequence[str], among: int) -> InputRow:
    base, variant = map(_plain, way)
    return InputRow(part, key, "both", True, base, variant, _difference(*way), max(1, len(ids)), among, tuple(ids[:MOST_IDS]))


def _untold(
    part: str, key: str, ids: Sequence[str], among: int, *, presence: Presence = "both", difference: float | None = None
) -> InputRow:
    return InputRow(part, key, presence, False, None, None, difference, len(ids), among, tuple(ids[:MOST_IDS]))


def _differences(old: Model, new: Model, but: Collection[str] = ()) -> Iterator[tuple[str, Any, Any]]:
    """Key, value before and value after of every key that differs; dotted keys within another object, lists as what only one has."""
    for name, field in type(old).model_fields.items():
        was, now = getattr(old, name), getattr(new, name)
        if was is now or name in but or was == now:
            continue
        key = field.alias or name
        if isinstance(was, Model) and isinstance(now, Model):
            yield from ((f"{key}.{inner}", before, after) for inner, before, after in _differences(was, now))
        elif isinstance(was, tuple) and not _is_order(field):
            gone, come = _only(was, now), _only(now, was)
            if gone or come:
                yield key, gone if was else None, come if now else None
        else:
            yield key, was, now


def _keys(model: type[Model]) -> list[str]:
    return [field.alias or name for name, field in model.model_fields.items()]


def _only(items: tuple[Any, ...], others: tuple[Any, ...]) -> tuple[Any, ...]:
    """What is in one list and not in the other."""
    return tuple((Counter(items) - Counter(others)).elements())


def _difference(was: Any, now: Any) -> float | None:
    is_number = all(isinstance(value, int | float) and not isinstance(value, bool) for value in (was, now))
    return round(now - was, DECIMALS) if is_number else None


def _has_ids(field: FieldInfo) -> bool:
    """Whether a key holds a list of objects with ids, which are the same where their ids are."""
    (item, *_) = get_args(field.annotation) or (None,)
    return isinstance(item, type) and issubclass(item, Model) and "id" in item.model_fields


def _is_order(field: FieldInfo) -> bool:
    """Whether a list is one of fixed names, such as levels: their order says something, so that such a list is told in full."""
    (item, *_) = get_args(field.annotation) or (None,)
    return get_origin(item) is Literal


def _plain(value: Any) -> Any:
    if isinstance(value, Model):
        return value.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    return [_plain(item) for item in value] if isinstance(value, tuple) else value
