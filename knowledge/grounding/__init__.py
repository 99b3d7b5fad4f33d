"""Checking a sentence against the passages it cites, before a visitor sees it; pure."""

from __future__ import annotations

from knowledge.grounding.check import Finding, check

__all__ = ["Finding", "check"]
