"""Small builders: Vera visits, Ada and Abel are agents, Mona manages."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from django.contrib.auth.models import User

from agents import services as agents
from agents.models import AgentProfile, Queue, Team
from agents.types import Presence
from chat import services as chat
from chat.forms import settle_form
from chat.models import Conversation, Message, Site, TimelineEntry, Visitor
from chat.types import VISITOR, AuthorKind, EntryKind, Move
from escalation import services
from escalation.models import Handoff
from escalation.triggers.base import Trigger
from escalation.types import AssessmentFacts, Fired, ReasonCode, Snapshot, Stage
from knowledge.types import (
    Answer,
    AnswerDecision,
    Assessment,
    Citation,
    Confidence,
    Evidence,
    Passage,
    Retrieval,
)

_numbers = count(1)
NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


def later(moment: datetime, seconds: float) -> datetime:
    """So many seconds after the moment."""
    return moment + timedelta(seconds=seconds)


# Pure values


def snapshot(text: str = "Hello", stage: Stage = Stage.BEFORE_ANSWER, **fields: Any) -> Snapshot:
    """A snapshot of a message at noon."""
    return Snapshot(now=NOON, stage=stage, text=text, **fields)


def assessed(
    confidence: float, decision: AnswerDecision = AnswerDecision.ANSWER
) -> AssessmentFacts:
    """What the answerer said of its answer."""
    return AssessmentFacts(decision, confidence)


def fires(trigger: Trigger, text: str) -> list[str] | None:
    """The words that made the trigger fire, or None when it did not."""
    found = trigger.evaluate(snapshot(text))
    return None if found is None else [span.text for span in found.evidence]


def passage(title: str = "Backups", text: str = "Backups run every night.") -> Passage:
    """A retrieved passage."""
    return Passage(
        chunk_id=1,
        document_id=1,
        document_ref="backups",
        title=title,
        heading="",
        url="https://help.example/backups",
        text=text,
        score=0.9,
        cosine=0.8,
        lexical=0.4,
        best_sentence=text,
    )


def retrieval(confidence: float = 0.8, *passages: Passage, small_talk: str = "") -> Retrieval:
    """What search found; one passage unless told otherwise."""
    return Retrieval(
        query="backups",
        passages=passages or (passage(),),
        evidence=Evidence(top_score=0.9, cosine=0.8, passages=1, missing_words=("weekly",)),
        confidence=Confidence(confidence, {"cosine": 0.8}),
        small_talk=small_talk,
    )


def nothing_found() -> Retrieval:
    """An empty search."""
    return Retrieval("backups", (), Evidence(), Confidence(0.0))


def assessment(
    confidence: float = 0.9, decision: AnswerDecision = AnswerDecision.ANSWER, **fields: Any
) -> Assessment:
    """An answerer's verdict."""
    return Assessment(decision, Confidence(confidence, {"model": confidence}), **fields)


def answer(text: str = "Backups run every night.", confidence: float = 0.9) -> Answer:
    """A finished answer."""
    return Answer(
        text=text,
        citations=(Citation(1, "Backups", "https://help.example/backups"),),
        assessment=assessment(confidence),
        provider="extractive",
        model="",
        stop_reason="end",
    )


# Rows


def conversation(text: str = "How do backups work?", language: str = "en") -> Conversation:
    """A conversation that the assistant has, with one message of the visitor."""
    site, _ = Site.objects.get_or_create(key="shop", defaults={"name": "Shop"})
    visitor = Visitor.objects.create(site=site, name="Vera", attributes={"plan": "pro"})
    made = chat.open_conversation(
        site=site,
        visitor=visitor,
        start_url="https://shop.example/pricing",
        start_title="Pricing",
        language=language,
    )
    if text:
        say(made, text)
    return made


def say(target: Conversation, text: str) -> None:
    """The visitor writes."""
    chat.post_visitor_message(
        conversation_id=target.pk, client_id=f"vera-{next(_numbers):08}", text=text
    )


def reply(target: Conversation, text: str = "Backups run every night.") -> None:
    """The assistant answers."""
    target.refresh_from_db()
    chat.post_assistant_message(
        conversation_id=target.pk,
        text=text,
        epoch=target.epoch,
        citations=[{"title": "Backups", "url": "https://help.example/backups"}],
        detail={"confidence": 0.91},
    )


def agent(name: str = "Ada", *, presence: Presence = Presence.ONLINE) -> AgentProfile:
    """An agent of the default queue's team."""
    user = User.objects.create_user(f"{name.lower()}{next(_numbers)}", is_staff=True)
    made = agents.ensure_agent(user_id=user.pk, display_name=name)
    agents.set_presence(agent_id=made.pk, presence=presence)
    made.refresh_from_db()
    return made


def queue(name: str, **fields: Any) -> Queue:
    """A queue with a team of its own."""
    slug = name.lower()
    team = Team.objects.create(name=f"{name} team", slug=f"{slug}-team")
    return Queue.objects.create(name=name, slug=slug, team=team, **fields)


def keyword_fired(**fields: Any) -> Fired:
    """A rule that spoke."""
    values = {"kind": "keyword", "reason": ReasonCode.KEYWORD, "sentence": "The visitor wrote it."}
    return Fired(**{**values, **fields})


def escalate(target: Conversation, **options: Any) -> Handoff:
    """A person is asked for."""
    values: dict[str, Any] = {
        "epoch": None,
        "reason": ReasonCode.KEYWORD,
        "sentence": "The visitor wrote “data loss”.",
        "fired": (keyword_fired(),),
    }
    return services.escalate(conversation_id=target.pk, **{**values, **options})


def end(target: Conversation) -> None:
    """The visitor ends the conversation."""
    chat.move(conversation_id=target.pk, move=Move.CLOSE, actor=VISITOR, outcome="left")


def fill_form(target: Conversation, **values: str) -> None:
    """The visitor sends the newest form."""
    entry = entries(target, EntryKind.FORM_REQUESTED)[-1]
    given = {"name": "Vera", "email": "vera@example.com", "message": "Please call.", **values}
    settle_form(conversation_id=target.pk, form_id=entry["form_id"], values=given)


def send_form(target: Conversation, values: dict[str, str]) -> None:
    """The visitor sends the newest form with exactly these values."""
    entry = entries(target, EntryKind.FORM_REQUESTED)[-1]
    settle_form(conversation_id=target.pk, form_id=entry["form_id"], values=values)


def skip_form(target: Conversation) -> None:
    """The visitor does not want to fill in the newest form."""
    entry = entries(target, EntryKind.FORM_REQUESTED)[-1]
    settle_form(conversation_id=target.pk, form_id=entry["form_id"], values=None)


# Looking


def state_of(target: Conversation) -> str:
    """The state as stored."""
    return Conversation.objects.values_list("state", flat=True).get(pk=target.pk)


def entries(target: Conversation, kind: EntryKind) -> list[dict[str, Any]]:
    """The payloads of all entries of this kind, in order."""
    rows = TimelineEntry.objects.filter(conversation=target, kind=kind).order_by("seq")
    return list(rows.values_list("payload", flat=True))


def notices(target: Conversation) -> list[str]:
    """What the visitor was told in nobody's name, in order."""
    rows = Message.objects.filter(conversation=target, author_kind=AuthorKind.SYSTEM.value)
    return list(rows.order_by("seq").values_list("text", flat=True))


def handoff_of(target: Conversation) -> Handoff:
    """The newest handoff."""
    return Handoff.objects.filter(conversation=target).latest("pk")
