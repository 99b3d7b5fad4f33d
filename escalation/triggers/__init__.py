"""The triggers: one file each, named here once. Adding one means a file and a line."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from escalation.triggers.abuse import Abuse
from escalation.triggers.after_hours_urgent import AfterHoursUrgent
from escalation.triggers.assistant_failed import AssistantFailed
from escalation.triggers.base import Trigger
from escalation.triggers.empty_promise import EmptyPromise
from escalation.triggers.frustration import Frustration
from escalation.triggers.human_request import HumanRequest
from escalation.triggers.intent_category import IntentCategory
from escalation.triggers.keyword import Keyword
from escalation.triggers.language import SpokenLanguage
from escalation.triggers.low_confidence import LowConfidence
from escalation.triggers.missing_knowledge import MissingKnowledge
from escalation.triggers.negative_feedback import NegativeFeedback
from escalation.triggers.page import Page
from escalation.triggers.situation import BusinessHours, Exchanges, PersonAvailable
from escalation.triggers.ungrounded_answer import UngroundedAnswer
from escalation.triggers.unresolved import Unresolved
from escalation.triggers.visitor_attribute import VisitorAttribute

_ALL: tuple[type[Trigger], ...] = (
    Keyword,
    HumanRequest,
    LowConfidence,
    MissingKnowledge,
    IntentCategory,
    Frustration,
    Unresolved,
    NegativeFeedback,
    VisitorAttribute,
    AfterHoursUrgent,
    Abuse,
    UngroundedAnswer,
    EmptyPromise,
    AssistantFailed,
    Page,
    SpokenLanguage,
    BusinessHours,
    PersonAvailable,
    Exchanges,
)

TRIGGERS: Mapping[str, type[Trigger]] = MappingProxyType({item.kind: item for item in _ALL})
"""Wire name to trigger, in the order in which managers see them."""
