"""In which language a command speaks: that of ``--lang``, else that of the terminal."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from copy import copy
from inspect import cleandoc
from itertools import pairwise
from typing import Any, get_args

import click

from parking_share.catalogue import Lang
from parking_share.texts import _, language_in_use, use_language

_LANGUAGES: tuple[Lang, ...] = get_args(Lang)
_OPTION: dict[str, Any] = {
    "type": click.Choice(_LANGUAGES),
    "default": language_in_use,
    "show_default": "that of the locale",
    "help": "Language of everything that people read.",
}
LANG = click.option("--lang", **_OPTION)
"""For a command that makes pages and wants to know their language; every other one gets the option by itself."""


def of_locale(environment: Mapping[str, str] = os.environ) -> Lang:
    """The language of the environment's locale, as POSIX reads it; English where that is none of ours."""
    name = next((environment[key] for key in ("LC_ALL", "LC_MESSAGES", "LANG") if environment.get(key)), "")
    return next((lang for lang in _LANGUAGES if name.lower().startswith(lang)), "en")


def use_language_of(arguments: Sequence[str]) -> None:
    """Speak the language that arguments ask for, before they are parsed: what is wrong with them is told in it, too."""
    asked = [each.removeprefix("--lang=") for each in arguments if each.startswith("--lang=")]
    asked += [value for flag, value in pairwise(arguments) if flag == "--lang"]
    use_language(next((lang for lang in _LANGUAGES if lang in asked), of_locale()))


def in_language(command: click.Command) -> click.Command:
    """A command as it is in the language in use: its help, that of its options, and ``--lang`` among these."""
    told = copy(command)
    told.help = help_in_language(command.help)
    told.params = [_parameter(each) for each in command.params]
    if not any(each.name == "lang" for each in told.params):
        told.params.append(_parameter(click.Option(["--lang"], expose_value=False, **_OPTION)))
    return told


def help_in_language(text: str | None) -> str:
    """The help of a command, paragraph by paragraph; examples are the same in all languages."""
    paragraphs = cleandoc(text or "").split("\n\n")
    return "\n\n".join(each if each.startswith("\b") else _(" ".join(each.split())) for each in paragraphs)


def _parameter(parameter: click.Parameter) -> click.Parameter:
    if not isinstance(parameter, click.Option) or not parameter.help:
        return parameter
    told = copy(parameter)
    told.help = _(parameter.help)
    return told
