"""Passages to answer: the profile's answerers in order, the next one only before a word is out."""

from __future__ import annotations

import asyncio
import logging
import random
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field, replace

from knowledge.budget import check_budget
from knowledge.providers.base import Draft, ProviderError, ProviderRefused, build_provider
from knowledge.types import (
    Answer,
    AnsweringFailed,
    AnswerRequest,
    Assessment,
    Attempt,
    Delta,
    Profile,
    Retrieval,
    StreamItem,
)

logger = logging.getLogger(__name__)

TRIES_PER_PROVIDER = 2
# A visitor waits meanwhile: longer pauses go straight to the next answerer.
LONGEST_PAUSE_S = 4.0
FIRST_PAUSE_S = 0.4
# After these another try is made with less to read, not with the same again.
NARROWED_AFTER = frozenset({"ungrounded", "too_long"})
NARROW_HISTORY = 2


async def stream_answer(
    request: AnswerRequest, found: Retrieval, profile: Profile
) -> AsyncGenerator[StreamItem, None]:
    """One Assessment, checked Deltas, one Answer. Raises AnsweringFailed; never ends in silence.

    Each answerer is tried once more after a retryable failure, and once more with less to read
    after a draft that its passages did not carry or a prompt that was too long. A second draft of
    that kind goes to a person. An answerer that spends tokens is passed over when the profile's
    budget of the day is used up. The assessment is passed on only together with the first words or
    the answer, so that a failed try leaves no trace.
    """
    failures = _Failures()
    for name in profile.providers:
        asked, given, narrowed = request, found, False
        attempt = 0
        while attempt < TRIES_PER_PROVIDER:
            released: list[str] = []
            try:
                async for item in _one_try(name, asked, given, profile, failures.attempts):
                    if isinstance(item, Delta):
                        released.append(item.text)
                    yield item
                return
            except ProviderError as error:
                failures.add(name, error)
                _log(request, name, error, released)
                if released or isinstance(error, ProviderRefused):
                    raise failures.as_one(released) from error
                if error.code in NARROWED_AFTER:
                    if narrowed and error.code == "ungrounded":
                        raise failures.as_one([]) from error
                    pause_s = None if narrowed else 0.0
                    asked, given, narrowed = *narrower(asked, given, error), True
                else:
                    pause_s = _pause_s(error, attempt)
                    attempt += 1
            if pause_s is None:
                break
            await asyncio.sleep(pause_s)
    raise failures.as_one([])


def narrower(
    request: AnswerRequest, found: Retrieval, error: ProviderError
) -> tuple[AnswerRequest, Retrieval]:
    """Less to read for a second try: the passages the draft cited, else those of the best document.

    What the draft said without support is told; of the conversation only the end is kept.
    """
    draft = error.draft
    cited = draft.cited if draft is not None else ()
    passages = tuple(one for one in found.passages if one.chunk_id in cited)
    if not passages or len(passages) == len(found.passages):
        best = found.passages[:1]
        passages = tuple(
            one for one in found.passages if best and one.document_id == best[0].document_id
        )
    if error.code == "too_long":
        passages = passages[: max(1, len(found.passages) // 2)]
    return (
        replace(
            request,
            history=request.history[-NARROW_HISTORY:],
            unsupported=draft.unsupported if draft is not None else (),
        ),
        replace(found, passages=passages),
    )


@dataclass(slots=True)
class _Failures:
    """Everything that was tried in vain so far."""

    attempts: list[Attempt] = field(default_factory=list)
    drafts: list[Draft] = field(default_factory=list)

    def add(self, provider: str, error: ProviderError) -> None:
        self.attempts.append(Attempt(provider, error.code, error.retryable, error.usage))
        if error.draft is not None:
            self.drafts.append(error.draft)

    def as_one(self, released: list[str]) -> AnsweringFailed:
        judged = [draft.assessment for draft in self.drafts if draft.assessment is not None]
        return AnsweringFailed(
            self.attempts[-1].code if self.attempts else "no_provider",
            tuple(self.attempts),
            released="".join(released),
            withheld=tuple(draft.withheld for draft in self.drafts if draft.withheld),
            assessment=judged[-1] if judged else None,
        )


async def _one_try(
    name: str,
    request: AnswerRequest,
    found: Retrieval,
    profile: Profile,
    earlier: Sequence[Attempt],
) -> AsyncGenerator[StreamItem, None]:
    """The items of one answerer, its assessment held back until something follows it."""
    provider = build_provider(name, profile)
    if getattr(provider, "spends_tokens", True):
        await check_budget(profile, earlier)
    held: list[StreamItem] = []
    finished = False
    async with aclosing(provider.stream(request, found)) as items:
        async for item in items:
            finished = isinstance(item, Answer)
            held.append(item)
            if isinstance(item, Assessment) or (profile.hold_whole_answer and not finished):
                continue
            for one in held:
                yield one
            held.clear()
    if not finished:
        raise ProviderError("cut", retryable=True)


def _pause_s(error: ProviderError, attempt: int) -> float | None:
    """How long to wait before the same answerer is tried again; None: not at all."""
    if not error.retryable or attempt + 1 >= TRIES_PER_PROVIDER:
        return None
    pause_s = FIRST_PAUSE_S * random.uniform(1, 1.5)
    if error.retry_after_s is not None:
        pause_s = max(pause_s, error.retry_after_s)
    return pause_s if pause_s <= LONGEST_PAUSE_S else None


def _log(request: AnswerRequest, name: str, error: ProviderError, released: list[str]) -> None:
    logger.warning(
        "answerer failed",
        extra={
            "profile": request.profile_id,
            "provider": name,
            "code": error.code,
            "released": len(released),
        },
    )
