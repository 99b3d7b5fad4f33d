"""Reactions of the conductor to timeline entries; named in config/wiring.py."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from agents.types import FallbackKind
from chat.models import Conversation
from chat.types import AuthorKind, Entry, EntryKind, Move, State
from flows import episodes, people, runner, services
from flows.nodes.human_chat import NOBODY_IN
from flows.types import Happening, HappeningKind
from knowledge import services as knowledge


def on_opened(entry: Entry) -> None:
    """A new conversation begins its flow."""
    services.begin_run(conversation_id=entry.conversation_id)


def wants_turn(entry: Entry) -> bool:
    """Whether these are words of the visitor while the assistant owns the next word."""
    return entry.state == State.ASSISTANT and entry.payload["author"] == AuthorKind.VISITOR


def on_message(entry: Entry) -> None:
    """A turn is planned for words that want one."""
    if wants_turn(entry):
        services.plan_turn(conversation_id=entry.conversation_id, upto_seq=entry.seq)


def kick(entry: Entry) -> None:
    """The planned turn is begun at once."""
    if wants_turn(entry):
        runner.kick(entry.conversation_id)


def on_escalated(entry: Entry) -> None:
    """The run leaves the assistant towards a person."""
    reason = str(entry.payload.get("reason", ""))
    _tell(entry, HappeningKind.ESCALATED, learned={"reason": reason, "outcome": "escalated"})


def on_offers_exhausted(entry: Entry) -> None:
    """Everybody was asked and nobody came: the run goes its way for that, where it has one."""
    news = [entry.epoch, entry.payload.get("queue", "")]
    _tell(entry, HappeningKind.NOBODY, learned={NOBODY_IN: news})


def leaves_to_fallback(entry: Entry) -> bool:
    """Whether no step looks after the visitor; asked when the run has gone its way."""
    return not people.looks_after_itself(entry.conversation_id)


def on_agent_joined(entry: Entry) -> None:
    """A person stepped in, asked or unasked."""
    _tell(entry, HappeningKind.AGENT_JOINED)


def on_moved(entry: Entry) -> None:
    """Ends, hand-backs and reopenings lead the run on."""
    match entry.payload["move"]:
        case Move.CLOSE:
            _closed(entry)
        case Move.RETURN_TO_ASSISTANT | Move.REOPEN if _nobody_came(entry):
            _tell(entry, HappeningKind.RETURNED, {"nobody_came": True}, {"brief": ""})
            _answer_what_was_left_open(entry)
        case Move.RETURN_TO_ASSISTANT:
            brief = str(entry.payload.get("brief", ""))
            _tell(entry, HappeningKind.RETURNED, learned={"brief": brief})
            _answer_what_was_left_open(entry)
        case Move.REOPEN:
            _tell(entry, HappeningKind.REOPENED)


def _nobody_came(entry: Entry) -> bool:
    """Whether the assistant goes on because a person was only promised."""
    return bool(entry.payload["reason"] == FallbackKind.ASSISTANT_NOTE)


def _answer_what_was_left_open(entry: Entry) -> None:
    """A question that the colleague handed back without a reply is the assistant's now."""
    conversation = Conversation.objects.get(pk=entry.conversation_id)
    if conversation.state == State.ASSISTANT and episodes.left_open(conversation):
        services.plan_turn(conversation_id=conversation.pk, upto_seq=entry.seq)


def kick_returned(entry: Entry) -> None:
    """A turn that a hand-back planned is begun at once."""
    if entry.payload["move"] == Move.RETURN_TO_ASSISTANT or _nobody_came(entry):
        runner.kick(entry.conversation_id)


def _closed(entry: Entry) -> None:
    if entry.payload["reason"] == "flow_ended":
        return  # the run itself closed it
    by_agent = entry.payload["actor"]["kind"] == AuthorKind.AGENT
    _tell(entry, HappeningKind.AGENT_RESOLVED if by_agent else HappeningKind.LEFT)


def on_form_settled(entry: Entry) -> None:
    """A form that the run may wait for is answered or skipped."""
    payload = entry.payload
    facts = {
        "form_id": payload["form_id"],
        "is_skipped": entry.kind == EntryKind.FORM_SKIPPED,
        "values": dict(payload.get("values", {})),
    }
    _tell(entry, HappeningKind.FORM_SETTLED, facts, _rated(entry))


def _rated(entry: Entry) -> dict[str, object]:
    """A rating is a fact also when it comes after the flow has gone on."""
    values = entry.payload.get("values") or {}
    if entry.payload["kind"] != "survey" or "rating" not in values:
        return {}
    return {"survey.rating": int(values["rating"]), "survey.comment": values.get("comment", "")}


def on_rated(entry: Entry) -> None:
    """A verdict on an answer is kept with the record of that answer."""
    payload = entry.payload
    visitor = payload["by"] == AuthorKind.VISITOR
    knowledge.label_turn(
        conversation_public_id=UUID(entry.public_id),
        turn_id=payload["turn"],
        source="visitor" if visitor else "agent",
        right=payload["verdict"] == "right" if payload["verdict"] else None,
        by_id=None if visitor else int(payload["by"]),
    )


def kick_stepped(entry: Entry) -> None:
    """A turn for words that came before the assistant was reached is begun at once."""
    if entry.payload.get("listens"):
        runner.kick(entry.conversation_id)


def _tell(
    entry: Entry,
    kind: HappeningKind,
    facts: Mapping[str, object] | None = None,
    learned: Mapping[str, object] | None = None,
) -> None:
    services.tell(
        conversation_id=entry.conversation_id,
        happening=Happening(kind, facts or {}, learned or {}),
    )
