"""In which language a command speaks: that of ``--lang``, else that of the terminal."""

from __future__ import annotations

import gettext
import os
import re
from collections.abc import Mapping, Sequence
from copy import copy
from inspect import cleandoc
from itertools import pairwise
from typing import Any, get_args

import click

from parking_share.catalogue import Lang
from parking_share.texts import DOMAIN, LOCALES, N_, _, language_in_use, use_language

_LANGUAGES: tuple[Lang, ...] = get_args(Lang)
_OPTION: dict[str, Any] = {
    "type": click.Choice(_LANGUAGES),
    "default": language_in_use,
    "show_default": N_("that of the locale"),
    "help": "Language of everything that people read.",
}
LANG = click.option("--lang", **_OPTION)
"""For a command that makes pages and wants to know their language; every other one gets the option by itself."""


WHITE = re.compile(r"\s+")
WORDS_OF_CLICK = (
    *(N_("Usage:"), N_("Options"), N_("Commands"), N_("Show this message and exit."), N_("Show the version and exit.")),
    *(N_("default: {default}"), N_("required"), N_("Error: {message}"), N_("Try '{command} {option}' for help.")),
    *(N_("Missing argument"), N_("Missing option"), N_("Missing parameter"), N_("Missing command."), N_("Choose from:\n\t{choices}")),
    *(N_("No such command {name!r}."), N_("No such option {name!r}."), N_("Did you mean {possibility}?")),
    *(
        N_("(Did you mean one of: {possibilities}?)"),
        N_("Option {name!r} requires an argument."),
        N_("Option {name!r} does not take a value."),
    ),
    *(N_("Invalid value: {message}"), N_("Invalid value for {param_hint}: {message}")),
    *(N_("{name} {filename!r} is a directory."), N_("{name} {filename!r} is a file."), N_("{name} {filename!r} does not exist.")),
    *(N_("{value!r} is not a valid {number_type}."), N_("{value} is not in the range {range}."), N_("Directory"), N_("File")),
)
"""What click says itself, for translation."""
TITLES = (N_("Examples:"), N_("Example:"), N_("Start here:"), N_("With Excel:"))
"""Above examples, which are not for translation."""


def of_locale(environment: Mapping[str, str] = os.environ) -> Lang:
    """The language of the environment's locale, as POSIX reads it; English where that is none of ours."""
    name = next((environment[key] for key in ("LC_ALL", "LC_MESSAGES", "LANG") if environment.get(key)), "")
    return next((lang for lang in _LANGUAGES if name.lower().startswith(lang)), "en")


def use_language_of(arguments: Sequence[str]) -> None:
    """Speak the language that arguments ask for, before they are parsed: what is wrong with them is told in it, too.

    Click takes its own words from the standard library's gettext as it needs them: it is shown our catalogue, which holds them.
    """
    asked = [each.removeprefix("--lang=") for each in arguments if each.startswith("--lang=")]
    asked += [value for flag, value in pairwise(arguments) if flag == "--lang"]
    lang = next((lang for lang in _LANGUAGES if lang in asked), of_locale())
    use_language(lang)
    gettext.bindtextdomain(DOMAIN, LOCALES)
    gettext.textdomain(DOMAIN)
    os.environ["LANGUAGE"] = lang


def in_language(command: click.Command) -> click.Command:
    """A command as it is in the language in use: its help, that of its options, and ``--lang`` among these."""
    told = copy(command)
    told._help_option = None  # click keeps it in the language in which it was first asked for
    told.help = help_in_language(command.help)
    told.params = [parameter_in_language(each) for each in command.params]
    if not any(each.name == "lang" for each in told.params):
        told.params.append(parameter_in_language(click.Option(["--lang"], expose_value=False, **_OPTION)))
    return told


def help_in_language(text: str | None) -> str:
    """The help of a command, paragraph by paragraph; examples are the same in all languages, but for their title."""
    return "\n\n".join(_paragraph(each) for each in cleandoc(text or "").split("\n\n"))


def _paragraph(text: str) -> str:
    mark, *lines = text.split("\n")
    if mark != "\b":
        return _(WHITE.sub(" ", text))
    return "\n".join((mark, *(_(line) if line in TITLES else line for line in lines)))


def parameter_in_language(parameter: click.Parameter) -> click.Parameter:
    """An option with its help in the language in use; an argument as it is."""
    if not isinstance(parameter, click.Option) or not parameter.help:
        return parameter
    told = copy(parameter)
    told.help = _(parameter.help)
    if isinstance(told.show_default, str):
        told.show_default = _(told.show_default)
    return told
