"""Rows of the human side: teams and their hours, queues, agents, and who has which conversation."""

from agents.models.hours import BusinessHours, DatedHours
from agents.models.teams import AgentProfile, Queue, Team
from agents.models.work import Assignment, CannedReply, QueueEntry, ReadMark

__all__ = [
    "AgentProfile",
    "Assignment",
    "BusinessHours",
    "CannedReply",
    "DatedHours",
    "Queue",
    "QueueEntry",
    "ReadMark",
    "Team",
]
