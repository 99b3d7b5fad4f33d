"""The triggers: one file each, named here once. Adding one means a file and a line."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from escalation.triggers.assistant_failed import AssistantFailed
from escalation.triggers.base import Trigger
from escalation.triggers.empty_promise import EmptyPromise
from escalation.triggers.human_request import HumanRequest
from escalation.triggers.keyword import Keyword
from escalation.triggers.low_confidence import LowConfidence
from escalation.triggers.missing_knowledge import MissingKnowledge
from escalation.triggers.ungrounded_answer import UngroundedAnswer
from escalation.triggers.unresolved import Unresolved

_ALL: tuple[type[Trigger], ...] = (
    Keyword,
    HumanRequest,
    LowConfidence,
    MissingKnowledge,
    Unresolved,
    UngroundedAnswer,
    EmptyPromise,
    AssistantFailed,
)

TRIGGERS: Mapping[str, type[Trigger]] = MappingProxyType({item.kind: item for item in _ALL})
"""Wire name to trigger, in the order in which managers see them."""
