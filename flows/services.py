"""Moves runs along their flows, and plans turns: one transaction each."""

from __future__ import annotations

import logging
from datetime import datetime

from django.db import IntegrityError, InterfaceError, OperationalError, connection, transaction
from django.utils import timezone

from chat.models import Conversation, Message
from chat.services import lock
from chat.transactions import joined
from chat.types import AuthorKind, State
from escalation.services import escalate
from escalation.types import ReasonCode
from flows import episodes, library, runs
from flows.context import Hands
from flows.drafts import publish, restore, save_draft
from flows.engine import advance
from flows.models import FlowRun, Turn
from flows.problems import flow_problems
from flows.types import (
    OPEN_TURNS,
    GraphError,
    Happening,
    HappeningKind,
    Run,
    RunState,
    TurnState,
    WaitFor,
)
from flows.world import ConversationWorld

__all__ = [
    "begin_run",
    "flow_problems",
    "open_turn_of",
    "plan_turn",
    "publish",
    "restore",
    "save_draft",
    "tell",
]

logger = logging.getLogger(__name__)

_OPEN = tuple(state.value for state in OPEN_TURNS)


@joined
def begin_run(*, conversation_id: int) -> None:
    """The conversation walks its site's flow, else the default one, up to the first wait.

    Where nothing is published there is no run: the conversation goes to a person at once.
    """
    conversation = lock(conversation_id, with_visitor=True)
    version = library.version_of_site(conversation.site_id)
    if version is None:
        _to_a_person(conversation_id, "No flow is published for this site.")
        return
    row = FlowRun(conversation=conversation, version_id=version)
    _try(row, conversation, Happening(HappeningKind.BEGUN), timezone.now())


@joined
def tell(*, conversation_id: int, happening: Happening, now: datetime | None = None) -> None:
    """The conversation's run knows what happened, and went on where that concerns it.

    A run that cannot go on is aborted and a person is asked for.
    """
    conversation = lock(conversation_id, with_visitor=True)
    row = (
        FlowRun.objects.select_for_update(of=("self",))
        .filter(conversation=conversation_id)
        .exclude(state=RunState.ABORTED.value)
        .first()
    )
    now = now or timezone.now()
    if row is None or (happening.kind is HappeningKind.TIMED_OUT and not _is_overdue(row, now)):
        return
    _try(row, conversation, happening, now)


def _try(row: FlowRun, conversation: Conversation, happening: Happening, now: datetime) -> None:
    """The run has moved on, or is aborted: none is tried again and again, and strands nobody."""
    try:
        with transaction.atomic():
            _move_on(row, conversation, happening, now)
    except (OperationalError, InterfaceError, IntegrityError):
        raise  # no database, a deadlock, a run that exists: that says nothing about the steps
    except GraphError as error:
        _abort(conversation.pk, row.version_id, str(error))
    except Exception as error:
        logger.exception("flow step failed", extra={"conversation": conversation.pk})
        _abort(conversation.pk, row.version_id, f"a step failed ({type(error).__name__}).")


def _is_overdue(row: FlowRun, now: datetime) -> bool:
    """Whether the wait is over: between the sweep's look and the lock the run may have moved on."""
    return row.deadline_at is not None and row.deadline_at <= now


def _move_on(row: FlowRun, conversation: Conversation, happening: Happening, now: datetime) -> None:
    """Stored before anything is done: what the effects bring about finds the run where it is."""
    before = runs.of_row(row)
    world = ConversationWorld(conversation, now)
    went = advance(library.PUBLISHED, before, happening, world)
    if went.run is not before or row.pk is None:
        runs.store(row, went, now)
    Hands(conversation, row, now).carry_out(went)
    if happening.kind is not HappeningKind.BEGUN:  # nobody has said anything before
        _take_up_words(row, before)


def _take_up_words(row: FlowRun, before: Run) -> None:
    """Words that came before the assistant was reached have a turn now."""
    if row.waiting_for != WaitFor.VISITOR or before.waiting_for is WaitFor.VISITOR:
        return
    conversation = Conversation.objects.get(pk=row.conversation_id)
    if conversation.state == State.ASSISTANT and episodes.words(conversation).waiting:
        _insert_turn(conversation.pk, conversation.last_seq)


def _abort(conversation_id: int, version_id: int, why: str) -> None:
    """The row keeps where the run was before; one that never began gets a row of its own."""
    logger.error("flow run aborted", extra={"conversation": conversation_id, "why": why})
    over = {"state": RunState.ABORTED.value, "outcome": "graph_error", "deadline_at": None}
    FlowRun.objects.update_or_create(
        conversation_id=conversation_id,
        defaults=over,
        create_defaults={**over, "version_id": version_id},
    )
    _to_a_person(conversation_id, f"The flow cannot go on: {why}")


def _to_a_person(conversation_id: int, why: str) -> None:
    if lock(conversation_id).state == State.ASSISTANT:
        escalate(
            conversation_id=conversation_id,
            epoch=None,
            reason=ReasonCode.AI_ERROR,
            sentence=why,
            fired=(),
        )


# Turns


def plan_turn(*, conversation_id: int, upto_seq: int) -> None:
    """The visitor's newest words have a turn. One that has shown nothing yet makes way for it.

    Runs in the transaction of the message, under the conversation's row lock.
    """
    if _is_listening(conversation_id):
        _insert_turn(conversation_id, upto_seq)


def _insert_turn(conversation_id: int, upto_seq: int) -> None:
    now = timezone.now()
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE flows_turn SET state = %s, finished_at = %s "
            "WHERE conversation_id = %s AND state = ANY(%s) AND NOT shown",
            [TurnState.SUPERSEDED.value, now, conversation_id, list(_OPEN)],
        )
        cursor.execute(
            "INSERT INTO flows_turn (conversation_id, state, shown, attempts, upto_seq, failure,"
            " timings, created_at) SELECT id, %s, false, 0, %s, '', '{}', %s "
            "FROM chat_conversation WHERE id = %s AND state = %s "
            "ON CONFLICT (conversation_id) WHERE state IN ('pending', 'running') DO NOTHING",
            [TurnState.PENDING.value, upto_seq, now, conversation_id, State.ASSISTANT.value],
        )


def _is_listening(conversation_id: int) -> bool:
    """Whether the assistant has the word; a run that waits for something else is told first.

    A survey, or nothing any more: it goes back to answering. A form that comes before the
    assistant: the words wait until the flow has come to it. So do those that open a conversation.
    """
    if _waits_for(conversation_id) == WaitFor.VISITOR:
        return True
    said = Message.objects.filter(
        conversation=conversation_id, author_kind=AuthorKind.VISITOR.value
    )
    if said[1:2].exists():
        tell(conversation_id=conversation_id, happening=Happening(HappeningKind.VISITOR_WROTE))
    return _waits_for(conversation_id) in {WaitFor.VISITOR, None}


def _waits_for(conversation_id: int) -> WaitFor | None:
    """What the conversation's run waits for; None without a waiting run."""
    rows = FlowRun.objects.filter(conversation=conversation_id, state=RunState.WAITING.value)
    found = rows.values_list("waiting_for", flat=True).first()
    return WaitFor(found) if found else None


def open_turn_of(conversation_id: int) -> Turn | None:
    """The conversation's open turn."""
    return Turn.objects.filter(conversation=conversation_id, state__in=_OPEN).first()
