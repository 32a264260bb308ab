"""YAML as far as it says what JSON says: no times that become numbers, no dates that become objects, no key twice, no references.

The usual YAML reads ``18:30`` as 1110 and ``2026-11-27`` as a date; here both stay text.
"""

from __future__ import annotations

import re
from collections.abc import Hashable
from typing import Any

import yaml

from parking_share.errors import InputError, Problem
from parking_share.reading import check_texts
from parking_share.texts import _


class _Loader(yaml.SafeLoader):
    """A loader of plain data."""

    yaml_implicit_resolvers: dict[str, list[tuple[str, re.Pattern[str]]]] = {}  # noqa: RUF012 - PyYAML's own declaration

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        """A node, unless it refers to another one: such files can grow without bounds."""
        event = self.peek_event()  # type: ignore[no-untyped-call]
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None) is not None:
            raise yaml.composer.ComposerError(None, None, _("references (& and *) are not read; write it out"), event.start_mark)
        if getattr(event, "tag", None) is not None:
            raise yaml.composer.ComposerError(None, None, _("tags (!) are not read; leave it out"), event.start_mark)
        return super().compose_node(parent, index)

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        """An object whose keys are text and stand there once."""
        found: dict[Hashable, Any] = {}
        for key_node, value_node in node.value:
            key = self.construct_object(key_node, deep=True)
            if not isinstance(key, str):
                raise yaml.constructor.ConstructorError(None, None, _("a key must be text; put it in quotes"), key_node.start_mark)
            if key in found:
                raise yaml.constructor.ConstructorError(
                    None, None, _("the key '%(key)s' stands twice; keep one", key=key), key_node.start_mark
                )
            found[key] = self.construct_object(value_node, deep=True)
        return found


def _map(loader: _Loader, node: yaml.MappingNode) -> dict[Hashable, Any]:
    return loader.construct_mapping(node)


for _tag, _pattern, _first in (
    ("null", r"~|null|Null|NULL|", ["~", "n", "N", ""]),
    ("bool", r"true|True|TRUE|false|False|FALSE", list("tTfF")),
    ("int", r"[-+]?(0|[1-9][0-9]*)", list("-+0123456789")),
    ("float", r"[-+]?(0|[1-9][0-9]*)(\.[0-9]*)?([eE][-+]?[0-9]+)?", list("-+0123456789")),
):
    _Loader.add_implicit_resolver(f"tag:yaml.org,2002:{_tag}", re.compile(f"^(?:{_pattern})$"), _first)
_Loader.add_constructor("tag:yaml.org,2002:map", _map)


def parse_yaml(content: bytes, name: str) -> Any:
    """Parse YAML as plain data. Raises InputError with line and column."""
    try:
        data = yaml.load(content.decode("utf-8-sig"), _Loader)
    except UnicodeDecodeError as error:
        raise InputError([Problem(name, _("is not UTF-8 text (byte %(byte)s); save it as UTF-8", byte=error.start + 1))]) from None
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        place = (
            name if mark is None else _("%(name)s line %(line)s, column %(column)s", name=name, line=mark.line + 1, column=mark.column + 1)
        )
        raise InputError([Problem(place, _("is not YAML that can be read: %(what)s", what=error.problem))]) from None
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        raise InputError([Problem(name, _("is not YAML that can be read: %(what)s", what=str(error).splitlines()[0]))]) from None
    check_texts(data, name)
    return data
