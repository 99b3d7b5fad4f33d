"""The demo's desk has reviewed its assistant's answers, and calibrated the confidence on them."""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from pathlib import Path

from celery import Task, shared_task
from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone
from kombu.exceptions import OperationalError

from config.demo.knowledge import BASE_SLUG
from config.demo.people import MANAGER
from knowledge import selectors, services
from knowledge.models import (
    AnswerLabel,
    AnswerRecord,
    Calibration,
    DocumentStatus,
    KnowledgeBase,
    LabelSource,
)
from knowledge.retrieval import retrieve_now
from knowledge.types import AnswerRequest, Retrieval

logger = logging.getLogger(__name__)

FILE = Path(__file__).parent / "reviews.json"
# The answers are spread over so many days, as if visitors had asked them one by one.
DAYS = 21
# A slow machine indexes the help centre in some minutes; after fifteen something is broken.
RETRIES = 90
RETRY_S = 10


class NotIndexedYet(Exception):
    """The help centre cannot be searched in full at the moment."""


@dataclass(frozen=True, slots=True)
class Review:
    """What a visitor asks, and the article that answers it; None when no article does."""

    question: str
    slug: str | None

    def is_right(self, found: Retrieval) -> bool:
        """Whether what was found first is from the article that answers."""
        return bool(found.passages) and found.passages[0].document_ref == self.slug


@cache
def all_reviews() -> tuple[Review, ...]:
    """The demo's reviews, in an order that has nothing to do with the articles."""
    rows = json.loads(FILE.read_text(encoding="utf-8"))
    reviews = [Review(row["question"], row["slug"]) for row in rows]
    return tuple(sorted(reviews, key=lambda one: hashlib.blake2b(one.question.encode()).digest()))


def schedule_reviews() -> None:
    """A worker makes the reviews once the help centre is indexed; nobody waits for it."""
    transaction.on_commit(_send)


@shared_task(bind=True, max_retries=RETRIES)
def review_demo(self: Task[[], None]) -> None:
    """The reviews are there; tried again later while the help centre is being indexed."""
    try:
        ensure_reviews()
    except NotIndexedYet as error:
        raise self.retry(countdown=RETRY_S, exc=error) from error


def ensure_reviews(reviews: Sequence[Review] | None = None) -> int:
    """The demo's manager has reviewed these answers, all by default, and calibrated on them, once.

    Each question is searched for and compared with the article that answers it. Returns how many
    reviews were made: none outside the demo, and none where a calibration was fitted before.
    Raises NotIndexedYet.
    """
    base = KnowledgeBase.objects.filter(slug=BASE_SLUG).first()
    manager = User.objects.filter(username=MANAGER).first()
    if not settings.DEMO or base is None or manager is None or Calibration.objects.exists():
        return 0
    wanted = all_reviews() if reviews is None else reviews
    made = 0
    if not _are_there(wanted, manager):
        _wait_for(base, wanted)
        made = _store(_found(wanted, base), manager)
    _calibrate(manager)
    return made


def _send() -> None:
    try:
        review_demo.delay()
    except OperationalError:
        logger.warning("broker unreachable, the demo has no reviews until it is seeded again")


def _are_there(reviews: Sequence[Review], manager: User) -> bool:
    """They are stored all at once, so any of them stands for all."""
    return AnswerLabel.objects.filter(
        source=LabelSource.REVIEWER,
        by=manager,
        answer__conversation_public_id=None,
        answer__question__in=[review.question for review in reviews],
    ).exists()


def _wait_for(base: KnowledgeBase, reviews: Sequence[Review]) -> None:
    slugs = {review.slug for review in reviews if review.slug}
    ready = base.documents.filter(ref__in=slugs, status=DocumentStatus.READY).count()
    if ready < len(slugs):
        raise NotIndexedYet(f"{ready} of {len(slugs)} articles are indexed")


def _found(
    reviews: Sequence[Review], base: KnowledgeBase
) -> list[tuple[Review, AnswerRequest, Retrieval]]:
    """About 20 ms each. Raises NotIndexedYet when half of the search is away."""
    profile = selectors.default_profile()
    found = []
    for review in reviews:
        request = AnswerRequest(
            question=review.question,
            language=base.language,
            knowledge_bases=(base.pk,),
            profile_id=profile.id if profile else None,
        )
        result = retrieve_now(request)
        if result.degraded:
            raise NotIndexedYet(result.degraded)
        found.append((review, request, result))
    return found


@transaction.atomic
def _store(found: Sequence[tuple[Review, AnswerRequest, Retrieval]], manager: User) -> int:
    # Two workers at once would store them twice.
    User.objects.select_for_update(no_key=True).get(pk=manager.pk)
    if _are_there([review for review, _, _ in found], manager):
        return 0
    now, apart = timezone.now(), timedelta(days=DAYS) / max(len(found), 1)
    for number, (review, request, result) in enumerate(found):
        pk = services.record_answer(request=request, found=result, answer=None)
        AnswerRecord.objects.filter(pk=pk).update(created_at=now - apart * (len(found) - number))
        services.label_answer(
            answer_id=pk,
            source=LabelSource.REVIEWER,
            right=review.is_right(result),
            by_id=manager.pk,
        )
    return len(found)


def _calibrate(manager: User) -> None:
    """What was fitted is in use unless it is worse on labels that it did not see."""
    try:
        row = services.fit_calibration(by_id=manager.pk)
        services.activate_calibration(calibration_id=row.pk, by_id=manager.pk)
    except services.CalibrationError as error:
        logger.warning("the demo keeps the shipped calibration", extra={"reason": str(error)})
