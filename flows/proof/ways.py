"""Every way through a flow: where somebody could be left with nothing, and where it never ends.

Two searches. One holds a situation fixed from start to end, for all 24 at once: each node has a
mask of those in which it is come to with nothing reached. The other lets the situation change at
each step, because it does: an agent goes home between a gate and the queue behind it.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field

from flows.proof.model import OWN, Exit, Key, Model
from flows.proof.situations import ALL, SILENT, first_of
from flows.types import Reached


@dataclass(frozen=True, slots=True)
class Stranded:
    """A place where somebody is left with nothing.

    `exit` is None where the ways go on for ever without coming to anything. `path` leads there
    from a place where a conversation begins. `mask`: the situations that show it; `has_changed`:
    only when the situation changes on the way.
    """

    key: Key
    exit: Exit | None
    mask: int
    path: tuple[Key, ...]
    has_changed: bool = False


@dataclass(slots=True)
class Search:
    """One model, searched once."""

    model: Model
    reachable: dict[Key, Key | None] = field(default_factory=dict)  # with the node before
    fixed: dict[Key, int] = field(default_factory=dict)
    changing: set[Key] = field(default_factory=set)

    def run(self) -> Search:
        """Everything is known afterwards."""
        self._reach()
        self._spread()
        return self

    def begins(self) -> list[Key]:
        """Where somebody stands with nothing reached: at the start, and at each assistant.

        Words after the end, and conversations that are handed back, go on at an assistant.
        """
        assistants = [
            key
            for key in self.reachable
            if (node := self.model.places[key].node) is not None and node.is_assistant
        ]
        return [self.model.starts[OWN], *assistants]

    def _reach(self) -> None:
        start = self.model.starts[OWN]
        self.reachable[start] = None
        queue = deque([start])
        while queue:
            key = queue.popleft()
            for target in self.model.successors(key):
                if target not in self.reachable:
                    self.reachable[target] = key
                    queue.append(target)

    def _spread(self) -> None:
        queue = deque(self.begins())
        self.fixed = dict.fromkeys(queue, ALL)
        while queue:
            key = queue.popleft()
            mask = self.fixed[key]
            for one in self.model.places[key].exits:
                if one.reached is not None or one.resumes or one.is_excused:
                    continue
                for target in one.targets:
                    before = self.fixed.get(target, 0)
                    after = before | mask & one.mask
                    if after != before or target not in self.changing:
                        self.fixed[target] = after
                        self.changing.add(target)
                        queue.append(target)
        self.changing.update(self.begins())

    def stranded(self) -> Iterator[Stranded]:
        """Dead ends first, then rounds without an end; one for each cause."""
        yield from self._dead_ends()
        yield from self._rounds()

    def _dead_ends(self) -> Iterator[Stranded]:
        for key in self.reachable:
            if key not in self.changing:
                continue
            for one in self.model.places[key].exits:
                if not is_dead_end(one):
                    continue
                mask = one.mask & self.fixed.get(key, 0)
                path = self.path(key, first_of(mask) if mask else ALL)
                yield Stranded(key, one, mask or one.mask, path, has_changed=not mask)

    def path(self, target: Key, mask: int) -> tuple[Key, ...]:
        """One shortest way to the target with nothing reached, in a situation of the mask.

        From the start where there is one, else from an assistant that is come back to.
        """
        found = self._shortest([self.model.starts[OWN]], target, mask)
        if found is None:
            found = self._shortest(self.begins(), target, mask) or (target,)
            found = (*self.way_to(found[0])[:-1], *found)
        return found

    def way_to(self, target: Key) -> tuple[Key, ...]:
        """One shortest way from the start, whatever is reached on it."""
        return _back(self.reachable, target)

    def _shortest(self, begins: list[Key], target: Key, mask: int) -> tuple[Key, ...] | None:
        before: dict[Key, Key | None] = dict.fromkeys(begins)
        queue = deque(before)
        while queue and target not in before:
            key = queue.popleft()
            for one in self.model.places[key].exits:
                if one.reached is not None or one.resumes or not one.mask & mask:
                    continue
                for after in one.targets:
                    if after not in before:
                        before[after] = key
                        queue.append(after)
        return _back(before, target) if target in before else None

    def _rounds(self) -> Iterator[Stranded]:
        """Nodes from which nothing is ever reached, though no way ends: they lead in a circle."""
        ahead = self._ahead()
        told: set[Key] = set()
        for key in self.reachable:
            stuck = ALL & ~ahead.get(key, 0) if key in self.changing else 0
            if not stuck or key in told:
                continue
            mask = stuck & self.fixed.get(key, 0) or stuck
            circle = self._circle(key, first_of(mask), ahead)
            if key not in circle or circle & told:
                continue
            told |= circle
            path = self.path(key, first_of(mask) if mask & self.fixed.get(key, 0) else ALL)
            yield Stranded(key, None, mask, path, has_changed=not mask & self.fixed.get(key, 0))

    def _circle(self, key: Key, situation: int, ahead: dict[Key, int]) -> set[Key]:
        """Everything behind the node in this situation, itself only if it is come to again."""
        seen: set[Key] = set()
        queue = deque([key])
        while queue:
            for one in self.model.places[queue.popleft()].exits:
                if one.mask & situation:
                    fresh = set(one.targets) - seen
                    seen |= fresh
                    queue.extend(fresh)
        return seen

    def _ahead(self) -> dict[Key, int]:
        """For each node the situations in which something can still be reached from it.

        A dead end counts as if: it has a problem of its own. That the visitor could leave counts
        only where they do nothing else: it is no answer to somebody who goes on asking.
        """
        before: dict[Key, list[tuple[Key, int]]] = {}
        ahead: dict[Key, int] = {}
        for key in self.reachable:
            place = self.model.places[key]
            mask = ALL if place.node is None else 0
            for one in place.exits:
                if _settles(one):
                    mask |= one.mask & SILENT if one.reached is Reached.LEFT else one.mask
                for target in one.targets:
                    before.setdefault(target, []).append((key, one.mask))
            ahead[key] = mask
        queue = deque(key for key, mask in ahead.items() if mask)
        while queue:
            key = queue.popleft()
            for previous, mask in before.get(key, ()):
                after = ahead[previous] | ahead[key] & mask
                if after != ahead[previous]:
                    ahead[previous] = after
                    queue.append(previous)
        return ahead


def is_dead_end(one: Exit) -> bool:
    """Whether somebody stays there with nothing."""
    return one.reached is None and not one.targets and not one.is_excused


def _settles(one: Exit) -> bool:
    return one.reached is not None or one.resumes or one.is_excused or not one.targets


def _back(before: dict[Key, Key | None], target: Key) -> tuple[Key, ...]:
    path = [target]
    while (previous := before.get(path[-1])) is not None:
        path.append(previous)
    return tuple(reversed(path))
