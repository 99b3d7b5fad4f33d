"""Reading a model's growing JSON reply: the judgement first, then checked segments."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from knowledge import confidence
from knowledge.calibration import Knots
from knowledge.grounding import Finding, check, check_kind_words, repeats
from knowledge.providers.base import Draft, ProviderError
from knowledge.segments import Segmenter, StepList, cited_numbers, without_marks
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

    `passages`: as numbered in the prompt, from 1. `prompt`: the words that must not come back.
    `knots`: the desk's own calibration, None for the shipped one.
    From the first segment that fails the check nothing is released any more: what is left of an
    answer when a sentence in the middle is missing may say the opposite.
    """

    passages: Sequence[Passage]
    evidence: Evidence
    language: str
    question: str = ""
    prompt: str = ""
    knots: Knots | None = None
    assessment: Assessment | None = None
    released: list[str] = field(default_factory=list)
    unsupported: list[str] = field(default_factory=list)
    _withheld: list[str] = field(default_factory=list)
    _supported: int = 0
    _buffer: str = ""
    _read: int = 0  # characters of the answer that were taken
    _segmenter: Segmenter = field(default_factory=Segmenter)
    _steps: StepList = field(default_factory=StepList)
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

        Raises ProviderError: malformed without a judgement, ungrounded when a segment failed the
        check, max_tokens when an unfinished reply had not one whole sentence or broke off in the
        middle of numbered steps.
        """
        if self.assessment is None:
            raise ProviderError("malformed" if complete else "max_tokens", retryable=False)
        rest = self._segmenter.rest()
        if complete and rest.strip():
            yield from self._released(rest)
        if self.unsupported:
            raise self.ungrounded()
        if complete:
            yield from self._said(self._steps.rest())
        elif unfinished := self._steps.rest():
            draft = Draft("".join(unfinished).strip(), assessment=self.assessment)
            raise ProviderError("max_tokens", retryable=False, draft=draft)
        if self.assessment.decision in _SPOKEN and not self.released:
            raise ProviderError("malformed" if complete else "max_tokens", retryable=False)

    def ungrounded(self) -> ProviderError:
        """The failure of a draft of which something was withheld."""
        judged = self._supported + len(self.unsupported)
        assessment = self.assessment
        if assessment is not None:
            assessment = replace(assessment, support=self._supported / judged if judged else 1.0)
        draft = Draft(
            withheld="".join(self._withheld).strip(),
            unsupported=tuple(self.unsupported),
            cited=tuple(self.passages[number - 1].chunk_id for number in self._cited),
            assessment=assessment,
        )
        return ProviderError("ungrounded", retryable=False, draft=draft)

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
        evidence = replace(self.evidence, model_answerable=answerable, model_confidence=stated)
        return confidence.judge(evidence, self.knots)

    def _released(self, segment: str) -> Iterator[Delta]:
        """The segment without its marks, unless it says what its passages do not."""
        numbers = [number for number in cited_numbers(segment) if 0 < number <= len(self.passages)]
        visible = without_marks(segment)
        if not visible.strip():
            self._note(numbers, self.released[-1] if self.released else "")
            return
        finding, carriers = self._checked(visible, numbers)
        self._note(carriers, visible)
        if finding is not None:
            self._withheld.extend(self._steps.rest())
            self.unsupported.append(visible.strip())
        else:
            self._supported += 1
        if self.unsupported:
            self._withheld.append(visible)
        else:
            yield from self._said(self._steps.feed(visible))

    def _said(self, segments: Sequence[str]) -> Iterator[Delta]:
        for segment in segments:
            self.released.append(segment)
            yield Delta(segment)

    def _checked(
        self, visible: str, numbers: Sequence[int]
    ) -> tuple[Finding | None, Sequence[int]]:
        """What is wrong with the segment, and the passages that it rests on.

        Models miscount: a sentence that another passage carries alone is shown as resting on it.
        """
        finding = self._finding(visible, numbers)
        if finding is None or not numbers:
            return finding, numbers
        for other in range(1, len(self.passages) + 1):
            if other not in numbers and self._finding(visible, [other]) is None:
                return None, [other]
        return finding, numbers

    def _finding(self, visible: str, numbers: Sequence[int]) -> Finding | None:
        assert self.assessment is not None  # noqa: S101 - segments come after the judgement
        cited = [self.passages[number - 1] for number in numbers] or list(self.passages)
        texts = [f"{passage.title}. {passage.heading}.\n{passage.text}" for passage in cited]
        text = visible.strip()
        if found := repeats(text, self.prompt, texts):
            return found
        if self.assessment.decision is not AnswerDecision.ANSWER:
            said = "".join([*self.released, visible]).strip()
            return check_kind_words(said, texts, self.question, self.language)
        return check(text, texts, language=self.language)

    def _note(self, numbers: Sequence[int], visible: str) -> None:
        for number in numbers:
            self._cited.setdefault(number, visible.strip())
