"""Write the parts of the documentation that come out of the code, and its pictures: ``python docs/generate.py``.

A page holds its generated parts between ``<!-- begin: name -->`` and ``<!-- end: name -->``; all else in it is written by
hand. ``tests/test_docs.py`` fails where a part is not what the code says now, or a picture shows other facts.
"""

from __future__ import annotations

import inspect
import json
import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import click

from parking_share.builders import BUILDERS
from parking_share.catalogue import MINIMISED, OBJECTIVES, REASONS, RULES
from parking_share.commands import main
from parking_share.instance.instance import LEVELS
from parking_share.jsonschema import changes_schema, scenario_schema, schedule_schema
from parking_share.scenario import LARGEST
from parking_share.verification import LEVEL_VALUES, RULE_CHECKS
from parking_share.verification.admission import ADMISSION
from parking_share.verification.file import FILE_CHECKS
from parking_share.workbook.columns import SHEETS
from parking_share.workbook.guide import how, starred

DOCS = Path(__file__).parent
IMAGES = DOCS / "images"

_TYPES = {"integer": "whole number", "number": "number", "boolean": "`true` or `false`", "string": "text"}
_PART = re.compile(r"<!-- begin: (?P<name>[\w-]+) -->\n.*?<!-- end: (?P=name) -->", re.DOTALL)


def pages() -> dict[Path, str]:
    """Every page that has generated parts, with the text that it should have now."""
    found = {path: path.read_text("utf-8") for path in sorted(DOCS.glob("*.md"))}
    return {path: _PART.sub(_part, text) for path, text in found.items() if _PART.search(text)}


def _part(match: re.Match[str]) -> str:
    name = match["name"]
    return f"<!-- begin: {name} -->\n\n{PARTS[name]().strip()}\n\n<!-- end: {name} -->"


def table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """A Markdown table."""
    head = list(head)
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines)


# --- the two files ----------------------------------------------------------------------------------------------------


def keys(schema: dict[str, Any], known: Iterable[str] = ()) -> str:
    """The keys of a file: a table for each kind of object that is not ``known``, headed by the places where such objects stand."""
    definitions = schema.get("$defs", {})
    places: dict[str, list[str]] = {}
    for name, place in _inside(schema, "", definitions):
        if name not in known:
            places.setdefault(name, []).append(place)
    parts = [("the file itself", schema)] + [(", ".join(f"`{at}`" for at in places[name]), definitions[name]) for name in places]
    return "\n\n".join(f"### {title}\n\n" + table(["key", "value", "default", "meaning"], _key_rows(model)) for title, model in parts)


