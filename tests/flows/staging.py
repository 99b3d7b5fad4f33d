"""A stage for turns: a site on the starter flow, and an answerer and search that play a script."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncGenerator, Callable
from dataclasses import dataclass, field
from typing import Any, ClassVar

from chat.dbthreads import in_db_thread
from chat.models import Conversation, Message, Site, Visitor
from chat.services import ensure_conversation, post_visitor_message
from chat.types import AuthorKind
from escalation.setup import ensure_defaults
from flows.models import Turn
from flows.services import open_turn_of
from flows.starter import ensure_flow_of, graph
from flows.turn import run_turn
from flows.types import TurnState
from knowledge.models import AssistantProfile
from knowledge.providers.base import ProviderError
from knowledge.types import (
    Answer,
    AnswerDecision,
    AnswerRequest,
    Assessment,
    Citation,
    Confidence,
    Delta,
    Evidence,
    Passage,
    Profile,
    Retrieval,
    StreamItem,
)
from tests.builders import client_id


@dataclass
class Script:
    """One answer to play. `before_words` runs between the assessment and the first words."""

    words: tuple[str, ...] = ("Backups are kept for 14 days.",)
    confidence: float = 0.9
    error: ProviderError | None = None
    before_words: Callable[[], None] | None = None
    between_words: Callable[[], None] | None = None


@dataclass
class ScriptedAnswers:
    """An answerer that plays `scripts` in order, the last one again and again."""

    profile: Profile
    scripts: ClassVar[deque[Script]] = deque()
    requests: ClassVar[list[AnswerRequest]] = []

    @classmethod
    def play(cls, *scripts: Script) -> None:
        """These are the next answers."""
        cls.scripts = deque(scripts)
        cls.requests = []

    async def stream(
        self, request: AnswerRequest, found: Retrieval
    ) -> AsyncGenerator[StreamItem, None]:
        """The script, as a provider would stream it."""
        self.requests.append(request)
        script = self.scripts.popleft() if len(self.scripts) > 1 else self.scripts[0]
        if script.error is not None:
            raise script.error
        assessment = Assessment(AnswerDecision.ANSWER, Confidence(script.confidence))
        yield assessment
        await _run(script.before_words)
        for index, words in enumerate(script.words):
            if index:
                await _run(script.between_words)
            yield Delta(words)
        yield Answer(
            text="".join(script.words),
            citations=tuple(Citation(1, one.title, one.url, "14 days") for one in found.passages),
            assessment=assessment,
            provider="scripted",
            model="",
            stop_reason="end_turn",
        )


async def _run(step: Callable[[], None] | None) -> None:
    if step is not None:
        await in_db_thread(step)


def found(*, confidence: float = 0.9, small_talk: str = "", passages: int = 1) -> Retrieval:
    """What search finds: one good passage, unless said otherwise."""
    passage = Passage(1, 1, "backups", "Backups", "", "/help/backups", "14 days", 1.2, 0.8, 0.7)
    return Retrieval(
        query="q",
        passages=(passage,) * passages,
        evidence=Evidence(
            top_score=1.2, cosine=0.8, strength=22.0, centroid=0.7, passages=passages
        ),
        confidence=Confidence(confidence),
        small_talk=small_talk,
    )


@dataclass
class Stage:
    """A visitor in front of the assistant."""

    site: Site
    visitor: Visitor
    found: Retrieval = field(default_factory=found)

    def say(self, text: str) -> Conversation:
        """The visitor says something; the turn that it plans is not run yet."""
        conversation = ensure_conversation(
            site=self.site,
            visitor_id=self.visitor.pk,
            start_url="https://shop.example/pricing",
            start_title="Pricing",
            language="en",
        )
        post_visitor_message(conversation_id=conversation.pk, client_id=client_id(), text=text)
        return conversation

    def run(self, conversation: Conversation) -> TurnState | None:
        """Runs the open turn, as the web process would."""
        turn = open_turn_of(conversation.pk)
        return asyncio.run(run_turn(turn.pk)) if turn else None

    def ask(self, text: str) -> Conversation:
        """Says it and lets the assistant react."""
        conversation = self.say(text)
        self.run(conversation)
        conversation.refresh_from_db()
        return conversation


def build(site: Site, visitor: Visitor, settings: Any, monkeypatch: Any) -> Stage:
    """The stage, with a published flow and policy."""
    settings.ANSWER_PROVIDERS = {"scripted": "tests.flows.staging.ScriptedAnswers"}
    AssistantProfile.objects.create(
        name="Scripted", slug="scripted", is_default=True, providers=["scripted"], settle_ms=0
    )
    ensure_defaults()
    draft = graph(greeting="Hi!", goodbye="Glad to help!")
    ensure_flow_of(site=site, slug="staged", name="Staged", draft=draft)
    stage = Stage(site, visitor)

    async def search(request: AnswerRequest) -> Retrieval:
        return stage.found

    monkeypatch.setattr("knowledge.services.retrieve", search)
    ScriptedAnswers.play(Script())
    return stage


def words_of(conversation: Conversation, kind: AuthorKind) -> list[str]:
    """What this kind of author said, in order."""
    messages = Message.objects.filter(conversation=conversation, author_kind=kind.value)
    return list(messages.order_by("seq").values_list("text", flat=True))


def turn_states(conversation: Conversation) -> list[str]:
    """The states of the conversation's turns, oldest first."""
    turns = Turn.objects.filter(conversation=conversation).order_by("pk")
    return list(turns.values_list("state", flat=True))
