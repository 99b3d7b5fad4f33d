"""Checking a sentence against the passages it cites, before a visitor sees it; pure."""

from __future__ import annotations

from knowledge.grounding.check import Finding, check
from knowledge.grounding.guard import check_kind_words, repeats

__all__ = ["Finding", "check", "check_kind_words", "repeats"]
