"""What an agent reads before the first word: why, what was asked, what was tried, who asks."""

from escalation.brief.building import build
from escalation.brief.packet import Brief
from escalation.brief.wants import says_something

__all__ = ["Brief", "build", "says_something"]
