"""Ways that come back to where they were: each must stop for somebody, and wait for more than time.

Also rows of nodes that are too long to be walked in one go: the engine stops at `MAX_STEPS`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from flows.engine import MAX_STEPS
from flows.proof.knots import After, components, knots, way_round
from flows.proof.model import Exit, Key, Place
from flows.proof.situations import SILENT, SITUATIONS
from flows.proof.ways import Search
from flows.types import Reached

LONGEST = MAX_STEPS - 10
"""Nodes in a row without a wait; some steps are left for stated defaults and for waking up."""

_SOMEBODY = frozenset({Reached.PERSON, Reached.RESOLVED, Reached.LEFT})
"""What does not happen unless a person or the visitor does something."""


@dataclass(frozen=True, slots=True)
class Loop:
    """One way round, the same node at both ends. `mask`: the situations that drive it."""

    way: tuple[Key, ...]
    mask: int = 0


def restless(search: Search) -> list[Loop]:
    """Loops that can be run round without stopping once."""
    after = search.model.passing
    return [Loop(way_round(knot, after)) for knot in knots(search.reachable, after)]


def unattended(search: Search) -> list[Loop]:
    """Loops that stop, but go on by time alone while nobody does anything."""
    places = search.model.places

    def driven(mask: int) -> After[Key]:
        def after(key: Key) -> list[Key]:
            exits = (one for one in places[key].exits if one.mask & mask)
            return [to for one in exits if _is_by_itself(places[key], one) for to in one.targets]

        return after

    found: dict[frozenset[Key], Loop] = {}
    suspects: set[Key] = set().union(*knots(search.reachable, driven(SILENT)))
    for at in range(len(SITUATIONS)) if suspects else ():
        situation = 1 << at & SILENT
        after = driven(situation)
        for knot in knots(_ordered(search, suspects), after):
            if _is_restless(search, knot):
                continue
            known = next((one for one in found if one & knot), None)
            if known is None:
                found[frozenset(knot)] = Loop(way_round(knot, after), situation)
            else:
                found[known] = replace(found[known], mask=found[known].mask | situation)
    return list(found.values())


def too_long(search: Search) -> tuple[Key, ...]:
    """The longest row of nodes in one go, where that is more than `LONGEST`; else nothing.

    There must be no restless loop.
    """
    model = search.model
    rows: dict[Key, tuple[int, Key | None]] = {}

    def with_behind(following: list[Key]) -> tuple[int, Key | None]:
        last = max(following, key=lambda one: rows[one][0], default=None)
        return (1 + rows[last][0], last) if last is not None else (1, None)

    for (key,) in components(search.reachable, model.passing):
        rows[key] = with_behind(model.passing(key))
    # A node that waits is woken up, and leads on: its own step, and the row behind it.
    longest = {key: with_behind(model.successors(key)) for key in search.reachable}
    first = max(longest, key=lambda key: longest[key][0])
    length, following = longest[first]
    if length <= LONGEST:
        return ()
    way = [first]
    while following is not None:
        way.append(following)
        following = rows[following][1]
    return tuple(way)


def _is_by_itself(place: Place, one: Exit) -> bool:
    """An assistant finds out by waiting that the visitor has left; elsewhere they say so."""
    is_found_out = (
        one.reached is Reached.LEFT and place.node is not None and place.node.is_assistant
    )
    return is_found_out or one.reached not in _SOMEBODY


def _is_restless(search: Search, knot: set[Key]) -> bool:
    return any(knot >= one for one in knots(knot, search.model.passing))


def _ordered(search: Search, keys: set[Key]) -> Iterator[Key]:
    return (key for key in search.reachable if key in keys)
