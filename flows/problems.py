"""Everything wrong with a stored graph, from one place: its structure and what it refers to."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flows.graph import parse
from flows.library import PUBLISHED
from flows.proof import prove
from flows.references import reference_problems
from flows.types import GraphError, Problem


def flow_problems(data: Mapping[str, Any], slug: str = "") -> list[Problem]:
    """Everything wrong with a stored graph, errors first; reads what exists from the database.

    `slug`: the short name of its flow, so that ways that lead back to it are walked in this graph.
    """
    try:
        graph = parse(data)
        found = [*prove(graph, PUBLISHED, slug), *reference_problems(graph)]
    except GraphError as error:
        return [Problem("error", "", str(error), code="unreadable")]
    told = {(one.code, one.node, one.field): one for one in reversed(found) if one.field}
    once = [one for one in found if not one.field or told[one.code, one.node, one.field] is one]
    return sorted(once, key=lambda problem: problem.level != "error")


def errors_of(found: list[Problem]) -> list[Problem]:
    """Those that block publishing."""
    return [problem for problem in found if problem.level == "error"]
