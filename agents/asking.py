"""Who may be asked about a waiting conversation: its own people, others, nobody; pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from agents.capacity import has_room, is_eligible, may_come
from agents.choose import choose
from agents.types import Candidate, LanguageRule, RoutingRule, Wanted


@dataclass(frozen=True, slots=True)
class Line:
    """A queue as routing sees it. `is_open`: its team can be reached at this moment.

    `overflow_to`: the queue whose people are asked too, after `overflow_after_s` or when nobody of
    its own can be asked.
    """

    queue_id: int
    team_id: int
    is_open: bool = True
    offers_by_itself: bool = True
    rule: RoutingRule = RoutingRule.LEAST_LOAD
    language_rule: LanguageRule = LanguageRule.ANY
    skills: frozenset[str] = frozenset()
    is_sticky: bool = False
    overflow_to: int | None = None
    overflow_after_s: int = 0


@dataclass(frozen=True, slots=True)
class Waiting:
    """A conversation that waits. `is_wide`: the people of the overflow queue are asked too.

    `named`: whom a person chose for it, whatever their team. `knows`: who talked with the visitor
    last. `refused_by`: agents who said no to it.
    """

    entry_id: int
    conversation_id: int
    queue_id: int
    is_message: bool = False
    is_wide: bool = False
    language: str = ""
    skills: frozenset[str] = frozenset()
    named: int | None = None
    knows: int | None = None
    refused_by: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Board:
    """The queues, and who is online, by team; of one moment."""

    lines: Mapping[int, Line]
    teams: Mapping[int, Sequence[Candidate]]
    everybody: Mapping[int, Candidate] = field(default_factory=dict)

    def next_for(self, one: Waiting) -> Candidate | None:
        """Who is asked now: the one who was named, who knows the visitor, else by the rule.

        The queue's own people go before those of the overflow queue. A message for somebody who is
        just being asked about another one stays for them.
        """
        if self._named(one, _has_room):
            who = self.everybody[one.named or 0]
            return None if one.is_message and who.weighs_message else who  # soon theirs
        wanted = self._wanted(one)
        groups = [self._own(one), self._others(one) if one.is_wide else []]
        for group in groups:
            if any(who.agent_id == wanted.agent_id and is_eligible(who, wanted) for who in group):
                return choose(group, wanted)
        return choose(groups[0], wanted) or choose(groups[1], wanted)

    def is_hopeless(self, one: Waiting) -> bool:
        """Nobody is online who could be asked about it, now or when a slot comes free."""
        return not self.has_own(one) and not self.has_others(one)

    def has_own(self, one: Waiting) -> bool:
        """Whether somebody may still be asked, or may claim it, without the overflow queue."""
        line = self.lines[one.queue_id]
        if self._named(one, may_come):
            return True
        if line.is_open and not line.offers_by_itself:
            return bool(self.teams.get(line.team_id))
        wanted = self._wanted(one)
        return any(may_come(who, wanted) for who in self._own(one))

    def has_others(self, one: Waiting) -> bool:
        """Whether somebody of the overflow queue may be asked, now or later; never about messages.

        A message is owed by the team for which it was left.
        """
        wanted = self._wanted(one)
        return any(may_come(who, wanted) for who in self._others(one))

    def queues_with_room(self) -> tuple[frozenset[int], frozenset[int]]:
        """Queues whose own people have a free slot, and queues whose overflow people have one."""
        own = frozenset(line.queue_id for line in self.lines.values() if self._room_in(line))
        return own, frozenset(
            line.queue_id for line in self.lines.values() if line.overflow_to in own
        )

    def with_room(self) -> frozenset[int]:
        """Everybody who has a free slot."""
        return frozenset(one.agent_id for one in self.everybody.values() if _has_room(one))

    def asks_about_messages(self) -> bool:
        """Whether anybody with a free slot is not being asked about a left message already."""
        return any(_has_room(one) and not one.weighs_message for one in self.everybody.values())

    def _room_in(self, line: Line) -> bool:
        people = self.teams.get(line.team_id, ())
        return line.is_open and line.offers_by_itself and any(map(_has_room, people))

    def _named(self, one: Waiting, can: Callable[[Candidate], bool]) -> bool:
        """Whether somebody was named who can come; a person's choice needs no team or skill."""
        who = self.everybody.get(one.named) if one.named is not None else None
        return who is not None and who.agent_id not in one.refused_by and can(who)

    def _own(self, one: Waiting) -> list[Candidate]:
        return self._people(self.lines[one.queue_id], one)

    def _others(self, one: Waiting) -> list[Candidate]:
        to = self.lines[one.queue_id].overflow_to
        if to is None or one.is_message or to not in self.lines:
            return []
        return self._people(self.lines[to], one)

    def _people(self, line: Line, one: Waiting) -> list[Candidate]:
        """Whom this queue would ask, those who said no marked so.

        About messages everybody is asked one by one: a pile of them must not take every slot while
        the next visitor comes.
        """
        if not (line.is_open and line.offers_by_itself):
            return []
        return [
            replace(who, declined=who.agent_id in one.refused_by)
            for who in self.teams.get(line.team_id, ())
            if not (one.is_message and who.weighs_message)
        ]

    def _wanted(self, one: Waiting) -> Wanted:
        line = self.lines[one.queue_id]
        return Wanted(
            rule=line.rule,
            skills=line.skills | one.skills,
            language=one.language,
            language_rule=line.language_rule,
            agent_id=one.knows if line.is_sticky else None,
        )


def board_of(lines: Iterable[Line], people: Iterable[tuple[Candidate, frozenset[int]]]) -> Board:
    """The board of these queues and online agents, each with the keys of their teams."""
    teams: dict[int, list[Candidate]] = {}
    everybody = {}
    for who, of_teams in people:
        everybody[who.agent_id] = who
        for team_id in of_teams:
            teams.setdefault(team_id, []).append(who)
    return Board({line.queue_id: line for line in lines}, teams, everybody)


def _has_room(one: Candidate) -> bool:
    return has_room(one.load, one.capacity)
