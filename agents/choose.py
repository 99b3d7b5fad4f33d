"""Which of several agents is asked next; pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from types import MappingProxyType

from agents.capacity import is_eligible, speaks
from agents.types import Candidate, LanguageRule, RoutingRule, Wanted

_Rank = tuple[float, ...]
_NEVER = float("-inf")
_ANYBODY = Wanted()


def choose(candidates: Iterable[Candidate], wanted: Wanted = _ANYBODY) -> Candidate | None:
    """The agent who is asked next for a conversation that asks this of people.

    `candidates`: agents who are online. Whoever the visitor knows goes first, then, where that is
    preferred, whoever speaks the language; of several the queue's rule decides, and of equals the
    lowest id. None when nobody may be asked.
    """
    by_rule = _RULES[wanted.rule]

    def rank(one: Candidate) -> _Rank:
        prefers = wanted.language_rule is not LanguageRule.ANY
        a_stranger = one.agent_id != wanted.agent_id
        foreign = prefers and not speaks(one, wanted.language)
        return (a_stranger, foreign, *by_rule(one), one.agent_id)

    return min((one for one in candidates if is_eligible(one, wanted)), key=rank, default=None)


def _least_load(one: Candidate) -> _Rank:
    """Fewest conversations; of equally loaded whoever is idle longest, or never had any."""
    return one.load, _seconds(one.free_since)


def _longest_idle(one: Candidate) -> _Rank:
    """Whoever has none goes before whoever has some; then the one for whom nothing was new longest.

    An offer counts as something new: else one person with many slots would get everything.
    """
    newest = max(_seconds(one.free_since), _seconds(one.asked_at))
    return one.load > 0, newest, one.load


def _round_robin(one: Candidate) -> _Rank:
    """Whoever was asked longest ago, whatever they have."""
    return (_seconds(one.asked_at),)


_RULES: Mapping[RoutingRule, Callable[[Candidate], _Rank]] = MappingProxyType(
    {
        RoutingRule.LEAST_LOAD: _least_load,
        RoutingRule.LONGEST_IDLE: _longest_idle,
        RoutingRule.ROUND_ROBIN: _round_robin,
    }
)


def _seconds(at: datetime | None) -> float:
    return _NEVER if at is None else at.timestamp()
