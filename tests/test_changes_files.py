"""Changes files: every mistake of every variant is told at once where it stands; YAML and JSON are read strictly."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from test_variants import BASE, NEW_LOT, NEW_RESIDENT, one

from parking_share import InputError
from parking_share.variants import read_variants, variants_from_dict

# what is wrong with a variant, the place and words of its report
MISTAKES: list[tuple[dict[str, Any], str, str]] = [
    (
        {"lots": [{"ids": ["l11"], "set": {"spaces": 1}}]},
        "variants[0].lots[0].ids[0]",
        "'l11' is no lot of the scenario; did you mean 'l1'?",
    ),
    ({"residents": [{"ids": ["r9"]}]}, "variants[0].residents[0].ids[0]", "'r9' is no resident of the scenario"),
    ({"residents": [{"communities": ["x"]}]}, "variants[0].residents[0].communities[0]", "'x' is no community of the scenario"),
    ({"demand": [{"factor": 1, "communities": ["x"]}]}, "variants[0].demand[0].communities[0]", "'x' is no community"),
    ({"demand": [{"factor": -1}]}, "variants[0].demand[0].factor", "must be at least 0, not -1"),
    ({"demand": [{}]}, "variants[0].demand[0].factor", "is required; add it"),
    ({"remove_lots": ["x"]}, "variants[0].remove_lots[0]", "'x' is no lot of the scenario"),
    ({"remove_lots": ["l1"]}, "variants[0].resident 'r2', fixed_lot", "'l1' is no lot of the scenario"),  # r2 is fixed to it
    ({"remove_communities": ["c1", "c2"]}, "variants[0].remove_communities", "'l1' serves no other community"),
    ({"add_lots": [NEW_LOT | {"id": "l1"}]}, "variants[0].add_lots[0].id", "'l1' is the id of another one already"),
    ({"add_lots": [NEW_LOT | {"serves": ["x"]}]}, "variants[0].add_lots[0], serves[0]", "'x' is no community"),
    (
        {"add_lots": [NEW_LOT | {"location": {"lat": 1.0, "lon": 1.0}}]},
        "variants[0].add_lots[0], location.x",
        "is required where crs is local",
    ),
    ({"add_residents": [NEW_RESIDENT]}, "variants[0].add_residents[0], community", "'c3' is no community"),
    ({"lots": [{"set": {"spaces": "9"}}]}, "variants[0].lots[0].set.spaces", 'must be a whole number, not "9"'),
    ({"lots": [{"set": {"spaces": None}}]}, "variants[0].lots[0], lot 'l1', spaces", "must not be null; give it a value"),
    ({"lots": [{"set": {"spces": 9}}]}, "variants[0].lots[0].set.spces", "did you mean 'spaces'?"),
    ({"lots": [{"set": {"id": "x"}}]}, "variants[0].lots[0].set.id", "is no key of the format"),
    ({"lots": [{"add": {"spaces": -4}}]}, "variants[0].lots[0], lot 'l2', spaces", "must be at least 0, not -1"),
    ({"lots": [{"shift": {"own_use": {"begin_minutes": -500}}}]}, "variants[0].lots[0], lot 'l1', own_use", "another date"),
    (
        {"lots": [{"ids": ["l1"], "close": [{"from": "2026-11-25T00:00", "to": "2026-11-24T00:00"}]}]},
        "variants[0].lot 'l1', closures[1]",
        "must end after it begins",
    ),
    ({"lots": [{"ids": ["l1"], "set": {"serves": ["x"]}}]}, "variants[0].lot 'l1', serves[0]", "'x' is no community"),
    ({"policy": {"objectives": ["walk"]}}, "variants[0].policy.objectives", "must hold 'priority' or 'served'"),
    ({"policy": {"max_walk_minutes": -1}}, "variants[0].policy.max_walk_minutes", "must be at least 0, not -1"),
    ({"id": "../x"}, "variants[0].id", "cannot name files"),
    ({"id": "base"}, "variants[0].id", "choose another id"),
    ({"id": "Base"}, "variants[0].id", "choose another id"),
    ({"id": "a.comparison"}, "variants[0].id", "cannot name files"),
    ({"id": "con"}, "variants[0].id", "cannot name files"),
    ({"lots": [{"set": {"location": None}}]}, "variants[0].lots[0], lot 'l1', location", "must not be null"),
    ({"on": "v00"}, "variants[0].on", "'v00' is no variant of this file; did you mean 'v0'?"),
    ({"on": "v0"}, "variants[0].on", "'v0' builds on itself: v0 on v0"),
    ({"lot": []}, "variants[0].lot", "did you mean 'lots'?"),
]


@pytest.mark.parametrize(("variant", "place", "words"), MISTAKES)
def test_mistake_is_told_where_it_stands(variant: dict[str, Any], place: str, words: str) -> None:
    with pytest.raises(InputError) as caught:
        one(variant)
    found = [(each.place, each.message) for each in caught.value.problems]
    assert any(at == place and words in message for at, message in found), found


def test_all_mistakes_of_all_variants_are_told_at_once() -> None:
    """Of two kinds in one variant, too: a key that is none does not hide a lot that is none."""
    rows = [
        {"id": "a", "lots": [{"ids": ["l9"]}, {"ids": ["l8"], "add": {"spces": 1}}]},
        {"id": "no id", "remove_residents": ["r9"]},
        {"id": "b", "on": "c"},
        {"id": "c", "on": "b"},
        {"id": "d", "remove_lots": ["l7"], "on": "e"},
        {"id": "e", "policy": {"max_walk_minutes": "x"}},
    ]
    with pytest.raises(InputError) as caught:
        variants_from_dict({"format": 1, "base": "other", "variants": rows, "extra": 1}, BASE)
    places = {each.place for each in caught.value.problems}
    assert places == {
        "extra",
        "base",
        "variants[0].lots[0].ids[0]",
        "variants[0].lots[1].add.spces",
        "variants[0].lots[1].ids[0]",
        "variants[1].id",
        "variants[1].remove_residents[0]",
        "variants[2].on",
        "variants[4].remove_lots[0]",
        "variants[5].policy.max_walk_minutes",
    }


@pytest.mark.parametrize(
    "data",
    [
        [],
        None,
        "x",
        {},
        {"format": 1},
        {"format": 1, "variants": []},
        {"format": 1, "variants": [3]},
        {"format": 2, "variants": [{"id": "a"}]},
    ],
)
def test_what_is_no_changes_file_is_refused(data: Any) -> None:
    with pytest.raises(InputError):
        variants_from_dict(data, BASE)


def read(text: str, folder: Path, name: str = "changes.yaml") -> list[Any]:
    path = folder / name
    path.write_text(text, "utf-8")
    return read_variants(path, BASE)


def test_yaml_reads_as_it_looks(tmp_path: Path) -> None:
    """No time becomes a number, no date an object, no id a number less its zeros, no word a truth value."""
    text = """
        format: 1
        variants:
          - id: 0001
            name: no
            lots:
              - ids: [l1]
                close: [{from: 2026-11-24T00:00, to: 2026-11-24T08:30, reason: 18:30}]
    """
    (found,) = read(text, tmp_path)
    assert (found.variant.id, found.variant.name) == ("0001", "no")
    assert found.scenario.lots[0].closures[-1].reason == "18:30"


@pytest.mark.parametrize(
    ("text", "place", "words"),
    [
        ("format: 1\nvariants: [", "changes.yaml line", "is not YAML"),
        ("format: 1\nformat: 1", "changes.yaml line 2, column 1", "the key 'format' stands twice"),
        ("a: &x [1]\nb: *x", "changes.yaml line 1", "references (& and *)"),
        ("1: 2", "changes.yaml line 1", "a key must be text"),
        ("!!python/object:os.system x", "changes.yaml line 1", "is not YAML"),
        ("a: !!bool x", "changes.yaml line 1, column 4", "tags (!)"),
        ('a: "\\ud800"', "changes.yaml", "holds half a character"),
        ("a: 1\n---\nb: 2", "changes.yaml line 2", "is not YAML"),
        ("[" * 5000, "changes.yaml", "is not YAML"),
        ("", "", "changes are an object"),
        ("format: 1\nvariants: [{id: a, lots: [{set: {spaces: 08:30}}]}]", "variants[0].lots[0].set.spaces", 'not "08:30"'),
    ],
)
def test_yaml_that_is_none_is_refused(text: str, place: str, words: str, tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        read(text, tmp_path)
    assert any(each.place.startswith(place) and words in each.message for each in caught.value.problems), caught.value.problems


def test_json_is_read_strictly(tmp_path: Path) -> None:
    (found,) = read('{"format": 1, "variants": [{"id": "a"}]}', tmp_path, "changes.json")
    assert found.scenario.lots == BASE.lots
    with pytest.raises(InputError, match="stands twice"):
        read('{"format": 1, "format": 1, "variants": [{"id": "a"}]}', tmp_path, "changes.json")
    with pytest.raises(InputError, match="cannot be read"):
        read_variants(tmp_path / "none.json", BASE)
