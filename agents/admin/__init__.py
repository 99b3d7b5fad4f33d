"""Admin of the human side: who answers, and when they can be reached."""

from agents.admin import hours, people

__all__ = ["hours", "people"]
