"""What nodes do to the world: the real implementation of `flows.node_context`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from agents import selectors as agents
from agents.services import enqueue
from chat.models import Conversation
from chat.services import move, post_assistant_message, post_system_message, record
from chat.types import SYSTEM, Audience, EntryKind, Move, State
from escalation import selectors as escalation
from escalation.services import escalate, leave_message
from escalation.types import ReasonCode
from flows.node_context import fill_in


@dataclass(slots=True)
class ConversationContext:
    """The real one: services of the layers below, inside the engine's transaction."""

    conversation: Conversation
    node_id: str
    at: datetime
    run_facts: Mapping[str, Any]
    assistant_name: str

    @property
    def now(self) -> datetime:
        """The moment of this step."""
        return self.at

    def facts(self) -> Mapping[str, Any]:
        """What is true of the conversation now."""
        conversation, visitor = self.conversation, self.conversation.visitor
        handoff = escalation.open_handoff(conversation.pk)
        return {
            **self.run_facts,
            "escalated": conversation.state not in {State.ASSISTANT, State.CLOSED},
            "reason": handoff.reason if handoff else self.run_facts.get("reason", ""),
            "language": conversation.language,
            "page": conversation.current_url,
            "start_page": conversation.start_url,
            "state": conversation.state,
            "visitor.name": visitor.name,
            "visitor.email": visitor.email,
            **{f"visitor.{key}": value for key, value in visitor.attributes.items()},
        }

    def say(self, text: str) -> None:
        """The assistant says it while it owns the next word; afterwards it is a notice."""
        filled = fill_in(text, self.facts())
        if self.conversation.state == State.ASSISTANT:
            post_assistant_message(
                conversation_id=self.conversation.pk,
                text=filled,
                epoch=self.conversation.epoch,
                name=self.assistant_name,
            )
        else:
            post_system_message(conversation_id=self.conversation.pk, text=filled)

    def ask_form(
        self, *, form_id: str, kind: str, title: str, text: str, fields: Sequence[Mapping[str, Any]]
    ) -> None:
        """The form is in the timeline."""
        record(
            conversation_id=self.conversation.pk,
            kind=EntryKind.FORM_REQUESTED,
            payload={
                "form_id": form_id,
                "kind": kind,
                "title": title,
                "text": text,
                "fields": [dict(field) for field in fields],
            },
            audience=Audience.PUBLIC,
        )

    def request_human(self, *, queue_slug: str, priority: int) -> None:
        """Escalates, or moves what is waiting already to the node's queue."""
        queue = agents.queue_by_slug(queue_slug) or agents.default_queue()
        handoff = escalation.open_handoff(self.conversation.pk)
        if handoff is None and self.conversation.state == State.ASSISTANT:
            escalate(
                conversation_id=self.conversation.pk,
                epoch=None,
                reason=ReasonCode.FLOW_STEP,
                sentence="The flow leads to a person here.",
                fired=(),
                queue_id=queue.pk,
            )
        elif self.conversation.state == State.QUEUED and handoff is not None:
            enqueue(
                conversation_id=self.conversation.pk,
                queue_id=queue.pk,
                priority=priority * 10 or None,
                reason=handoff.reason,
                reason_text=handoff.sentence,
            )
        self.conversation.refresh_from_db()

    def leave_message(self) -> None:
        """The offline form is shown, and the words are promised to a person."""
        leave_message(conversation_id=self.conversation.pk)
        self.conversation.refresh_from_db()

    def close(self, outcome: str) -> None:
        """The conversation is closed, unless it is already."""
        if self.conversation.state != State.CLOSED:
            move(
                conversation_id=self.conversation.pk,
                move=Move.CLOSE,
                actor=SYSTEM,
                reason="flow_ended",
                outcome=outcome,
            )
            self.conversation.refresh_from_db()

    def form_id(self) -> str:
        """One form for each visit of a node in an episode."""
        return f"{self.node_id}-{self.conversation.episode}-{self.conversation.epoch}"
