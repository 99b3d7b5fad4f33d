"""Admin of the human side: who answers, and when they can be reached."""

from agents.admin import hours, notices, people, queues, skills

__all__ = ["hours", "notices", "people", "queues", "skills"]
