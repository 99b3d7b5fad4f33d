"""A thumb down is a moment of decision too, though no turn is under way."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from chat import services as chat
from chat.types import AuthorKind, Entry, State
from escalation import selectors
from escalation.services.deciding import begin, judge, store_decision
from escalation.services.handing_over import escalate
from escalation.types import Action, Stage


def calls_wrong(entry: Entry) -> bool:
    """Whether the visitor calls an answer wrong while the assistant has the conversation."""
    payload = entry.payload
    by_visitor = payload["by"] == AuthorKind.VISITOR
    return by_visitor and payload["verdict"] == "wrong" and entry.state == State.ASSISTANT


@transaction.atomic
def on_rated(entry: Entry) -> None:
    """The rules are asked; what they say is stored either way, so that drafts can be tried on it.

    A turn under way gives way to the escalation as it does to any other.
    """
    conversation = chat.lock(entry.conversation_id)
    if not calls_wrong(entry) or conversation.state != State.ASSISTANT:
        return
    turn_id = int(entry.payload["turn"])
    case = begin(
        conversation=conversation,
        text="",
        turn_id=turn_id,
        now=timezone.now(),
        policy=selectors.policy_of_turn(conversation.pk, turn_id),
    )
    case, verdict = judge(case, Stage.FEEDBACK)
    decision = store_decision(case, verdict)
    if verdict.action is Action.ESCALATE and verdict.primary is not None:
        escalate(
            conversation_id=conversation.pk,
            epoch=conversation.epoch,
            reason=verdict.primary.reason,
            sentence=verdict.primary.sentence,
            fired=verdict.fired,
            decision_id=decision.pk,
        )
