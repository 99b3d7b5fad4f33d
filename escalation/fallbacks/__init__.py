"""The fallbacks: one file each, named here once. A policy chooses among them by name."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from escalation.fallbacks.base import Fallback
from escalation.fallbacks.offline_form import KIND as OFFLINE_FORM
from escalation.fallbacks.offline_form import OfflineForm
from escalation.fallbacks.wait_in_queue import WaitInQueue

_ALL: tuple[Fallback, ...] = (OfflineForm(), WaitInQueue())

FALLBACKS: Mapping[str, Fallback] = MappingProxyType({item.kind: item for item in _ALL})

__all__ = ["FALLBACKS", "OFFLINE_FORM"]
