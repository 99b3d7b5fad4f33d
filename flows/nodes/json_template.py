"""JSON with variables that is valid JSON whatever the variables hold; pure.

Inside quotes `{{visitor.name}}` is text among text. Without quotes it is a value of its own: a
number stays a number, what is not known is null, text gets its quotes.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from flows.node_context import fill_in

_BARE = "\0"
"""Begins a string of the parsed template that stood for a value of its own."""


def check_template(template: str) -> None:
    """The template is JSON once its variables are filled in. Raises ValueError with a sentence."""
    _parsed(template)


def no_number(name: str) -> None:
    """NaN and Infinity are no JSON, although the standard library reads them. Raises ValueError."""
    raise ValueError(f"This is not JSON: {name} is no number.")


def filled(template: str, facts: Mapping[str, Any]) -> str:
    """The JSON text with every variable in place, in ASCII. Raises ValueError for no template."""
    return json.dumps(_filled(_parsed(template), facts), default=str)


@lru_cache(maxsize=128)
def _parsed(template: str) -> Any:
    try:
        return json.loads("".join(_pieces(template)), parse_constant=no_number)
    except json.JSONDecodeError as error:
        raise ValueError(f"This is not JSON: {error.msg} (line {error.lineno}).") from error
    except RecursionError as error:
        raise ValueError("This is not JSON: it is nested too deeply.") from error


def _pieces(template: str) -> Iterator[str]:
    """The template with each variable that stands outside of quotes made a marked string."""
    place, is_quoted = 0, False
    while place < len(template):
        sign = template[place]
        if is_quoted and sign == "\\":
            yield template[place : place + 2]
            place += 2
            continue
        if not is_quoted and template.startswith("{{", place):
            end = template.find("}}", place)
            if end > 0:
                yield json.dumps(_BARE + template[place + 2 : end].strip())
                place = end + 2
                continue
        is_quoted ^= sign == '"'
        yield sign
        place += 1


def _filled(value: Any, facts: Mapping[str, Any]) -> Any:
    if isinstance(value, str):
        return facts.get(value[1:]) if value.startswith(_BARE) else fill_in(value, facts)
    if isinstance(value, list):
        return [_filled(one, facts) for one in value]
    if isinstance(value, dict):
        return {name: _filled(one, facts) for name, one in value.items()}
    return value