def _inside(model: dict[str, Any], place: str, definitions: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Name and place (``lots[].closures[]``) of every model that stands inside another."""
    for key, value in model["properties"].items():
        name = _referred(value)
        if name is not None:
            inner = f"{place}.{key}".lstrip(".") + "[]" * kind(value).startswith("list")
            yield name, inner
            yield from _inside(definitions[name], inner, definitions)


def _referred(value: Any) -> str | None:
    """Name of the model that a property refers to."""
    if isinstance(value, dict):
        return str(value["$ref"]).rpartition("/")[2] if "$ref" in value else _referred(list(value.values()))
    return next((name for name in map(_referred, value) if name), None) if isinstance(value, list) else None


def _key_rows(model: dict[str, Any]) -> Iterator[list[str]]:
    for key, value in model["properties"].items():
        is_required = key in model.get("required", ())
        may_be_null = is_required and {"type": "null"} in value.get("anyOf", ())
        default = "required" if is_required else _default(value["default"])
        yield [f"`{key}`", kind(value) + " or `null`" * may_be_null, default, value["description"]]


def _default(value: Any) -> str:
    if value is None:
        return "none"
    return "all defaults" if value and isinstance(value, dict) else f"`{json.dumps(value, ensure_ascii=False)}`"


def kind(value: dict[str, Any]) -> str:
    """What a JSON Schema allows, in words; ``null`` is left out, since it always means the default."""
    if "anyOf" in value:
        return " or ".join(kind(choice) for choice in value["anyOf"] if choice.get("type") != "null")
    if "const" in value:
        return f"`{value['const']}`"
    if "enum" in value:
        return " or ".join(f"`{choice}`" for choice in value["enum"])
    if "$ref" in value:
        return "object"
    if value["type"] == "array":
        return f"list of: {kind(value['items'])}"
    if value["type"] == "object":
        return f"object with any keys, each with: {kind(value['additionalProperties'])}"
    return "name of a file" if "pattern" in value else _TYPES[value["type"]] + _limits(value)


def _limits(value: dict[str, Any]) -> str:
    low, above, high = (value.get(name) for name in ("minimum", "exclusiveMinimum", "maximum"))
    low, high = (None if limit in (LARGEST, -LARGEST) else limit for limit in (low, high))
    if low is not None and high is not None:
        return f" from {low:g} to {high:g}"
    return f" >= {low:g}" if low is not None else f" > {above:g}" if above is not None else ""


# --- commands ---------------------------------------------------------------------------------------------------------


def commands() -> str:
    """Every command: usage, what it does, examples, arguments and options."""
    context = click.Context(main, info_name="parking-share")
    found = ((name, main.get_command(context, name)) for name in main.list_commands(context))
    return "\n\n".join(_command(command, context, name) for name, command in found if command is not None)


def _command(command: click.Command, parent: click.Context, name: str) -> str:
    context = click.Context(command, parent=parent, info_name=name)
    usage = " ".join([context.command_path, *command.collect_usage_pieces(context)])
    options = [item for item in command.params if isinstance(item, click.Option)]
    rows = [[_flags(option), _accepts(option), _preset(option), " ".join((option.help or "").split())] for option in options]
    shown = table(["option", "value", "default", "meaning"], rows) if rows else "It has no options."
    return f"## {name}\n\n```text\n{usage}\n```\n\n{_prose(command.help or '')}\n\n{shown}"


def _prose(text: str) -> str:
    """A command's help as Markdown: what click is told not to wrap holds a title and indented examples."""
    parts = []
    for paragraph in inspect.cleandoc(text).replace("\b\n", "\b").split("\n\n"):
        lines = paragraph.removeprefix("\b").splitlines()
        examples = [line.strip() for line in lines if line.startswith("  ")]
        words = " ".join(line.strip() for line in lines if not line.startswith("  "))
        parts.append(words + ("\n\n```sh\n" + "\n".join(examples) + "\n```" if examples else ""))
    return "\n\n".join(parts)


def _flags(option: click.Option) -> str:
    return ", ".join(f"`{flag}`" for flag in (*option.opts, *option.secondary_opts))


def _accepts(option: click.Option) -> str:
    if option.is_flag:
        return ""
    if isinstance(option.type, click.Choice):
        return " or ".join(f"`{choice}`" for choice in option.type.choices)
    if isinstance(option.type, click.Path):
        return " or ".join(word for word, fits in (("file", option.type.file_okay), ("folder", option.type.dir_okay)) if fits)
    kinds = {"integer": "whole number", "float": "number", "text": "text"}
    return kinds[option.type.name.removesuffix(" range")]


def _preset(option: click.Option) -> str:
    if option.required:
        return "required"
    if option.is_flag:
        return f"`{(option.opts if option.default else option.secondary_opts)[0]}`" if option.secondary_opts else ""
    if isinstance(option.show_default, str):
        return option.show_default
    return f"`{option.default}`" if option.show_default else ""


# --- rules, levels, reasons -------------------------------------------------------------------------------------------


def dotted(function: Callable[..., Any]) -> str:
    """Where a function is defined, below the package."""
    return f"`{function.__module__.removeprefix('parking_share.')}.{function.__qualname__}`"


def rules() -> str:
    """The rules of the catalogue: what each says, who builds it, who checks it, which test shows both."""
    rows = [
        [f"`{name}`", meaning, dotted(BUILDERS[name]), dotted(ADMISSION.get(name, RULE_CHECKS[name])), f"`test_rule[{name}]`"]
        for name, meaning in RULES.items()
    ]
    return table(["rule", "meaning", "built by", "checked by", "tested by"], rows)


def objectives() -> str:
    """The objectives of the catalogue, in the same way."""
    rows = []
    for name, meaning in OBJECTIVES.items():
        best = "least" if name in MINIMISED else "most"
        rows.append([f"`{name}`", meaning, best, dotted(LEVELS[name]), dotted(LEVEL_VALUES[name]), f"`test_objective[{name}]`"])
    return table(["objective", "meaning", "best is", "built by", "checked by", "tested by"], rows)


def reasons() -> str:
    """The refusal reasons, the first that holds first."""
    return table(["reason", "meaning"], ([f"`{name}`", meaning] for name, meaning in REASONS.items()))


def file_checks() -> str:
    """What ``verify`` checks of the file beside the rules."""
    rows = ([f"`{name}`", (check.__doc__ or "").split("\n")[0].rstrip(".")] for name, check in FILE_CHECKS.items())
    return table(["check", "what must hold"], rows)


def qijiang_variants() -> str:
    """The variants of the 59 lots, compared."""
    from story import variants_table

    counts = ["variant", "residents", "served", "gain", "lose", "move"]
    return table([*counts, "priority", "keep", "walk, s", "trim, min"], variants_table())


def workbook_columns() -> str:
    """The columns of each sheet of a workbook, with their headings in both languages and the key that they are for."""
    parts = []
    for sheet in SHEETS:
        rows = [
            [starred(sheet, column, column.en), column.zh, f"`{column.key}`", sheet.meaning(column, "en"), how(column, "en")]
            for column in sheet.columns
        ]
        needed = "" if sheet.is_required else "; may be missing"
        parts.append(f"### {sheet.en} ({sheet.zh}){needed}\n\n" + table(["heading", "Chinese", "key", "meaning", "how to write it"], rows))
    return "\n\n".join(parts)


PARTS: dict[str, Callable[[], str]] = {
    "scenario-keys": lambda: keys(scenario_schema()),
    "changes-keys": lambda: keys(changes_schema(), scenario_schema()["$defs"]),
    "schedule-keys": lambda: keys(schedule_schema()),
    "commands": commands,
    "rules": rules,
    "objectives": objectives,
    "reasons": reasons,
    "file-checks": file_checks,
    "qijiang-variants": qijiang_variants,
    "workbook-columns": workbook_columns,
}


def write() -> None:
    """Bring every page and picture up to date."""
    from pictures import PICTURES
    from story import STORY_PICTURES

    for path, text in pages().items():
        path.write_text(text, "utf-8")
    IMAGES.mkdir(exist_ok=True)
    for name, draw in (PICTURES | STORY_PICTURES).items():
        (IMAGES / f"{name}.svg").write_text(draw().svg(), "utf-8")


if __name__ == "__main__":
    write()
