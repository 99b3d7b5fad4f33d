"""The daily token budget of a profile: what was used today, and whether an answer may use more.

Counted are the tokens of answers that were finished and of attempts that failed, as recorded; not
what a model had read for an answer that a rule or a newer message broke off, which nobody is told.
Answers under way do not see each other: together they may use a little more than is left.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Sum
from django.utils import timezone

from chat.dbthreads import in_db_thread
from knowledge.models import AnswerRecord
from knowledge.providers.base import ProviderError
from knowledge.types import Attempt, Profile, Usage


def tokens_of(usage: Usage | None) -> int:
    """All tokens that were read and written, those of the prompt cache too."""
    if usage is None:
        return 0
    read = usage.input_tokens + usage.cached_tokens + usage.cache_written_tokens
    return read + usage.output_tokens


def tokens_of_attempts(attempts: Iterable[Attempt]) -> int:
    """What failed attempts used, as far as that is known."""
    return sum(tokens_of(attempt.usage) for attempt in attempts)


def used_today(profile_id: int, now: datetime) -> int:
    """Tokens that the profile's recorded answers used since midnight of TIME_ZONE."""
    midnight = timezone.localtime(now, timezone.get_default_timezone()).replace(
        hour=0, minute=0, second=0, microsecond=0
    )
    records = AnswerRecord.objects.filter(
        profile_id=profile_id, created_at__gte=midnight, tokens__gt=0
    )
    return records.aggregate(used=Sum("tokens"))["used"] or 0


async def check_budget(profile: Profile, attempts: Iterable[Attempt]) -> None:
    """Raises ProviderError(budget_limit) when nothing is left for another call of a model.

    `attempts`: those of the answer under way, which are not recorded yet.
    """
    if not profile.daily_token_budget:
        return
    used = await in_db_thread(used_today, profile.id, timezone.now())
    if used + tokens_of_attempts(attempts) >= profile.daily_token_budget:
        raise ProviderError("budget_limit", retryable=False)
