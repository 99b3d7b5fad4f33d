"""The fallbacks: one file each, named here once. Queues and policies make their ladders of them."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from escalation.fallbacks.assistant_note import AssistantNote
from escalation.fallbacks.base import Fallback
from escalation.fallbacks.callback import CallbackOffer
from escalation.fallbacks.offline_form import KIND as OFFLINE_FORM
from escalation.fallbacks.offline_form import OfflineForm
from escalation.fallbacks.wait_in_queue import WaitInQueue

_ALL: tuple[Fallback, ...] = (OfflineForm(), WaitInQueue(), CallbackOffer(), AssistantNote())

FALLBACKS: Mapping[str, Fallback] = MappingProxyType({item.kind: item for item in _ALL})

__all__ = ["FALLBACKS", "OFFLINE_FORM"]
