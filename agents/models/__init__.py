"""Rows of the human side: teams and their hours, queues, agents, and who has which conversation."""

from agents.models.hours import BusinessHours, DatedHours
from agents.models.notices import Notice
from agents.models.teams import AgentProfile, Queue, Skill, Team
from agents.models.work import Assignment, CannedReply, QueueEntry, ReadMark

__all__ = [
    "AgentProfile",
    "Assignment",
    "BusinessHours",
    "CannedReply",
    "DatedHours",
    "Notice",
    "Queue",
    "QueueEntry",
    "ReadMark",
    "Skill",
    "Team",
]
