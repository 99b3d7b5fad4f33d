"""Keeping what people say about answers."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from knowledge.models import AnswerLabel, AnswerRecord, LabelSource


class LabelError(Exception):
    """The verdict cannot be kept; `str()` says why."""


def label_answer(
    *, answer_id: int, source: str, right: bool | None, by_id: int | None = None
) -> AnswerLabel | None:
    """The person's verdict on the answer is this one; said twice it counts once.

    `source`: a value of `LabelSource`. `right`: None withdraws the verdict, and None is returned.
    `by_id`: the user, None for a visitor. Raises LabelError when staff are not named, when a
    visitor is, or when there is no such answer.
    """
    if (by_id is None) != (source == LabelSource.VISITOR):
        raise LabelError("staff are named, visitors are not")
    key: dict[str, Any] = {
        "answer_id": answer_id,
        "source": LabelSource(source).value,
        "by_id": by_id,
    }
    if right is None:
        AnswerLabel.objects.filter(**key).delete()
        return None
    with transaction.atomic():
        if not AnswerRecord.objects.filter(pk=answer_id).exists():
            raise LabelError("there is no such answer")
        label, _ = AnswerLabel.objects.update_or_create(
            **key, defaults={"right": right, "created_at": timezone.now()}
        )
    return label


def label_turn(
    *,
    conversation_public_id: UUID,
    turn_id: int,
    source: str,
    right: bool | None,
    by_id: int | None = None,
) -> AnswerLabel | None:
    """The same for the answer of a turn; a turn without a record is left alone."""
    answer_id = (
        AnswerRecord.objects.filter(turn_id=turn_id, conversation_public_id=conversation_public_id)
        .order_by("-pk")
        .values_list("pk", flat=True)
        .first()
    )
    if answer_id is None:
        return None
    return label_answer(answer_id=answer_id, source=source, right=right, by_id=by_id)
