"""Promises make themselves heard: a call is near, an answer is overdue, or owed by nobody.

Mails to the team are written by `agents.notices`, once for each key.
"""

from __future__ import annotations

import functools
import logging
from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from agents.models import Notice
from agents.notices import language_for, tell_team
from agents.notices.plain import name_of
from agents.notices.texts import moment_in
from agents.selectors.hours import queue_hours
from agents.slots import clock_of
from chat import services as chat
from escalation import selectors
from escalation.due import CALL_REMINDER
from escalation.models import Promise
from escalation.reminder_texts import words_in
from escalation.services.adopting import adopt_captured
from escalation.services.lying_aside import lay_follow_up, silent_follow_ups
from escalation.services.steps import each, keys
from escalation.types import PromiseKind, PromiseState

logger = logging.getLogger(__name__)


def sweep_promises(now: datetime) -> dict[str, int]:
    """Whoever owes something knows in time, and what is captured is owed by somebody.

    Returns how many of each: "promised", "reminded", "laid_aside", "alarmed". Twice changes
    nothing.
    """
    unpromised = selectors.unpromised_handoffs()
    near = Promise.objects.filter(
        state=PromiseState.OPEN.value,
        kind=PromiseKind.CALLBACK.value,
        at__lte=now + CALL_REMINDER,
        reminded_at__isnull=True,
    )
    silent = selectors.overdue_promises(now).filter(alarmed_at__isnull=True)
    return {
        "promised": each(keys(unpromised), functools.partial(adopt_captured, now=now)),
        "reminded": each(keys(near), functools.partial(_remind, now=now)),
        "laid_aside": each(keys(silent_follow_ups(now)), functools.partial(lay_follow_up, now=now)),
        "alarmed": each(keys(silent), functools.partial(_alarm, now=now)),
    }


@transaction.atomic
def _remind(promise_id: int, now: datetime) -> bool:
    """Whoever calls, else the team, has a mail that the time is near; once for each time."""
    promise = _locked(promise_id)
    if promise is None or promise.reminded_at is not None or promise.at is None:
        return False
    promise.reminded_at = now
    promise.save(update_fields=["reminded_at"])
    _mail(
        promise,
        Notice.Kind.CALL_DUE,
        key=f"call-{promise.pk}-{promise.at:%Y%m%d%H%M}-{promise.owner_id or 0}",
        words=("call", "call_body"),
        at=promise.at,
        now=now,
    )
    return True


@transaction.atomic
def _alarm(promise_id: int, now: datetime) -> bool:
    """The team knows, once, that something is overdue."""
    promise = _locked(promise_id)
    if promise is None or promise.alarmed_at is not None or promise.due_at >= now:
        return False
    promise.alarmed_at = now
    promise.save(update_fields=["alarmed_at"])
    logger.warning("promise overdue", extra={"promise": promise.pk})
    _mail(
        promise,
        Notice.Kind.OVERDUE,
        key=f"overdue-{promise.pk}-{promise.due_at:%Y%m%d%H%M}",
        words=(promise.kind, "overdue_body"),
        at=promise.due_at,
        now=now,
    )
    return True


def _locked(promise_id: int) -> Promise | None:
    """The promise while it is open, its conversation's row locked."""
    found = Promise.objects.filter(pk=promise_id).values_list("conversation_id", flat=True).first()
    if found is None:
        return None
    chat.lock(found)
    promise = selectors.open_promise(found)
    return promise if promise is not None and promise.pk == promise_id else None


def _mail(
    promise: Promise,
    kind: Notice.Kind,
    *,
    key: str,
    words: tuple[str, str],
    at: datetime,
    now: datetime,
) -> None:
    """To whoever owes the call, else to the team; what is overdue concerns the team.

    `words`: names of subject and body.
    """
    texts = words_in(language_for(promise.conversation_id))
    named = {
        "visitor": name_of(promise.conversation.visitor.display_name),
        "when": moment_in(at, clock_of(queue_hours(promise.queue_id, now))),
        "owner": _owner(promise, texts),
    }
    tell_team(
        kind=kind,
        key=key,
        queue_id=promise.queue_id,
        conversation_id=promise.conversation_id,
        agent_id=promise.owner_id if kind is Notice.Kind.CALL_DUE else None,
        now=now,
        subject=texts[words[0]] % named,
        body=texts[words[1]] % named,
    )


def _owner(promise: Promise, texts: Mapping[str, str]) -> str:
    if promise.owner is None:
        return texts["nobody"]
    return texts["somebody"] % {"name": promise.owner.display_name}
