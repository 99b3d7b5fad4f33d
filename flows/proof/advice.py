"""Warnings: nothing is lost, but the manager may have meant something else."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from flows.facts import is_known_name
from flows.proof.model import OWN, Key, Model, Place
from flows.proof.ways import Search
from flows.types import Category, Graph, Problem

_VARIABLE = re.compile(r"\{\{(.*?)\}\}")
_FAILED = frozenset({"error", "limit"})
"""Ports of assistants by which a question is left unanswered."""

_HELPS = frozenset({Category.AI, Category.HUMAN})


def unreachable(search: Search, graph: Graph) -> Iterator[Problem]:
    """Nodes that no way leads to; of several behind each other only the first."""
    lost = [node_id for node_id in graph.nodes if (OWN, node_id) not in search.reachable]
    behind: set[str] = set()
    for node_id in _roots_first(lost, search.model):
        if node_id in behind:
            continue
        behind |= _behind(node_id, search.model)
        yield Problem("warning", node_id, "No way leads here.", code="unreachable", path=(node_id,))


def _roots_first(lost: list[str], model: Model) -> list[str]:
    """Those that nothing leads to come first: a circle behind one of them is not told again."""
    led_to = {target for node_id in lost for _, target in model.successors((OWN, node_id))}
    return sorted(lost, key=lambda node_id: node_id in led_to)


def _behind(node_id: str, model: Model) -> set[str]:
    seen: set[str] = set()
    queue: list[Key] = [(OWN, node_id)]
    while queue:
        for version, target in model.successors(queue.pop()):
            if version == OWN and target not in seen:
                seen.add(target)
                queue.append((version, target))
    return seen - {node_id}


def closed_unanswered(search: Search) -> Iterator[Problem]:
    """Ends right behind an assistant that could not answer: the visitor reads nothing any more."""
    places = search.model.places
    ways = _without(search, lambda place: False)
    for key, way in ways.items():
        if key[0] != OWN or not _is_ai(places[key]):
            continue
        for one in places[key].exits:
            ends = [at[1] for at in one.targets if places[at].spec.kind == "end"]
            if one.port in _FAILED and one.is_connected and ends:
                message = (
                    "When the AI cannot answer, this way closes the conversation without a word. "
                    "Let a message, a form or a person come before the end."
                )
                yield Problem(
                    "warning",
                    key[1],
                    message,
                    code="closed_unanswered",
                    port=one.port,
                    path=(*way, *ends[:1]),
                )


def survey_too_early(search: Search) -> Iterator[Problem]:
    """Surveys that can come before an assistant or a person has had the word."""
    before = _without(search, lambda place: _category(place) in _HELPS)
    for key in before:
        if key[0] == OWN and search.model.places[key].spec.kind == "satisfaction_survey":
            message = (
                "This survey can come before the visitor has talked to anybody: there is nothing "
                "to rate yet."
            )
            yield Problem("warning", key[1], message, code="survey_too_early", path=before[key])


def nobody_there(search: Search) -> Iterator[Problem]:
    """People who are asked straight away, where nothing says what happens when nobody is there."""
    before = _without(search, lambda place: place.spec.kind == "queue_gate" or _is_ai(place))
    for key in before:
        place = search.model.places[key]
        if key[0] != OWN or place.spec.kind != "human_chat":
            continue
        if any(one.port == "nobody" and not one.is_connected for one in place.exits):
            message = (
                "Visitors come here without a Queue Gate or an AI before: when nobody is online, "
                "the fallback of the escalation policy takes a message. Connect this way to decide "
                "it here."
            )
            yield Problem(
                "warning", key[1], message, code="nobody_there", port="nobody", path=before[key]
            )


def unknown_facts(search: Search) -> Iterator[Problem]:
    """Names in conditions and texts under which nothing can ever be known; each once a node."""
    for version, node_id in search.reachable:
        if version != OWN:
            continue
        told: set[str] = set()
        for setting, value in search.model.places[OWN, node_id].spec.config.items():
            for name in _asked(value):
                if is_known_name(name) or name in told:
                    continue
                told.add(name)
                message = (
                    f"Nothing is known under the name “{name}”: texts leave it out, and conditions "
                    "never find it."
                )
                yield Problem("warning", node_id, message, code="unknown_fact", field=setting)


def _asked(value: Any) -> Iterator[str]:
    """The facts that a setting names: variables of texts, and what conditions look at."""
    match value:
        case str():
            if "{{" in value:
                yield from (found.strip() for found in _VARIABLE.findall(value))
        case Mapping():
            fact = value.get("fact")
            if isinstance(fact, str):
                yield fact
            for inner in value.values():
                yield from _asked(inner)
        case list() | tuple():
            for inner in value:
                yield from _asked(inner)


def _without(search: Search, stops: Callable[[Place], bool]) -> dict[Key, tuple[str, ...]]:
    """What the start leads to without passing a node that stops, each with its way."""
    model = search.model
    start = model.starts[OWN]
    ways: dict[Key, tuple[str, ...]] = {start: (start[1],)}
    queue = [start]
    for key in queue:
        if stops(model.places[key]):
            continue
        for target in model.successors(key):
            if target not in ways:
                here = (target[1],) if target[0] == OWN else ()
                ways[target] = (*ways[key], *here)
                queue.append(target)
    return ways


def _category(place: Place) -> Category | None:
    return place.node.category if place.node is not None else None


def _is_ai(place: Place) -> bool:
    return place.node is not None and place.node.is_assistant
