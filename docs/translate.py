"""Bring the catalogues of texts in step with the code: ``python docs/translate.py`` says which texts have no translation yet.

Texts are those marked by ``_`` and the like in code and templates, and the help of every command. What is translated stays, what the code
says no more goes, what is new is added without a translation.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from inspect import cleandoc

import click
from babel.messages import Catalog
from babel.messages.extract import extract_from_file
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from parking_share.catalogue import REASONS, RULES
from parking_share.commands import main as commands
from parking_share.scenario import Community, Lot, Resident, Scenario
from parking_share.texts import DOMAIN, LOCALES, use_language

PACKAGE = LOCALES.parent
_CALLS = {"_": 1, "N_": 1, "gettext": 1, "ngettext": 2}
"""What marks texts in code, and how many its first arguments are."""
_FLAGS = re.compile(r"%\(\w+\)")
_SECOND_FORM = re.compile(r'^msgstr\[1\] .*\n(".*"\n)*', re.MULTILINE)

Text = str | tuple[str, ...]


def texts() -> set[Text]:
    """Every text that people may read: those marked, plural ones as a pair, help, and what keys, rules and reasons mean."""
    use_language("en")  # help is asked for in the language in use
    found: set[Text] = {text for command in _commands() for text in _help(command)}
    found |= {field.description or "" for model in (Scenario, Community, Lot, Resident) for field in model.model_fields.values()}
    found |= {*REASONS.values(), *RULES.values()}
    for path in PACKAGE.rglob("*.html"):
        found |= {message[1] for message in extract_from_file("jinja2", path)}
    for path in PACKAGE.rglob("*.py"):
        found |= set(_marked(path.read_text("utf-8")))
    return found


def _marked(code: str) -> Iterator[Text]:
    """The texts that code marks, those within f-strings too, which Babel sees only where Python's own tokens do, from 3.12 on."""
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Call):
            name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
            forms = [each.value for each in node.args[: _CALLS.get(name, 0)] if isinstance(each, ast.Constant)]
            if forms and len(forms) == _CALLS[name]:
                yield forms[0] if len(forms) == 1 else tuple(forms)


def catalogue(lang: str) -> Catalog:
    """The catalogue of a language, as it is."""
    with (LOCALES / lang / "LC_MESSAGES" / f"{DOMAIN}.po").open("rb") as file:
        return read_po(file, locale=lang)


def _commands() -> Iterator[click.Command]:
    yield commands
    context = click.Context(commands)
    for name in commands.list_commands(context):
        command = commands.get_command(context, name)
        assert command is not None
        yield command


def _help(command: click.Command) -> Iterator[str]:
    """The texts of a command's help, as ``commands.languages`` asks for them."""
    for paragraph in cleandoc(command.help or "").split("\n\n"):
        if paragraph and not paragraph.startswith("\b"):
            yield " ".join(paragraph.split())
    for parameter in command.params:
        if isinstance(parameter, click.Option) and parameter.help:
            yield parameter.help


def update(lang: str) -> list[Text]:
    """Write a language's catalogue, as text and compiled; returns what has no translation."""
    old, new = catalogue(lang), Catalog(locale=lang)
    for text in texts():
        first = text if isinstance(text, str) else text[0]
        known = old.get(first)
        is_same = known is not None and isinstance(known.id, tuple) == isinstance(text, tuple)
        flags = ["python-format"] if _FLAGS.search(first) else []
        new.add(text, known.string if known is not None and is_same else "", flags=flags)
    folder = LOCALES / lang / "LC_MESSAGES"
    path = folder / f"{DOMAIN}.po"
    header = path.read_text("utf-8").split("\n\n", 1)[0]
    with path.open("wb") as file:
        write_po(file, new, width=120, sort_output=True, omit_header=True)
    path.write_text(header + "\n\n" + _SECOND_FORM.sub("", path.read_text("utf-8")), encoding="utf-8")
    with (folder / f"{DOMAIN}.mo").open("wb") as file:
        write_mo(file, catalogue(lang))
    return [message.id for message in new if message.id and not (message.string and all(message.string))]


if __name__ == "__main__":
    for language in sorted(path.name for path in LOCALES.iterdir() if path.is_dir()):
        for text in update(language):
            print(f"{language}: {text!r}")
