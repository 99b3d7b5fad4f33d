"""What visitors say by pressing a button instead of writing."""

from __future__ import annotations

from django.utils.translation import gettext


def for_a_person() -> str:
    """The words of "Talk to a person", as they stand in the transcript."""
    return gettext("I would like to talk to a person.")
