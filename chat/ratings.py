"""Verdicts on the assistant's answers: one for each person, changed and withdrawn at will."""

from __future__ import annotations

from typing import Literal

from django.db import transaction
from django.utils.translation import gettext as _

from chat.models import Message, TimelineEntry
from chat.services import lock, record
from chat.types import Audience, Author, AuthorKind, Entry, EntryKind, RefusedMessageError

Verdict = Literal["right", "wrong", ""]

BY_VISITOR = "visitor"


@transaction.atomic
def rate_answer(
    *, conversation_id: int, turn: int, author: Author, verdict: Verdict
) -> Entry | None:
    """The person's verdict on the answer of this turn is this one; "" withdraws it.

    Staff read every verdict, the visitor only their own. Returns None when nothing changed. Raises
    RefusedMessageError when the turn has no answer with sources in this conversation.
    """
    lock(conversation_id)
    answers = Message.objects.filter(conversation_id=conversation_id, turn_id=turn, data__turn=turn)
    if not answers.exists():
        raise RefusedMessageError("not_rateable", _("This message cannot be rated."))
    by = BY_VISITOR if author.kind is AuthorKind.VISITOR else str(author.ref)
    said = (
        TimelineEntry.objects.filter(
            conversation_id=conversation_id,
            kind=EntryKind.ANSWER_RATED.value,
            payload__turn=turn,
            payload__by=by,
        )
        .order_by("-seq")
        .values_list("payload__verdict", flat=True)
        .first()
    )
    if (said or "") == verdict:
        return None
    return record(
        conversation_id=conversation_id,
        kind=EntryKind.ANSWER_RATED,
        payload={"turn": turn, "by": by, "verdict": verdict},
        audience=Audience.PUBLIC if by == BY_VISITOR else Audience.STAFF,
    )


def wrong_answers(conversation_id: int, episode: int) -> int:
    """How many answers of that episode the visitor calls wrong now."""
    rated = (
        TimelineEntry.objects.filter(
            conversation_id=conversation_id,
            kind=EntryKind.ANSWER_RATED.value,
            payload__by=BY_VISITOR,
        )
        .order_by("seq")
        .values_list("payload__turn", "payload__verdict")
    )
    wrong = [turn for turn, verdict in dict(rated).items() if verdict == "wrong"]
    if not wrong:
        return 0
    answers = Message.objects.filter(
        conversation_id=conversation_id, episode=episode, turn_id__in=wrong
    )
    return answers.order_by().values("turn_id").distinct().count()
