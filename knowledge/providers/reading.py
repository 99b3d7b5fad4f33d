"""Reading a model's growing JSON reply: the judgement first, then checked segments."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from knowledge import confidence
from knowledge.grounding import check
from knowledge.providers.base import ProviderError
from knowledge.segments import Segmenter, cited_numbers, without_marks
from knowledge.types import (
    AnswerDecision,
    Assessment,
    Citation,
    Confidence,
    Delta,
    Evidence,
    Passage,
)

# The fields that must be there before a word of the answer is looked at.
JUDGEMENT = ("decision", "confidence", "intent", "sentiment", "missing", "summary")
_SPOKEN = {AnswerDecision.ANSWER, AnswerDecision.ASK_BACK, AnswerDecision.SMALL_TALK}


@dataclass(slots=True)
class ReplyReader:
    """Turns the reply, as far as it has come, into an assessment and released segments.

    `passages`: as numbered in the prompt, from 1.
    """

    passages: Sequence[Passage]
    evidence: Evidence
    language: str
    assessment: Assessment | None = None
    released: list[str] = field(default_factory=list)
    withheld: list[str] = field(default_factory=list)
    _buffer: str = ""
    _read: int = 0  # characters of the answer that were taken
    _segmenter: Segmenter = field(default_factory=Segmenter)
    _cited: dict[int, str] = field(default_factory=dict)  # passage number -> words resting on it

    def feed(self, text: str) -> Iterator[Assessment | Delta]:
        """What can be released after this piece of the reply. Raises ProviderError(malformed)."""
        self._buffer += text
        reply = self._parsed()
        if self.assessment is None:
            if "answer" not in reply or any(name not in reply for name in JUDGEMENT):
                return
            self.assessment = self._judgement(reply)
            yield self.assessment
        if self.assessment.decision in _SPOKEN:
            answer = str(reply.get("answer", ""))
            fresh, self._read = answer[self._read :], len(answer)
            for segment in self._segmenter.feed(fresh):
                yield from self._released(segment)

    def finish(self, *, complete: bool) -> Iterator[Assessment | Delta]:
        """What was left; the last segment only of a reply that came to its end.

        Raises ProviderError: malformed without a judgement, ungrounded when nothing was left of an
        answer, max_tokens when an unfinished reply had not one whole sentence.
        """
        if self.assessment is None:
            raise ProviderError("malformed" if complete else "max_tokens", retryable=False)
        rest = self._segmenter.rest()
        if complete and rest.strip():
            yield from self._released(rest)
        if self.assessment.decision in _SPOKEN and not self.released:
            code = "ungrounded" if self.withheld else "malformed" if complete else "max_tokens"
            raise ProviderError(code, retryable=False, withheld=tuple(self.withheld))

    def citations(self) -> tuple[Citation, ...]:
        """One citation a document, in the order of first mention."""
        citations: dict[int, Citation] = {}
        for number, quote in self._cited.items():
            passage = self.passages[number - 1]
            citations.setdefault(
                passage.document_id,
                Citation(passage.document_id, passage.title, passage.url, quote),
            )
        return tuple(citations.values())

    def _parsed(self) -> dict[str, Any]:
        import jiter  # comes with the SDK; imported only where a model is asked

        try:
            reply = jiter.from_json(self._buffer.encode(), partial_mode="trailing-strings")
        except ValueError as error:
            raise ProviderError("malformed", retryable=False) from error
        if not isinstance(reply, dict):
            raise ProviderError("malformed", retryable=False)
        return reply

    def _judgement(self, reply: dict[str, Any]) -> Assessment:
        try:
            decision = AnswerDecision(reply["decision"])
            stated = min(max(float(reply["confidence"]), 0.0), 1.0)
        except (ValueError, TypeError) as error:
            raise ProviderError("malformed", retryable=False) from error
        return Assessment(
            decision=decision,
            confidence=self._confidence(decision, stated),
            intent=str(reply["intent"]),
            sentiment=str(reply["sentiment"]),
            missing=str(reply["missing"]),
            summary=str(reply["summary"]),
        )

    def _confidence(self, decision: AnswerDecision, stated: float) -> Confidence:
        if decision is AnswerDecision.SMALL_TALK:
            return Confidence(1.0, {"small_talk": 1.0})
        answerable = 0.0 if decision is AnswerDecision.NO_ANSWER else 1.0
        return confidence.judge(
            replace(self.evidence, model_answerable=answerable, model_confidence=stated)
        )

    def _released(self, segment: str) -> Iterator[Delta]:
        """The segment without its marks, unless it says what its passages do not."""
        numbers = [number for number in cited_numbers(segment) if number <= len(self.passages)]
        numbers = [number for number in numbers if number > 0]
        visible = without_marks(segment)
        if not visible.strip():
            self._note(numbers, self.released[-1] if self.released else "")
            return
        if self._is_unfounded(visible, numbers):
            self.withheld.append(visible.strip())
            return
        self._note(numbers, visible)
        self.released.append(visible)
        yield Delta(visible)

    def _is_unfounded(self, visible: str, numbers: Sequence[int]) -> bool:
        assert self.assessment is not None  # noqa: S101 - segments come after the judgement
        if self.assessment.decision is not AnswerDecision.ANSWER:
            return False  # a question back or a kind word claims nothing
        cited = [self.passages[number - 1] for number in numbers] or list(self.passages)
        texts = [f"{passage.title}. {passage.heading}.\n{passage.text}" for passage in cited]
        return check(visible.strip(), texts, language=self.language) is not None

    def _note(self, numbers: Sequence[int], visible: str) -> None:
        for number in numbers:
            self._cited.setdefault(number, visible.strip())
