"""What every threshold would do, in so few numbers that a browser can move it by itself; pure."""

from __future__ import annotations

from typing import Any

from escalation.backtest.course import hour_of
from escalation.backtest.line import ALWAYS, NEVER, Line
from escalation.backtest.types import Moment


class Course:
    """One conversation's first stretch. A person comes in at the first step below the threshold."""

    __slots__ = ("answers", "is_over", "lowest", "steps")

    def __init__(self) -> None:
        self.lowest = NEVER
        self.steps: list[tuple[float, int]] = []  # falling break points with their hours
        self.answers: list[tuple[float, bool]] = []  # shown up to this threshold; whether right
        self.is_over = False

    def follow(self, moment: Moment, break_point: float) -> None:
        """The conversation goes on by one moment, at which low confidence begins to matter here."""
        if break_point < self.lowest:
            self.lowest = break_point
            self.steps.append((break_point, hour_of(moment)))
        if moment.right is not None:
            self.answers.append((self.lowest, moment.right))
        self.is_over = moment.escalated or self.lowest == ALWAYS


class Curve:
    """The first stretches of all conversations."""

    def __init__(self, line: Line) -> None:
        self._line = line
        self._courses: dict[int, Course] = {}

    def follows(self, conversation: int) -> bool:
        """Whether more of this conversation would change the curve."""
        course = self._courses.get(conversation)
        return course is None or not course.is_over

    def follow(self, moment: Moment, break_point: float) -> None:
        """One more moment; those of a conversation come in order."""
        course = self._courses.get(moment.conversation)
        if course is None:
            course = self._courses[moment.conversation] = Course()
        course.follow(moment, break_point)

    def escalated(self, threshold: float) -> int:
        """Conversations in which a person comes in at this threshold, 0..1."""
        return sum(course.lowest < threshold for course in self._courses.values())

    def to_json(self) -> dict[str, Any]:
        """Parallel lists, conversations by the number of their steps.

        `steps`: of conversations with any, how many; `at`: break points of all of them in a row,
        falling within a conversation; `hours`: beside them, counted from `hour0`. `answers`: up to
        which threshold it is shown, and whether it is right.
        """
        stepping = [course for course in self._courses.values() if course.steps]
        flat = [step for course in stepping for step in course.steps]
        hour0 = min((hour for _, hour in flat), default=0)
        answers = [one for course in self._courses.values() for one in course.answers]
        rule = self._line.rule
        return {
            "rule": None if rule is None else {"key": rule.key, "index": rule.index},
            "threshold": self._line.threshold if rule is not None else None,
            "conversations": len(self._courses),
            "steps": [len(course.steps) for course in stepping],
            "at": [at for at, _ in flat],
            "hour0": hour0,
            "hours": [hour - hour0 for _, hour in flat],
            "answers": [[at, int(right)] for at, right in answers],
        }
