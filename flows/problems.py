"""Everything wrong with a stored graph, from one place: its structure and what it refers to."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flows.graph import parse, problems
from flows.nodes import ports_of, waits
from flows.references import reference_problems
from flows.types import GraphError, Problem


def flow_problems(data: Mapping[str, Any]) -> list[Problem]:
    """Everything wrong with a stored graph, errors first; reads what exists from the database."""
    try:
        graph = parse(data)
        found = [*problems(graph, ports_of, waits), *reference_problems(graph)]
    except GraphError as error:
        return [Problem("error", "", str(error), code="unreadable")]
    return sorted(found, key=lambda problem: problem.level != "error")


def errors_of(found: list[Problem]) -> list[Problem]:
    """Those that block publishing."""
    return [problem for problem in found if problem.level == "error"]
