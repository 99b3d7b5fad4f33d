"""Two weeks of the demo's conversations, each turn judged by the real rules, then dated back.

Backtests and reports have something to look at on the first day. Which questions come when is drawn
from a fixed seed; what is found, answered and decided is not: that is the product's own doing.
"""

from __future__ import annotations

import itertools
import json
import logging
import random
from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path

from celery import Task, shared_task
from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone
from kombu.exceptions import OperationalError

from agents.types import AgentsError
from chat.models import Message, Site
from config.demo import SITE_NAME
from config.demo.articles import all_articles
from config.demo.knowledge import BASE_SLUG
from config.demo.people import MANAGER, ensure_people
from config.demo.reviews import RETRIES, RETRY_S, NotIndexedYet, Review, all_reviews
from config.demo.talk import Desk, Line, Talk, play
from knowledge.models import Calibration, KnowledgeBase

logger = logging.getLogger(__name__)

FILE = Path(__file__).parent / "history.json"
DAYS = 14
SEED = 14
# A small desk: so many conversations on a weekday, and on Saturdays and Sundays.
WEEKDAY, WEEKEND = 8, 3
# How likely a conversation begins in each hour from 7 to 20 o'clock.
HOURS = (1, 3, 6, 9, 8, 6, 5, 7, 8, 7, 5, 4, 3, 2)
FIRST_HOUR = 7
# Most visitors ask what the help centre expects; the others ask it in words of their own.
EXPECTED = 0.85
# Of the answers so many are reviewed by the manager.
REVIEWED = 0.5


def schedule_history() -> None:
    """A worker plays the conversations once the help centre is indexed; nobody waits for it."""
    transaction.on_commit(_send)


@shared_task(bind=True, max_retries=RETRIES)
def play_demo_history(self: Task[[], None]) -> None:
    """The conversations are there; tried again later while the help centre is being indexed.

    Or while the people of the demo have their hands full with somebody who tries it out.
    """
    try:
        ensure_history()
    except (AgentsError, NotIndexedYet) as error:
        raise self.retry(countdown=RETRY_S, exc=error) from error


def ensure_history(limit: int | None = None) -> int:
    """The past fortnight is there, once. Returns how many conversations were played just now.

    None outside the demo. Raises NotIndexedYet while the help centre cannot be searched in full, or
    before the desk's calibration: its confidence would be another one.
    """
    base = KnowledgeBase.objects.filter(slug=BASE_SLUG).first()
    manager = User.objects.filter(username=MANAGER).first()
    site = Site.objects.filter(name=SITE_NAME).first()
    if not settings.DEMO or base is None or manager is None or site is None:
        return 0
    if not Calibration.objects.exists():
        raise NotIndexedYet("the desk has not reviewed its answers yet")
    desk = Desk(site, ensure_people(), base, manager, _sentences()["replies"])
    known = set(
        Message.objects.filter(client_id__startswith=Talk.MARK).values_list("client_id", flat=True)
    )
    made = 0
    for talk in planned(timezone.now())[:limit]:
        if talk.client_id(0) not in known:
            play(talk, desk)
            made += 1
    return made


def planned(now: datetime) -> list[Talk]:
    """The conversations of the last fortnight, the oldest first; the same ones for the same day."""
    draw = random.Random(SEED)
    questions = _Questions(draw)
    today = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    talks: list[Talk] = []
    for back in range(DAYS, 0, -1):
        day = today - timedelta(days=back)
        number = WEEKDAY if day.weekday() < 5 else WEEKEND
        talks += [
            Talk(len(talks) + place, at, questions.lines(), draw.random() < REVIEWED)
            for place, at in enumerate(sorted(_moments(draw, day, number)))
        ]
    return talks


def _moments(draw: random.Random, day: datetime, number: int) -> list[datetime]:
    hours = draw.choices(range(FIRST_HOUR, FIRST_HOUR + len(HOURS)), HOURS, k=number)
    return [
        day + timedelta(hours=hour, minutes=draw.randrange(60), seconds=draw.randrange(60))
        for hour in hours
    ]


class _Questions:
    """What visitors say: questions to the help centre in turn, and how they go on."""

    def __init__(self, draw: random.Random) -> None:
        self._draw = draw
        self._said = _sentences()
        self._own = itertools.cycle(all_reviews())
        expected = [
            Review(question, article.slug)
            for article in all_articles()
            for question in article.questions
        ]
        draw.shuffle(expected)
        self._expected = itertools.cycle(expected)

    def lines(self) -> tuple[Line, ...]:
        """A conversation's lines in order; those after a person has come are not said."""
        kind = self._draw.random()
        if kind < 0.07:
            return (self._any("urgent"),)
        if kind < 0.13:
            return (self._any("billing"), self._any("thanks"))
        first = self._question()
        if kind < 0.40:
            return (first, self._any("thanks"))
        if kind < 0.60:
            return (first, self._question())
        if kind < 0.70:
            return (first, self._any("upset"), self._any("asks"))
        if kind < 0.78:
            return (first, self._any("asks"))
        return (first,)

    def _question(self) -> Line:
        is_expected = self._draw.random() < EXPECTED
        review = next(self._expected if is_expected else self._own)
        return Line(review.question, review)

    def _any(self, kind: str) -> Line:
        return Line(self._draw.choice(self._said[kind]))


@cache
def _sentences() -> dict[str, Sequence[str]]:
    found: dict[str, Sequence[str]] = json.loads(FILE.read_text(encoding="utf-8"))
    return found


def _send() -> None:
    try:
        play_demo_history.delay()
    except OperationalError:
        logger.warning("broker unreachable, the demo has no history until it is seeded again")
