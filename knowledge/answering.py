"""Passages to answer: the profile's answerers in order, the next one only before a word is out."""

from __future__ import annotations

import asyncio
import logging
import random
from collections.abc import AsyncGenerator
from contextlib import aclosing

from knowledge.providers.base import ProviderError, ProviderRefused, build_provider
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


async def stream_answer(
    request: AnswerRequest, found: Retrieval, profile: Profile
) -> AsyncGenerator[StreamItem, None]:
    """One Assessment, checked Deltas, one Answer. Raises AnsweringFailed; never ends in silence.

    Each answerer is tried once more after a retryable failure. The assessment is passed on only
    together with the first words or the answer, so that a failed try leaves no trace.
    """
    attempts: list[Attempt] = []
    withheld: tuple[str, ...] = ()
    for name in profile.providers:
        for attempt in range(TRIES_PER_PROVIDER):
            released: list[str] = []
            try:
                async for item in _one_try(name, request, found, profile):
                    if isinstance(item, Delta):
                        released.append(item.text)
                    yield item
                return
            except ProviderError as error:
                attempts.append(Attempt(name, error.code, error.retryable))
                withheld += error.withheld
                _log(request, name, error, released)
                if released or isinstance(error, ProviderRefused):
                    raise _failed(attempts, released, withheld) from error
                pause_s = _pause_s(error, attempt)
            if pause_s is None:
                break
            await asyncio.sleep(pause_s)
    raise _failed(attempts, [], withheld)


async def _one_try(
    name: str, request: AnswerRequest, found: Retrieval, profile: Profile
) -> AsyncGenerator[StreamItem, None]:
    """The items of one answerer, its assessment held back until something follows it."""
    assessment: Assessment | None = None
    finished = False
    async with aclosing(build_provider(name, profile).stream(request, found)) as items:
        async for item in items:
            if isinstance(item, Assessment):
                assessment = item
                continue
            if assessment is not None:
                yield assessment
                assessment = None
            finished = isinstance(item, Answer)
            yield item
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


def _failed(
    attempts: list[Attempt], released: list[str], withheld: tuple[str, ...]
) -> AnsweringFailed:
    code = attempts[-1].code if attempts else "no_provider"
    return AnsweringFailed(code, tuple(attempts), released="".join(released), withheld=withheld)


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
