"""Admin of escalation: policies are edited and published; decisions and handoffs are read."""

from escalation.admin import decisions, examples, handoffs, policies, promises

__all__ = ["decisions", "examples", "handoffs", "policies", "promises"]
