"""The flow proof: whatever happens, nobody who writes is left with nothing.

Pure. Over all 24 situations (`flows.proof.situations`) every way from the start reaches a person, a
resolved end or a captured message, or the visitor has left. docs/flow-proof.md explains each
problem by its code.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from flows.program import Library, Program
from flows.proof import advice, loops
from flows.proof.model import OWN, Key, read
from flows.proof.sentences import loop_problem, stranded_problem
from flows.proof.structure import edge_problems, place_problems, start_problems
from flows.proof.ways import Search
from flows.types import Graph, Problem


def prove(graph: Graph, library: Library | None = None, slug: str = "") -> list[Problem]:
    """Everything wrong with the graph, errors first; no errors: it can be published.

    `library` knows the live versions of other flows, `slug` is the short name of the flow that
    the graph belongs to. A flow that is not published counts as a person: the engine asks one.
    """
    found = [*start_problems(graph), *edge_problems(graph)]
    if not any(node.kind == "start" for node in graph.nodes.values()):
        return found
    model = read(Program.of(graph), library, slug)
    found += place_problems(model, graph)
    search = Search(model).run()
    found += _walked(search)
    told = {problem.node for problem in found}
    found += (one for one in advice.unreachable(search, graph) if one.node not in told)
    if not _errors(found):
        found += advice.survey_too_early(search)
        found += advice.closed_unanswered(search)
        found += advice.nobody_there(search)
        found += advice.unknown_facts(search)
    return sorted(found, key=lambda problem: problem.level != "error")


def _walked(search: Search) -> Iterator[Problem]:
    """What walking shows: loops that never rest, rows that are too long, and dead ends."""
    restless = loops.restless(search)
    for loop in restless:
        yield loop_problem(search, loop)
    if not restless:
        row = loops.too_long(search)
        if row:
            yield _too_long(search, row)
    circles: set[Key] = set()
    for loop in (*restless, *(unattended := loops.unattended(search))):
        circles.update(loop.way)
    for loop in unattended:
        yield loop_problem(search, loop)
    elsewhere: set[str] = set()
    for one in search.stranded():
        if one.exit is None and one.key in circles:
            continue
        problem = stranded_problem(search, one)
        if one.key[0] == OWN or problem.node not in elsewhere:
            yield problem
        if one.key[0] != OWN:
            elsewhere.add(problem.node)


def _too_long(search: Search, row: Iterable[Key]) -> Problem:
    own = tuple(node for version, node in row if version == OWN)
    message = (
        f"More than {loops.LONGEST} nodes follow each other without waiting for anybody: "
        "the flow stops on the way. Shorten this row, or put a node that waits into it."
    )
    return Problem("error", own[0] if own else "", message, code="too_long", path=own)


def _errors(found: Iterable[Problem]) -> bool:
    return any(problem.level == "error" for problem in found)
