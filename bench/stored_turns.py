"""Fills a database with decisions about made-up turns, every text another one.

Run as a module inside the product's environment: `python -m bench.stored_turns --turns 20000`.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import uuid
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

import django

SEED = 20_260_302
TURNS_A_CONVERSATION = 4
DAYS = 30
VISITOR_WORDS, ANSWER_WORDS = (5, 25), (35, 75)
_AT_ONCE = 2000


def main() -> None:
    """Prints the policy that was live and the session of a manager, as JSON."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--turns", type=int, default=20_000)
    turns = parser.parse_args().turns
    django.setup()
    json.dump(_filled(turns), sys.stdout)
    print()


def _filled(turns: int) -> dict[str, Any]:
    from django.db import connection

    from bench.sessions import manager_session
    from chat.models import Conversation, Site, Visitor
    from escalation.models import Decision
    from escalation.setup import ensure_defaults

    version = ensure_defaults()
    site = Site.objects.create(name="Stored turns", allowed_origins=[])
    visitor = Visitor.objects.create(site=site)
    begin = _now() - timedelta(days=DAYS)
    conversations = Conversation.objects.bulk_create(
        (
            Conversation(
                site=site,
                visitor=visitor,
                public_id=uuid.uuid4(),
                created_at=begin,
                state_since=begin,
            )
            for _ in range(-(-turns // TURNS_A_CONVERSATION))
        ),
        batch_size=_AT_ONCE,
    )
    keys = [one.pk for one in conversations]
    Decision.objects.bulk_create(_decisions(keys, turns, begin, version), batch_size=_AT_ONCE)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return {"policy": version.policy_id, "session": manager_session()}


def _decisions(keys: Sequence[int], turns: int, begin: datetime, version: Any) -> Iterator[Any]:
    from escalation.decide import decide
    from escalation.models import Decision
    from escalation.rules import parse_rules
    from escalation.types import Snapshot

    draw = random.Random(SEED)
    words = _words()
    rules = parse_rules(version.rules)
    for number in range(turns):
        at = begin + timedelta(days=DAYS) * (number / turns)
        snapshot = _snapshot(draw, words, at)
        verdict = decide(Snapshot.from_json(snapshot), rules)
        yield Decision(
            conversation_id=keys[number // TURNS_A_CONVERSATION],
            turn_id=number + 1,
            stage=snapshot["stage"],
            snapshot=snapshot,
            fired=[one.to_json() for one in verdict.fired],
            action=verdict.action.value,
            reason=verdict.primary.reason.value if verdict.primary else "",
            policy_version=version,
            created_at=at,
        )


def _snapshot(draw: random.Random, words: Sequence[str], at: datetime) -> dict[str, Any]:
    """As the embedded answerer leaves it after an answer; some words ask for a person."""
    sure = min(0.99, draw.betavariate(6, 1.6))
    text = _text(draw, words, VISITOR_WORDS)
    if draw.random() < 0.02:
        text += " our server is down"
    parts = {name: draw.random() for name in ("top_score", "cosine", "lexical", "coverage")}
    return {
        "v": 2,
        "now": at.isoformat(),
        "stage": "after_answer",
        "text": text,
        "language": "en",
        "attributes": {"plan": draw.choice(("basic", "pro")), "customer_since": "2023-04"},
        "start_url": f"https://shop.example/help/{draw.randrange(400)}",
        "exchanges": draw.randrange(4),
        "unresolved": 0,
        "readings": [
            {"name": name, "value": draw.random() * 0.45, "gauge": "bench", "version": 1,
             "evidence": []}
            for name in ("unresolved", "human_request", "frustration", "annoyance", "abuse")
        ],
        "retrieval": {"confidence": sure, "passages": 5, "parts": parts, "small_talk": "",
                      "degraded": ""},
        "assessment": {"decision": "answer", "confidence": sure, "parts": parts, "intent": "",
                       "sentiment": "", "missing": "", "support": 1.0},
        "answer": _text(draw, words, ANSWER_WORDS),
        "human_available": True,
        "hours_open": True,
        "pages": [f"https://shop.example/help/{draw.randrange(400)}" for _ in range(2)],
    }  # fmt: skip


def _text(draw: random.Random, words: Sequence[str], length: tuple[int, int]) -> str:
    """Sentences of about twelve words, no two texts alike."""
    chosen = draw.choices(words, k=draw.randint(*length))
    return " ".join(
        word + ("." if number % 12 == 11 else "") for number, word in enumerate(chosen)
    ).capitalize()


def _words() -> list[str]:
    """The demo's help centre, word by word: common ones come as often as people use them."""
    from config.demo.articles import all_articles

    return [word for article in all_articles() for word in article.body.split() if word.isalpha()]


def _now() -> datetime:
    from django.utils import timezone

    return timezone.now()


if __name__ == "__main__":
    main()
