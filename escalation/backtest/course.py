"""One conversation, turn by turn, under two sets of rules; pure.

A stretch is what the assistant did alone: it ends with the decision that in truth brought in a
person. What is compared is exact up to the first turn at which a set of rules leaves the record.
"""

from __future__ import annotations

from enum import Enum, auto

from escalation.backtest.types import AnswerChange, Change, Divergence, Moment, Said
from escalation.types import Fired, Snapshot, Stage


class _Phase(Enum):
    TOGETHER = auto()  # both have said the same so far, and so does the record
    APART = auto()  # one has brought in a person; perhaps the other one does later
    OVER = auto()  # nothing more can be said


class Course:
    """How one conversation goes. `first`: the hours in which each side first brings in a person.

    `by_rule`: whether another rule of the same kind counts as another reason.
    """

    __slots__ = ("_by_rule", "_earlier", "_phase", "conversation", "divergence", "first")

    def __init__(self, conversation: int, *, by_rule: bool = True) -> None:
        self.conversation = conversation
        self._by_rule = by_rule
        self.divergence: Divergence | None = None
        self.first: list[int | None] = [None, None]  # hours since 1970, live and draft
        self._phase = _Phase.TOGETHER
        self._earlier = -1  # the side that came first, while apart

    @property
    def is_over(self) -> bool:
        """Whether later moments change nothing."""
        return self._phase is _Phase.OVER

    @property
    def change(self) -> Change:
        """What the draft does to it."""
        return Change.UNCHANGED if self.divergence is None else self.divergence.change

    def follow(
        self, moment: Moment, seen: Snapshot, live: Fired | None, draft: Fired | None
    ) -> AnswerChange | None:
        """The conversation goes on by one moment; what becomes of its answer, if that is known."""
        if self._phase is _Phase.OVER:
            return None
        if self._phase is _Phase.TOGETHER:
            self._together(moment, seen, live, draft)
        else:
            self._apart(moment, live, draft)
        return self._answer(moment, live, draft)

    def _together(
        self, moment: Moment, seen: Snapshot, live: Fired | None, draft: Fired | None
    ) -> None:
        if live is not None and draft is not None:
            self._note(0, moment)
            self._note(1, moment)
            self._reasons(moment, Said.of(live), Said.of(draft))
            self._phase = _Phase.TOGETHER if moment.escalated else _Phase.OVER
        elif live is None and draft is None:
            self._phase = _Phase.OVER if moment.escalated else _Phase.TOGETHER
        else:
            self._diverge(moment, seen, live, draft)

    def _reasons(self, moment: Moment, live: Said, draft: Said) -> None:
        same = live == draft if self._by_rule else live.reason == draft.reason
        if self.divergence is None and not same:
            self.divergence = Divergence(
                Change.OTHER_REASON,
                self.conversation, moment.decision, moment.at, live, draft,
            )  # fmt: skip

    def _diverge(
        self, moment: Moment, seen: Snapshot, live: Fired | None, draft: Fired | None
    ) -> None:
        self._earlier = 0 if live is not None else 1
        self._note(self._earlier, moment)
        self.divergence = Divergence(
            change=Change.NO_LONGER if live is not None else Change.NEWLY,
            conversation=self.conversation,
            decision=moment.decision,
            at=moment.at,
            live=Said.of(live) if live is not None else None,
            draft=Said.of(draft) if draft is not None else None,
            known=live is None or not moment.escalated or _answered(seen),
        )
        self._phase = _Phase.OVER if moment.escalated else _Phase.APART

    def _apart(self, moment: Moment, live: Fired | None, draft: Fired | None) -> None:
        late = draft if self._earlier == 0 else live
        if late is not None and self.divergence is not None:
            self._note(1 - self._earlier, moment)
            first, said = self.divergence, Said.of(late)
            self.divergence = Divergence(
                change=Change.LATER if self._earlier == 0 else Change.EARLIER,
                conversation=first.conversation,
                decision=first.decision,
                at=first.at,
                live=first.live or said,
                draft=first.draft or said,
            )
        if late is not None or moment.escalated:
            self._phase = _Phase.OVER

    def _note(self, side: int, moment: Moment) -> None:
        if self.first[side] is None:
            self.first[side] = hour_of(moment)

    def _answer(
        self, moment: Moment, live: Fired | None, draft: Fired | None
    ) -> AnswerChange | None:
        if moment.right is None or self._earlier == -1:
            return None
        shown = [live is None, draft is None]
        shown[self._earlier] = False
        if shown[0] == shown[1]:
            return None
        if shown[0]:
            return AnswerChange.WASTED if moment.right else AnswerChange.CAUGHT
        return AnswerChange.FREED if moment.right else AnswerChange.LET_THROUGH


def hour_of(moment: Moment) -> int:
    """Whole hours since the beginning of 1970, UTC."""
    return int(moment.at.timestamp() // 3600)


def _answered(seen: Snapshot) -> bool:
    """Whether it is on record what the assistant would have said instead of bringing in a person.

    A rating stops no answer.
    """
    return seen.stage in (Stage.AFTER_ANSWER, Stage.FEEDBACK)
