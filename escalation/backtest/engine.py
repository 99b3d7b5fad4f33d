"""Stored moments decided again under two sets of rules, and counted; pure."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Sequence
from typing import Any

import orjson

from escalation.backtest.course import Course
from escalation.backtest.curve import Curve
from escalation.backtest.jury import Jury, Sitting
from escalation.backtest.line import ALWAYS, NEVER, line_of
from escalation.backtest.types import AnswerChange, Moment
from escalation.rules import PolicyRule
from escalation.types import Fired, Snapshot, Stage

LIVE, DRAFT = 0, 1

SHOWN = 200
"""Conversations that are named for each number; all are counted."""


class Newest:
    """A number and the newest few of what it counts."""

    __slots__ = ("newest", "total")

    def __init__(self) -> None:
        self.total = 0
        self.newest: deque[tuple[int, int]] = deque(maxlen=SHOWN)

    def add(self, conversation: int, decision: int) -> None:
        """One more, later than those before it."""
        self.total += 1
        self.newest.append((conversation, decision))


class Backtest:
    """Takes moments in the order of time and keeps what is needed of each conversation."""

    def __init__(self, live: Sequence[PolicyRule], draft: Sequence[PolicyRule]) -> None:
        line = line_of(draft)
        self._jury = Jury(live, draft)
        self._line = None if line.rule is None else self._jury.place(line.rule)
        self._lowest, self._highest = self._jury.place(line.lowest), self._jury.place(line.highest)
        self._by_rule = bool({rule.key for rule in live} & {rule.key for rule in draft} - {""})
        self.courses: dict[int, Course] = {}
        self.curve = Curve(line)
        self.counts: Counter[str] = Counter()
        self.answers: dict[AnswerChange, Newest] = {kind: Newest() for kind in AnswerChange}
        self.outdated = Newest()
        self.unreadable = Newest()

    def add(self, moment: Moment) -> None:
        """One more moment is judged. One that cannot be read is counted and left out."""
        self.counts["moments"] += 1
        try:
            seen = _read(moment)
        except ValueError:
            self.unreadable.add(moment.conversation, moment.decision)
            return
        self.counts["ratings"] += seen.stage is Stage.FEEDBACK
        sitting = self._jury.sit(seen)
        live = sitting.said(sitting.first(LIVE))
        self._hold_against_record(moment, live)
        course = self._course(moment.conversation)
        on_curve = self.curve.follows(moment.conversation)
        if course.is_over and not on_curve:
            return
        place = sitting.first(DRAFT)
        draft = sitting.said(place)
        if on_curve:
            self.curve.follow(moment, self._break_point(sitting, place, draft))
        became = course.follow(moment, seen, live, draft)
        if became is not None:
            self.answers[became].add(moment.conversation, moment.decision)

    def _course(self, conversation: int) -> Course:
        course = self.courses.get(conversation)
        if course is None:
            course = self.courses[conversation] = Course(conversation, by_rule=self._by_rule)
        return course

    def _hold_against_record(self, moment: Moment, live: Fired | None) -> None:
        """Older decisions may have been made under other versions than the present one."""
        reason = live.reason.value if live is not None else ""
        if moment.escalated is not (live is not None) or moment.reason != reason:
            self.outdated.add(moment.conversation, moment.decision)

    def _break_point(self, sitting: Sitting, place: int | None, draft: Fired | None) -> float:
        """The highest threshold at which the draft still lets this moment pass.

        `place`: of the rule behind `draft`; None for the safe road.
        """
        if draft is not None and (
            place is None or place != self._line or sitting.others(DRAFT, place)
        ):
            return ALWAYS
        facts = sitting.snapshot.assessment
        if facts is None or not sitting.ask(self._highest):
            return NEVER
        return ALWAYS if sitting.ask(self._lowest) else facts.confidence


def _read(moment: Moment) -> Snapshot:
    data: Any = moment.snapshot
    return Snapshot.from_json(orjson.loads(data) if isinstance(data, str) else data)
