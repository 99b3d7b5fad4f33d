"""What managers teach: the example sentences of an intent category."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from escalation.models import IntentCategory, IntentExample


@transaction.atomic
def set_examples(*, category_id: int, sentences: Sequence[str]) -> int:
    """The category has exactly these examples, and how many is returned; each counts once.

    Rows of sentences that stay are kept. Readings change from the next message on. Raises
    IntentCategory.DoesNotExist.
    """
    category = IntentCategory.objects.select_for_update().get(pk=category_id)
    wanted = list(dict.fromkeys(one.strip() for one in sentences if one.strip()))
    category.examples.exclude(text__in=wanted).delete()
    known = set(category.examples.values_list("text", flat=True))
    IntentExample.objects.bulk_create(
        IntentExample(category=category, text=text) for text in wanted if text not in known
    )
    return len(wanted)
