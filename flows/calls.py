"""Calls to other systems: claimed with a lease, tried a bounded number of times, told once.

A worker that dies leaves its lease to expire; the sweep sends the call again, with the same key,
so that the other side can recognise it. Lock order: the conversation's row first, then the call's.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from chat.outgoing.delivery import Request
from chat.outgoing.signing import signed
from chat.services import lock
from flows import outbox
from flows.library import PUBLISHED
from flows.models import FlowCall, FlowRun, Secret
from flows.nodes.webhook import GRACE_S, OPEN_CALL, WebhookConfig, pause_s
from flows.services import tell
from flows.types import CallState, GraphError, Happening, HappeningKind, RunState, WaitFor

NOT_SENT_AFTER = timedelta(seconds=3)
"""A call this old was never sent, or its worker died before it began."""

_KEPT_CHARS = 4000
"""Of an answer, for staff who look into a failure."""

_BATCH = 100
_AGENT = "Baton/0.1"


@dataclass(frozen=True, slots=True)
class ClaimedCall:
    """A call that this worker makes. `attempt` counts from 1. `problem`: why it cannot be made."""

    id: int
    conversation_id: int
    attempt: int
    request: Request
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a try ended. `status`: None without an answer; `failure`: empty when all is well."""

    status: int | None = None
    body: str = ""
    failure: str = ""
    is_retryable: bool = False


def claim(call_id: int, now: datetime) -> ClaimedCall | None:
    """The call is this worker's; None when it is settled, somebody else's or not due.

    One whose last worker died on the last try is settled as failed.
    """
    with transaction.atomic():
        call = _locked(call_id)
        if call is None or not _is_due(call, now):
            return None
        is_over = call.state == CallState.RUNNING and call.attempts >= _most_attempts(call)
        if not is_over:
            call.state = CallState.RUNNING.value
            call.attempts += 1
            call.lease_until = now + timedelta(seconds=call.timeout_s + GRACE_S)
            call.save(update_fields=["state", "attempts", "lease_until"])
        claimed = _claimed(call, now)
    if is_over:
        settle(claimed, Outcome(failure="interrupted"), now)
        return None
    return claimed


def _locked(call_id: int) -> FlowCall | None:
    """The call, its conversation and itself locked."""
    calls = FlowCall.objects.filter(pk=call_id)
    conversation_id = calls.values_list("run__conversation_id", flat=True).first()
    if conversation_id is None:
        return None
    lock(conversation_id)
    rows = FlowCall.objects.select_for_update(of=("self",)).select_related("run__conversation")
    return rows.filter(pk=call_id).first()


def _is_due(call: FlowCall, now: datetime) -> bool:
    """Whether it waits to be made; a pending one with a lease rests until that ends."""
    if call.state not in {CallState.PENDING, CallState.RUNNING}:
        return False
    return call.lease_until is None or call.lease_until <= now


def _claimed(call: FlowCall, now: datetime) -> ClaimedCall:
    conversation = call.run.conversation
    body = call.body.encode("utf-8", "replace")
    headers = {
        "User-Agent": _AGENT,
        "Idempotency-Key": f"{conversation.public_id}-{call.key}",
        "Baton-Conversation": str(conversation.public_id),
        **call.headers,
    }
    secret = Secret.objects.filter(slug=call.secret).first() if call.secret else None
    if secret is not None and "Authorization" in headers:
        headers["Authorization"] = f"Bearer {secret.value}"
    elif secret is not None:
        headers |= signed(secret.value, body, now)
    return ClaimedCall(
        id=call.pk,
        conversation_id=conversation.pk,
        attempt=call.attempts,
        request=Request(call.method, call.url, headers, body, call.timeout_s),
        problem="no_secret" if call.secret and secret is None else "",
    )


def settle(claimed: ClaimedCall, outcome: Outcome, now: datetime) -> float | None:
    """The outcome is stored and the run knows, in one transaction. Nothing, if it was before.

    Returns in how many seconds the call is to be tried again; None when it is at its end.
    """
    with transaction.atomic():
        call = _locked(claimed.id)
        if call is None or call.state != CallState.RUNNING or call.attempts != claimed.attempt:
            return None
        call.status, call.failure = outcome.status, outcome.failure
        call.response = outcome.body.replace("\0", "")[:_KEPT_CHARS]
        pause = pause_s(call.attempts)
        if outcome.is_retryable and _may_try_again(call, now + timedelta(seconds=pause)):
            call.state = CallState.PENDING.value
            call.lease_until = now + timedelta(seconds=pause)
            call.save()
            return pause
        call.state = (CallState.FAILED if outcome.failure else CallState.DONE).value
        call.lease_until, call.finished_at = None, now
        call.save()
        tell(conversation_id=claimed.conversation_id, happening=_done(call, outcome), now=now)
    return None


def _done(call: FlowCall, outcome: Outcome) -> Happening:
    facts = {
        "key": call.key,
        "ok": not outcome.failure,
        "status": outcome.status,
        "failure": outcome.failure,
        "body": outcome.body,
    }
    return Happening(HappeningKind.CALL_DONE, facts)


def _may_try_again(call: FlowCall, at: datetime) -> bool:
    """Whether another try that begins then is wanted, and ends before the run gives up."""
    if call.attempts >= _most_attempts(call):
        return False
    until = call.run.deadline_at
    ends = at + timedelta(seconds=call.timeout_s)
    return not _is_awaited(call) or until is None or ends <= until


def _is_awaited(call: FlowCall) -> bool:
    run: FlowRun = call.run
    is_here = run.state == RunState.WAITING and run.waiting_for == WaitFor.CALL
    return is_here and run.facts.get(OPEN_CALL) == call.key


def _most_attempts(call: FlowCall) -> int:
    """As the node says; one where the run has gone on to another flow."""
    try:
        _, _, config = PUBLISHED.program(call.run.version_id).node(call.node)
    except GraphError:
        return 1
    return config.attempts if isinstance(config, WebhookConfig) else 1


def forgotten(now: datetime) -> list[int]:
    """Calls that nobody makes although they are due, longest waiting first."""
    never_sent = Q(lease_until=None, created_at__lt=now - NOT_SENT_AFTER)
    states = [CallState.PENDING.value, CallState.RUNNING.value]
    rows = FlowCall.objects.filter(never_sent | Q(lease_until__lt=now), state__in=states)
    return list(rows.order_by("created_at").values_list("pk", flat=True)[:_BATCH])


@transaction.atomic
def resend(call_id: int) -> bool:
    """A failed call is made once more, with its key; a run that has gone on stays where it is.

    False, and nothing has changed, for one that did not fail.
    """
    call = _locked(call_id)
    if call is None or call.state != CallState.FAILED:
        return False
    call.state, call.attempts, call.finished_at = CallState.PENDING.value, 0, None
    call.save(update_fields=["state", "attempts", "finished_at"])
    transaction.on_commit(lambda: outbox.send(call_id))
    return True
