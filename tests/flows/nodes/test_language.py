"""Language: the longest code that fits, else the last way."""

from __future__ import annotations

from typing import Any

import pytest

from flows.types import GraphError
from tests.flows.walking import FakeWorld, Walker, alone

WAYS = [
    {"key": "german", "label": "German", "code": "de"},
    {"key": "swiss", "label": "Swiss German", "code": "de-CH"},
    {"key": "french", "label": "French", "code": "fr"},
]


def port_of(language: Any, ways: list[dict[str, str]] | None = None) -> tuple[str, str]:
    ports = ("german", "swiss", "french", "language_0", "else")
    graph = alone("language", ports, languages=ways or WAYS)
    walker = Walker(graph, FakeWorld({"language": language})).begin()
    step = next(step for step in walker.steps if step.node == "it")
    return step.port, step.why


@pytest.mark.parametrize(
    ("language", "port"),
    [("de", "german"), ("de-AT", "german"), ("de_ch", "swiss"), ("FR", "french"), ("den", "else")],
)
def test_each_language_has_its_way(language: str, port: str) -> None:
    assert port_of(language)[0] == port


def test_it_says_what_the_visitor_speaks() -> None:
    assert port_of("de-AT")[1] == "The visitor's language is “de-at”: “German”."


def test_an_unknown_language_takes_the_last_way() -> None:
    assert port_of(None) == ("else", "The language is unknown, which has no way of its own.")


def test_a_way_without_a_key_is_numbered() -> None:
    assert port_of("es", [{"label": "Spanish", "code": "es"}])[0] == "language_0"


def test_a_code_that_is_none_is_refused() -> None:
    with pytest.raises(GraphError, match=r"languages\.0\.code"):
        port_of("de", [{"label": "German", "code": "German!"}])
