"""Strongly connected parts of a directed graph (Tarjan), without recursion; pure."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Hashable, Iterable, Iterator
from typing import TypeVar

Place = TypeVar("Place", bound=Hashable)
After = Callable[[Place], Iterable[Place]]


def components(places: Iterable[Place], after: After[Place]) -> Iterator[list[Place]]:
    """The parts from each of which every member can be come to; what lies behind comes first."""
    index: dict[Place, int] = {}
    low: dict[Place, int] = {}
    open_: list[Place] = []
    held: set[Place] = set()
    for root in places:
        if root in index:
            continue
        work: list[tuple[Place, Iterator[Place]]] = []

        def enter(place: Place, work: list[tuple[Place, Iterator[Place]]] = work) -> None:
            index[place] = low[place] = len(index)
            open_.append(place)
            held.add(place)
            work.append((place, iter(after(place))))

        enter(root)
        while work:
            place, following = work[-1]
            fresh = next((one for one in following if one not in index or one in held), None)
            if fresh is not None:
                if fresh in index:
                    low[place] = min(low[place], index[fresh])
                else:
                    enter(fresh)
                continue
            work.pop()
            if work:
                low[work[-1][0]] = min(low[work[-1][0]], low[place])
            if low[place] == index[place]:
                at = open_.index(place)
                part, open_[at:] = open_[at:], []
                held.difference_update(part)
                yield part


def knots(places: Iterable[Place], after: After[Place]) -> list[set[Place]]:
    """The parts that lead back to themselves."""
    return [
        set(part)
        for part in components(places, after)
        if len(part) > 1 or part[0] in after(part[0])
    ]


def way_round(knot: set[Place], after: After[Place]) -> tuple[Place, ...]:
    """One shortest way from a member back to itself, that member at both ends."""
    first = min(knot, key=repr)
    before: dict[Place, Place] = {}
    queue = deque([first])
    while first not in before:
        place = queue.popleft()
        for one in after(place):
            if one in knot and one not in before:
                before[one] = place
                queue.append(one)
    way = [first, before[first]]
    while way[-1] != first:
        way.append(before[way[-1]])
    return tuple(reversed(way))
