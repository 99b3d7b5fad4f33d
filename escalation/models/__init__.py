"""Rows of deciding and handing over: policies, what gauges learn from, decisions, handoffs."""

from escalation.models.choices import reason_choices
from escalation.models.decisions import Decision
from escalation.models.examples import GaugePhrase, IntentCategory, IntentExample
from escalation.models.handoffs import Handoff
from escalation.models.policies import Policy, PolicyVersion
from escalation.models.promises import Promise

__all__ = [
    "Decision",
    "GaugePhrase",
    "Handoff",
    "IntentCategory",
    "IntentExample",
    "Policy",
    "PolicyVersion",
    "Promise",
    "reason_choices",
]
