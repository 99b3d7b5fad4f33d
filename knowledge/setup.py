"""What every installation needs before the first question: an assistant profile."""

from __future__ import annotations

from knowledge.models import AssistantProfile

_SLUG = "assistant"


def ensure_default_profile() -> AssistantProfile:
    """There is a profile to answer with; the one that exists is returned as it is.

    A new one knows nothing yet: managers choose its knowledge bases.
    """
    existing = AssistantProfile.objects.order_by("-is_default", "pk").first()
    if existing is not None:
        return existing
    profile, _ = AssistantProfile.objects.get_or_create(
        slug=_SLUG, defaults={"name": "Assistant", "is_default": True}
    )
    return profile
